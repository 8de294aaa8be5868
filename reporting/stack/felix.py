"""The fields of FelixConfiguration that a stack can set: all that say something of flow, DNS and L7 logs, a line each.

Not managed here: every other field of FelixConfiguration/default, and FelixConfigurations of single nodes. Types and
defaults: the API's own schema, projectcalico.org_felixconfigurations.yaml. What they mean:
https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from reporting.dialects.durations import Duration, flush_interval
from reporting.stack.model import AS_TEXT, Model, duration

FELIX_NAME = "default"

FlushInterval = Annotated[Duration, duration(flush_interval, "30s or 5m"), AS_TEXT]


@dataclass(frozen=True, slots=True)
class Interval:
    """In words, a field that says how often some logs are handed over; by default every 300s."""

    logs: str


@dataclass(frozen=True, slots=True)
class Level:
    """In words, a field whose numbers, from 0 on, are kinds of something."""

    name: str
    subject: str
    kinds: tuple[str, ...]
    default: int


@dataclass(frozen=True, slots=True)
class Setting:
    """In words, any other field: what it is about, its default, and what another value does to the logs' volume.

    `default` is None where the schema names none.
    """

    about: str
    default: bool | int | str | None = None
    volume: str = ""


Words = Interval | Level | Setting

_KINDS = ("not aggregated", "aggregated by source port", "aggregated by Pod name prefix")
_ALLOWED = Level("aggregation of allowed flows", "allowed flows", _KINDS, 2)
_DENIED = Level("aggregation of denied flows", "denied flows", (*_KINDS, "aggregated over destination ports"), 1)
_CLIENTS = Level(
    "aggregation of DNS clients", "DNS logs", ("not aggregated by client", "aggregated by client name prefix"), 1
)

Kind2 = Annotated[int, Field(ge=0, le=1)]
Kind3 = Annotated[int, Field(ge=0, le=2)]
Kind4 = Annotated[int, Field(ge=0, le=3)]
# An `int` of Go in a CRD without a format is 64 bits wide; Felix reads it as 32 of them.
Number = Annotated[int, Field(ge=-(2**31), le=2**31 - 1)]

_EVERY: Any = Field(None, examples=["60s"])
_KIND: Any = Field(None, examples=["1"])
_SWITCH: Any = Field(None, examples=["true"])
_NUMBER: Any = Field(None, examples=["5"])
_TEXT: Any = Field(None, examples=["/var/log/calico/flowlogs"])
_WORD: Any = Field(None)

_ALL = "when off, there are no records at all"
_MORE = "when on, there are more records"
_LONGER = "when on, each record is longer"
_HIGHER_MORE = "the higher, the more records"
_HIGHER_LONGER = "the higher, the longer each record"
_LIMIT = "what exceeds it in a flush interval is lost"
_NONE = "none: an environment variable that the operator sets counts instead"
_EXCLUDED = "when excluded, there are fewer records"


class FelixOverrides(Model):
    """Felix fields beside or instead of `intervals`, by their names in Felix."""

    flowLogsFlushInterval: Annotated[FlushInterval | None, Interval("flow logs")] = _EVERY
    dnsLogsFlushInterval: Annotated[FlushInterval | None, Interval("DNS logs")] = _EVERY
    l7LogsFlushInterval: Annotated[FlushInterval | None, Interval("L7 logs")] = _EVERY
    flowLogsFileAggregationKindForAllowed: Annotated[Kind3 | None, _ALLOWED] = _KIND
    flowLogsFileAggregationKindForDenied: Annotated[Kind4 | None, _DENIED] = _KIND
    dnsLogsFileAggregationKind: Annotated[Kind2 | None, _CLIENTS] = _KIND

    flowLogsCollectTcpStats: Annotated[bool | None, Setting("TCP statistics of flows", None, _LONGER)] = _SWITCH
    flowLogsCollectProcessInfo: Annotated[bool | None, Setting("processes behind flows", False, _MORE)] = _SWITCH
    flowLogsCollectProcessPath: Annotated[bool | None, Setting("paths of those processes", None, _LONGER)] = _SWITCH
    flowLogsCollectorDebugTrace: Annotated[bool | None, Setting("the flow collector's debug trace")] = _SWITCH
    flowLogsDestDomainsByClient: Annotated[bool | None, Setting("destination domains by client", True)] = _SWITCH
    flowLogsDynamicAggregationEnabled: Annotated[
        bool | None,
        Setting("more aggregation when the reader falls behind", False, "when on, there are fewer records under load"),
    ] = _SWITCH
    flowLogsAggregationThresholdBytes: Annotated[
        Number | None, Setting("bytes the reader may be behind before that", 8192)
    ] = _NUMBER
    flowLogsEnableHostEndpoint: Annotated[bool | None, Setting("flows of host endpoints", None, _MORE)] = _SWITCH
    flowLogsEnableNetworkSets: Annotated[bool | None, Setting("network sets in flow logs", None, _MORE)] = _SWITCH
    flowLogsFileEnabled: Annotated[bool | None, Setting("flow logs in files", None, _ALL)] = _SWITCH
    flowLogsFileEnabledForAllowed: Annotated[bool | None, Setting("logs of allowed flows", True, _MORE)] = _SWITCH
    flowLogsFileEnabledForDenied: Annotated[bool | None, Setting("logs of denied flows", True, _MORE)] = _SWITCH
    flowLogsFileIncludeLabels: Annotated[bool | None, Setting("labels in flow logs", None, _LONGER)] = _SWITCH
    flowLogsFileIncludePolicies: Annotated[bool | None, Setting("policies in flow logs", None, _LONGER)] = _SWITCH
    flowLogsFileIncludeService: Annotated[bool | None, Setting("services in flow logs", None, _MORE)] = _SWITCH
    flowLogsFileDomainsLimit: Annotated[Number | None, Setting("domains in a flow log", 5, _HIGHER_LONGER)] = _NUMBER
    flowLogsFileNatOutgoingPortLimit: Annotated[
        Number | None, Setting("SNAT ports in a flow log", 3, _HIGHER_LONGER)
    ] = _NUMBER
    flowLogsFilePerFlowProcessLimit: Annotated[
        Number | None, Setting("processes of a flow told apart", 2, _HIGHER_MORE)
    ] = _NUMBER
    flowLogsFilePerFlowProcessArgsLimit: Annotated[
        Number | None, Setting("process arguments in a flow log", 5, _HIGHER_LONGER)
    ] = _NUMBER
    flowLogsMaxOriginalIPsIncluded: Annotated[
        Number | None, Setting("original IP addresses in a flow log", None, _HIGHER_LONGER)
    ] = _NUMBER
    flowLogsFileDirectory: Annotated[str | None, Setting("the folder of flow logs")] = _TEXT
    flowLogsFileMaxFiles: Annotated[Number | None, Setting("files of flow logs kept on a node")] = _NUMBER
    flowLogsFileMaxFileSizeMB: Annotated[Number | None, Setting("megabytes of a file of flow logs")] = _NUMBER
    flowLogsPositionFilePath: Annotated[
        str | None,
        Setting("the file that says how far flow logs are read", "/var/log/calico/calico-fluent-bit/in_tail_flows.db"),
    ] = _TEXT
    flowLogsGoldmaneServer: Annotated[str | None, Setting("the Goldmane server that gets flows")] = _WORD
    flowLogsLocalReporter: Annotated[
        Literal["Disabled", "Enabled"] | None, Setting("flows on a node's local socket", "Disabled")
    ] = _WORD
    flowLogsPolicyEvaluationMode: Annotated[
        Literal["OnNewConnection", "Continuous"] | None, Setting("when policies of flows are evaluated", "Continuous")
    ] = _WORD
    flowLogsPolicyScope: Annotated[
        Literal["AllPolicies", "EndpointPolicies"] | None,
        Setting("which policies are in flow logs", "EndpointPolicies", "with AllPolicies, each record is longer"),
    ] = _WORD

    dnsLogsFileEnabled: Annotated[bool | None, Setting("DNS logs in files", False, _ALL)] = _SWITCH
    dnsLogsFileIncludeLabels: Annotated[bool | None, Setting("labels in DNS logs", True, _LONGER)] = _SWITCH
    dnsLogsLatency: Annotated[bool | None, Setting("latency in DNS logs", True, _LONGER)] = _SWITCH
    dnsLogsFilePerNodeLimit: Annotated[Number | None, Setting("DNS logs of a node in an interval", 0, _NONE)] = _NUMBER
    dnsLogsFileDirectory: Annotated[str | None, Setting("the folder of DNS logs", "/var/log/calico/dnslogs")] = _TEXT
    dnsLogsFileMaxFiles: Annotated[Number | None, Setting("files of DNS logs kept on a node", 5)] = _NUMBER
    dnsLogsFileMaxFileSizeMB: Annotated[Number | None, Setting("megabytes of a file of DNS logs", 100)] = _NUMBER

    l7LogsFileEnabled: Annotated[bool | None, Setting("L7 logs in files", True, _ALL)] = _SWITCH
    l7LogsFilePerNodeLimit: Annotated[Number | None, Setting("L7 logs of a node in an interval", 1500, _LIMIT)] = (
        _NUMBER
    )
    l7LogsFileDirectory: Annotated[str | None, Setting("the folder of L7 logs", "/var/log/calico/l7logs")] = _TEXT
    l7LogsFileMaxFiles: Annotated[Number | None, Setting("files of L7 logs kept on a node", 5)] = _NUMBER
    l7LogsFileMaxFileSizeMB: Annotated[Number | None, Setting("megabytes of a file of L7 logs", 100)] = _NUMBER
    l7LogsFileAggregationDestinationInfo: Annotated[
        Literal["IncludeL7DestinationInfo", "ExcludeL7DestinationInfo"] | None,
        Setting("destinations in L7 logs", "IncludeL7DestinationInfo", _EXCLUDED),
    ] = _WORD
    l7LogsFileAggregationHTTPHeaderInfo: Annotated[
        Literal["IncludeL7HTTPHeaderInfo", "ExcludeL7HTTPHeaderInfo"] | None,
        Setting("HTTP headers in L7 logs", "ExcludeL7HTTPHeaderInfo", "when included, there are more records"),
    ] = _WORD
    l7LogsFileAggregationHTTPMethod: Annotated[
        Literal["IncludeL7HTTPMethod", "ExcludeL7HTTPMethod"] | None,
        Setting("HTTP methods in L7 logs", "IncludeL7HTTPMethod", _EXCLUDED),
    ] = _WORD
    l7LogsFileAggregationResponseCode: Annotated[
        Literal["IncludeL7ResponseCode", "ExcludeL7ResponseCode"] | None,
        Setting("response codes in L7 logs", "IncludeL7ResponseCode", _EXCLUDED),
    ] = _WORD
    l7LogsFileAggregationServiceInfo: Annotated[
        Literal["IncludeL7ServiceInfo", "ExcludeL7ServiceInfo"] | None,
        Setting("services in L7 logs", "IncludeL7ServiceInfo", _EXCLUDED),
    ] = _WORD
    l7LogsFileAggregationSourceInfo: Annotated[
        Literal["IncludeL7SourceInfo", "IncludeL7SourceInfoNoPort", "ExcludeL7SourceInfo"] | None,
        Setting(
            "sources in L7 logs",
            "IncludeL7SourceInfoNoPort",
            "with ports, there are more records, and fewer when excluded",
        ),
    ] = _WORD
    l7LogsFileAggregationTLSSNI: Annotated[
        Literal["IncludeL7TLSSNI", "ExcludeL7TLSSNI"] | None,
        Setting("TLS server names in L7 logs", "IncludeL7TLSSNI", _EXCLUDED),
    ] = _WORD
    l7LogsFileAggregationTrimURL: Annotated[
        Literal["IncludeL7FullURL", "TrimURLQuery", "TrimURLQueryAndPath", "ExcludeL7URL"] | None,
        Setting("URLs in L7 logs", "IncludeL7FullURL", "when trimmed, there are fewer records"),
    ] = _WORD
    l7LogsFileAggregationNumURLPath: Annotated[
        Number | None, Setting("parts of a URL's path in L7 logs", 5, _HIGHER_MORE)
    ] = _NUMBER
    l7LogsFileAggregationURLCharLimit: Annotated[
        Number | None, Setting("characters of a URL in L7 logs", 250, _HIGHER_LONGER)
    ] = _NUMBER


def words_of(model: type[Model]) -> dict[str, Words]:
    """What each field of a model is about, by its name in Felix. Raises TypeError where a field has no words."""
    found: dict[str, Words] = {}
    for name, field in model.model_fields.items():
        words = next((item for item in field.metadata if isinstance(item, Interval | Level | Setting)), None)
        if words is None:
            raise TypeError(f"{model.__name__}.{name} has no words. Annotate it with Interval, Level or Setting.")
        found[str(field.alias)] = words
    return found


FIELDS = words_of(FelixOverrides)
"""Every Felix field that a stack can set, by its name there: what previews, differences and pages say of it."""
