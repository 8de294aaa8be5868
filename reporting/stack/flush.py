"""How often Felix hands its logs over: a profile that a stack names, or a duration of its own."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import PlainValidator

from reporting.dialects.durations import Duration, flush_interval
from reporting.faults import CHOICE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import AS_TEXT

# https://docs.tigera.io/calico-cloud/reference/resources/felixconfig: 300s for flow, DNS and L7 logs.
DEFAULT_INTERVAL = flush_interval("300s")

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


FlushIntervals = Annotated[Intervals, PlainValidator(_intervals), AS_TEXT]


def times_default(interval: Duration) -> Fraction:
    """How many times as often as by default logs are handed over: 10 for 30s."""
    return Fraction(DEFAULT_INTERVAL.nanoseconds, interval.nanoseconds)
