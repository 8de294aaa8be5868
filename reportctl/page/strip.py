"""A report's period as shapes, one for each day: what is archived lies low, what is missing stands out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from reporting.evidence.bundle import ReportEvidence
from reporting.evidence.completeness import State
from reporting.evidence.period import Period, day_of

UNIT = 10
HEIGHT = 20

_CELL = UNIT - 1
_SHORT = 45
_LONG = 120
_CLOSEST = 16.0


class Day(StrEnum):
    """What a day's windows are, all of them together."""

    NONE = "none"
    ARCHIVED = "archived"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Strip:
    """A report's line in the calendar: an SVG path for each kind of day, and its gaps in words."""

    archived: str
    partly: str
    missing: str
    none: str
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a period, as wide as the strips below them."""

    period: Period

    @property
    def width(self) -> int:
        return len(self.period.days) * UNIT

    @property
    def long(self) -> bool:
        """Whether its days are too many for a narrow screen."""
        return len(self.period.days) > _LONG

    def ticks(self) -> list[tuple[float, str]]:
        """Places in percent of the width, and their dates: every Monday of a short period, or every month's first."""
        days = self.period.days
        short = len(days) <= _SHORT
        firsts = [day for day in days if (day.weekday() == 0 if short else day.day == 1)]
        found: list[tuple[float, str]] = []
        for day in dict.fromkeys([days[0], *firsts]):
            place = round(100 * (day - days[0]).days / len(days), 2)
            if not found or place - found[-1][0] >= _CLOSEST:
                found.append((place, f"{day.day} {day:%b}" + (f" {day.year}" if self.long else "")))
        return found

    def grid(self) -> str:
        """A line at each month's first."""
        days = enumerate(self.period.days)
        return " ".join(f"M{number * UNIT - 0.5:g} 0v{HEIGHT}" for number, day in days if day.day == 1 and number)


def strip(report: ReportEvidence, period: Period) -> Strip:
    """The line of a report."""
    kinds = list(_kinds(report, period.days))
    return Strip(
        _path(kinds, Day.ARCHIVED, "5h{0}v10h-{0}z"),
        _path(kinds, Day.PARTLY, "1h{0}v9h-{0}z"),
        _path(kinds, Day.MISSING, "1h{0}v18h-{0}z"),
        _path(kinds, Day.NONE, "9h{0}v2h-{0}z"),
        tuple(_gaps(kinds, period.days)),
    )


def short_date(day: date) -> str:
    """`3 Aug 2026`."""
    return f"{day.day} {day:%b %Y}"


def dates(first: date, last: date) -> str:
    """`3 to 5 Aug 2026`, or one day."""
    if first == last:
        return short_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {short_date(last)}"
    return f"{short_date(first)} to {short_date(last)}"


def _kinds(report: ReportEvidence, days: Sequence[date]) -> Iterable[Day]:
    states: defaultdict[date, set[State]] = defaultdict(set)
    for outcome in report.outcomes:
        states[day_of(outcome.window)].add(outcome.state)
    return (_kind(states[day]) for day in days)


def _kind(states: set[State]) -> Day:
    if not states:
        return Day.NONE
    if states == {State.ARCHIVED}:
        return Day.ARCHIVED
    return Day.MISSING if states == {State.MISSING} else Day.PARTLY


def _path(kinds: Sequence[Day], wanted: Day, shape: str) -> str:
    drawn = shape.format(_CELL)
    return "".join(f"M{number * UNIT} {drawn}" for number, kind in enumerate(kinds) if kind is wanted)


def _gaps(kinds: Sequence[Day], days: Sequence[date]) -> Iterable[str]:
    start = days[0]
    for lacking, run in groupby(kinds, key=lambda kind: kind in (Day.PARTLY, Day.MISSING)):
        length = timedelta(days=len(list(run)))
        if lacking:
            yield dates(start, start + length - timedelta(days=1))
        start += length
