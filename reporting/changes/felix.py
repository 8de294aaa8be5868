"""Differences between the Felix fields that a stack sets."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from reporting.changes.change import Change, Kind
from reporting.dialects.durations import Duration
from reporting.finding import Path
from reporting.objects.plan import Plan
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.stack.settings import Settings

SUBJECT = "intervals"

# https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
LOGS = {
    "flowLogsFlushInterval": "flow logs",
    "dnsLogsFlushInterval": "DNS logs",
    "l7LogsFlushInterval": "L7 logs",
}
AGGREGATION = {0: "not aggregated", 1: "aggregated by source port", 2: "aggregated by Pod name prefix"}
DEFAULT_AGGREGATION = 2

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PARTS = ("", "half", "a third", "a quarter", "a fifth", "a sixth", "a seventh", "an eighth", "a ninth", "a tenth")


def felix_changes(before: Plan, after: Plan) -> list[Change]:
    """The Felix fields that are set to another value, newly set, or no longer set."""
    old, new = before.felix.spec, after.felix.spec
    paths = after.felix.paths
    found = [
        _change(field, old.get(field), new.get(field), paths.get(field, ("felix", field))) for field in {**old, **new}
    ]
    changes = [change for change in found if change]
    if before.settings.intervals is not after.settings.intervals and not changes:
        return [Change(Kind.CHANGED, SUBJECT, ("intervals",), _profile_only(before.settings, after.settings))]
    return changes


def seconds(interval: Duration) -> str:
    """An interval as the product's documentation writes it: `300s`."""
    return f"{interval.nanoseconds // 10**9}s"


def as_often(factor: Fraction) -> str:
    """A frequency against another: `ten times as often`, `a tenth as often`."""
    if factor.denominator == 1 and factor <= len(_NUMBERS):
        return "twice as often" if factor == 2 else f"{_NUMBERS[int(factor) - 1]} times as often"
    if factor.numerator == 1 and factor.denominator <= len(_PARTS):
        return f"{_PARTS[factor.denominator - 1]} as often"
    return f"{float(factor):.2g} times as often"


def _change(field: str, old: Any, new: Any, path: Path) -> Change | None:
    if old == new:
        return None
    kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
    sentence = "".join(_interval(field, old, new) if field in LOGS else _aggregation(old, new))
    return Change(kind, SUBJECT, path, sentence)


def _interval(field: str, old: str | None, new: str | None) -> Iterator[str]:
    usual = seconds(DEFAULT_INTERVAL)
    if new is None:
        yield f"{LOGS[field]} no longer set by this stack: back to the default of {usual} unless somebody else sets it"
        return
    interval = Duration.parse(new)
    reference = Duration.parse(old) if old else DEFAULT_INTERVAL
    if interval == reference:
        yield f"{LOGS[field]} flushed every {usual}, the default, now that this stack sets it"
        return
    yield f"{LOGS[field]} flushed every {seconds(interval)} instead of {seconds(reference)}"
    yield "" if old else " (the default)"
    yield f": {as_often(Fraction(reference.nanoseconds, interval.nanoseconds))}"


def _aggregation(old: int | None, new: int | None) -> Iterator[str]:
    if new is None:
        yield "aggregation of allowed flows no longer set by this stack: back to the default "
        yield f"({AGGREGATION[DEFAULT_AGGREGATION]}) unless somebody else sets it"
        return
    yield f"allowed flows {AGGREGATION[new]} instead of "
    yield AGGREGATION[DEFAULT_AGGREGATION if old is None else old]
    yield " (the default)" if old is None else ""


def _profile_only(before: Settings, after: Settings) -> str:
    return f"profile {after.intervals} instead of {before.intervals}, with the same interval for every log"
