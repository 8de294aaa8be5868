"""How often Felix hands its logs over: the profiles a stack chooses from, and the FelixConfiguration they give.

Not managed here: every other field of FelixConfiguration/default, and FelixConfigurations of single nodes.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from reporting.dialects.durations import Duration, flush_interval
from reporting.stack.model import AS_TEXT, Model, choice, duration

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


FlushInterval = Annotated[Duration, duration(flush_interval, "30s or 5m"), AS_TEXT]
ProfileName = Annotated[
    Profile,
    choice(
        Profile,
        "is not a profile.",
        "Write workshop (flow and DNS logs every 30s) or production (every 300s, the product's default).",
    ),
]


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
    """Felix fields beside or instead of the profile's, each with its words.

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
