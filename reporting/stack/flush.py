"""How often Felix hands its logs over: a profile that a stack names, or a duration of its own.

Not managed here: every other field of FelixConfiguration/default, and FelixConfigurations of single nodes.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import Field, PlainValidator

from reporting.dialects.durations import Duration, flush_interval
from reporting.faults import CHOICE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import AS_TEXT, Model, duration

# https://docs.tigera.io/calico-cloud/reference/resources/felixconfig: 300s for flow, DNS and L7 logs.
DEFAULT_INTERVAL = flush_interval("300s")

FELIX_NAME = "default"


PROFILES = {"workshop": flush_interval("30s"), "production": DEFAULT_INTERVAL}
"""The intervals that have a name."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often flow and DNS logs are handed over: in the stack file's words, a profile or a duration."""

    said: str
    interval: Duration

    def __str__(self) -> str:
        return self.said


def _intervals(value: object) -> Intervals:
    if isinstance(value, str) and value in PROFILES:
        return Intervals(value, PROFILES[value])
    if isinstance(value, str) and value[:1] in _BEGINS_A_DURATION:
        return Intervals(value, flush_interval(value))
    raise Fault(
        CHOICE,
        f"{quoted(value)} is not a profile.",
        "Write workshop (flow and DNS logs every 30s), production (every 300s, the product's default) or any duration, "
        "such as 15s.",
    )


_BEGINS_A_DURATION = tuple("0123456789.+-")


FlushInterval = Annotated[Duration, duration(flush_interval, "30s or 5m"), AS_TEXT]
FlushIntervals = Annotated[Intervals, PlainValidator(_intervals), AS_TEXT]


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


_ALLOWED_FLOWS = Level(
    "aggregation of allowed flows",
    "allowed flows",
    ("not aggregated", "aggregated by source port", "aggregated by Pod name prefix"),
    default=2,
)


class FelixOverrides(Model):
    """Felix fields beside or instead of `intervals`, each with its words.

    https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
    """

    flow_logs_flush_interval: Annotated[FlushInterval | None, Interval("flow logs")] = Field(None, examples=["60s"])
    dns_logs_flush_interval: Annotated[FlushInterval | None, Interval("DNS logs")] = Field(None, examples=["60s"])
    l7_logs_flush_interval: Annotated[FlushInterval | None, Interval("L7 logs")] = Field(None, examples=["60s"])
    flow_logs_file_aggregation_kind_for_allowed: Annotated[Annotated[int, Field(ge=0, le=2)] | None, _ALLOWED_FLOWS] = (
        Field(None, examples=["1"])
    )


def words_of(model: type[Model]) -> dict[str, Interval | Level]:
    """What each field of a model is about, by its name in Felix. Raises TypeError where a field has no words."""
    found: dict[str, Interval | Level] = {}
    for name, field in model.model_fields.items():
        words = next((item for item in field.metadata if isinstance(item, Interval | Level)), None)
        if words is None:
            raise TypeError(f"{model.__name__}.{name} has no words. Annotate it with Interval(...) or Level(...).")
        found[str(field.alias)] = words
    return found


FIELDS = words_of(FelixOverrides)
"""Every Felix field that a stack can set, by its name there: what previews, differences and pages say of it."""


def times_default(interval: Duration) -> Fraction:
    """How many times as often as by default logs are handed over: 10 for 30s."""
    return Fraction(DEFAULT_INTERVAL.nanoseconds, interval.nanoseconds)
