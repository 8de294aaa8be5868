"""Where else Calico sends its logs: LogCollector/tigera-secure, spec.additionalStores.

Not managed here: the credentials, which stay in the Secrets that the documentation names.
https://docs.tigera.io/calico-enterprise/latest/reference/installation/api: AdditionalLogStoreSpec
https://docs.tigera.io/calico-enterprise/latest/observability/elastic/archive-storage
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, model_validator

from reporting.faults import ADDRESS, CREDENTIAL, MISSING
from reporting.finding import Fault
from reporting.stack.model import Model, choice

Text = Annotated[str, Field(min_length=1)]


class LogType(StrEnum):
    """What syslog gets. Later releases know more; these the API of every release takes."""

    AUDIT = "Audit"
    DNS = "DNS"
    FLOWS = "Flows"
    IDS_EVENTS = "IDSEvents"


class Encryption(StrEnum):
    """How syslog is reached."""

    NONE = "None"
    TLS = "TLS"


def _endpoint(*schemes: str) -> PlainValidator:
    """Scheme, host and port, as the operator reads them (pkg/url/url.go: ParseEndpoint). No IPv6 address is one."""
    right = re.compile(rf"({'|'.join(schemes)})://[^\s:/?#@\[\]]+:([1-9]\d{{0,4}})/?", re.ASCII)
    example = f"{schemes[0]}://logs.example.com:{8088 if schemes[0] == 'https' else 601}"

    def validate(value: object) -> str:
        found = right.fullmatch(value) if isinstance(value, str) else None
        if found is None or int(found[2]) > 65_535:
            raise Fault(
                ADDRESS,
                "is not an endpoint (what was given is not repeated here): "
                f"{' or '.join(f'{scheme}://' for scheme in schemes)}, a host's name or IPv4 address, and a port.",
                f"Write one such as {example}",
            )
        return found[0].rstrip("/")

    return PlainValidator(validate)


def _log_types(types: list[LogType]) -> list[LogType]:
    if not types:
        raise Fault(
            MISSING, "an empty list sends nothing, and the operator would fill it.", "Write [Audit, DNS, Flows]."
        )
    return list(dict.fromkeys(types))


_AS_TEXT = PlainSerializer(str)


class S3(Model):
    """A bucket of Amazon S3."""

    region: Text = Field(examples=["eu-central-1"])
    bucket_name: Text = Field(examples=["calico-logs"])
    bucket_path: Text = Field(examples=["production"])


class Syslog(Model):
    """A syslog server."""

    endpoint: Annotated[str, _endpoint("tcp", "udp")] = Field(examples=["tcp://syslog.example.com:601"])
    log_types: Annotated[list[Annotated[LogType, choice(LogType), _AS_TEXT]], AfterValidator(_log_types)] = Field(
        examples=["[Audit, DNS, Flows]"]
    )
    packet_size: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(None, examples=["2048"])
    encryption: Annotated[Encryption, choice(Encryption), _AS_TEXT] | None = Field(None, examples=["TLS"])


class Splunk(Model):
    """Splunk's HTTP event collector."""

    endpoint: Annotated[str, _endpoint("https", "http")] = Field(examples=["https://splunk.example.com:8088"])


class AdditionalStores(Model):
    """Stores beside Calico's own, at most one of a kind."""

    s3: S3 | None = Field(None, examples=["{region: eu-central-1, bucketName: calico-logs, bucketPath: production}"])
    syslog: Syslog | None = Field(None, examples=["{endpoint: tcp://syslog.example.com:601, logTypes: [Audit]}"])
    splunk: Splunk | None = Field(None, examples=["{endpoint: https://splunk.example.com:8088}"])

    def stated(self) -> dict[str, dict[str, Any]]:
        """The stores as LogCollector has them, by kind."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @model_validator(mode="before")
    @classmethod
    def _no_credentials(cls, value: object) -> object:
        found = next(_credentials(value, ""), None)
        if found is not None:
            raise Fault(
                CREDENTIAL,
                f"has what looks like a credential{found}. It is not repeated here, but it stands in the file, and in "
                "its history once it is committed.",
                "Take it out and make it void. S3's belongs in Secret tigera-operator/log-collector-s3-credentials "
                "(fields key-id, key-secret), Splunk's in tigera-operator/logcollector-splunk-credentials (field "
                "token), which the operator reads and this program does not.",
            )
        return value


_SECRET_KEY = re.compile(r"pass|secret|token|credential|accesskey|apikey|privatekey|keyid|^auth|^user", re.ASCII)
# An access key's id of AWS, and a login before a host:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
_SECRET_VALUE = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b|//[^/\s]*@", re.ASCII)


def _credentials(value: object, place: str) -> Iterator[str]:
    """Where in a value there is one: by its key, or by its form."""
    if isinstance(value, str) and _SECRET_VALUE.search(value):
        yield place
    for key, inner in value.items() if isinstance(value, dict) else ():
        named = f" ({key})" if isinstance(key, str) and key.isidentifier() and len(key) <= 40 else ""
        if _SECRET_KEY.search(re.sub(r"[^a-z]", "", str(key).lower())):
            yield named
        yield from _credentials(inner, named)
    for inner in value if isinstance(value, list) else ():
        yield from _credentials(inner, place)
