"""How often Felix hands its logs over: the profiles a stack chooses from, and the FelixConfiguration they give.

Not managed here: every other field of FelixConfiguration/default, and FelixConfigurations of single nodes.
"""

from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import Field, PlainSerializer, PlainValidator

from reporting.dialects.durations import Duration, flush_interval
from reporting.faults import CHOICE, TYPE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import Model

# https://docs.tigera.io/calico-cloud/reference/resources/felixconfig: 300s for flow, DNS and L7 logs.
DEFAULT_INTERVAL = flush_interval("300s")

FELIX_NAME = "default"


class Profile(StrEnum):
    """The sets of intervals that a stack can name."""

    WORKSHOP = "workshop"
    PRODUCTION = "production"

    @property
    def interval(self) -> Duration:
        """The interval of flow and DNS logs under this profile."""
        return _INTERVALS[self]


_INTERVALS = {Profile.WORKSHOP: flush_interval("30s"), Profile.PRODUCTION: DEFAULT_INTERVAL}


def _interval(value: object) -> Duration:
    if not isinstance(value, str):
        raise Fault(TYPE, f"{quoted(value)} is not a duration.", "Write text with a unit, such as 30s or 5m.")
    return flush_interval(value)


def _profile(value: object) -> Profile:
    if value not in list(Profile):
        raise Fault(
            CHOICE,
            f"{quoted(value)} is not a profile.",
            "Write workshop (flow and DNS logs every 30s) or production (every 300s, the product's default).",
        )
    return Profile(str(value))


FlushInterval = Annotated[Duration, PlainValidator(_interval), PlainSerializer(str)]
ProfileName = Annotated[Profile, PlainValidator(_profile)]


class FelixOverrides(Model):
    """Felix fields beside or instead of the profile's.

    https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
    """

    flow_logs_flush_interval: FlushInterval | None = Field(None, examples=["60s"])
    dns_logs_flush_interval: FlushInterval | None = Field(None, examples=["60s"])
    l7_logs_flush_interval: FlushInterval | None = Field(None, examples=["60s"])
    flow_logs_file_aggregation_kind_for_allowed: Annotated[int, Field(ge=0, le=2)] | None = Field(None, examples=["1"])


def times_default(interval: Duration) -> Fraction:
    """How many times as often as by default logs are handed over: 10 for 30s."""
    return Fraction(DEFAULT_INTERVAL.nanoseconds, interval.nanoseconds)
