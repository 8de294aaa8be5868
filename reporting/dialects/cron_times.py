"""When a schedule runs: the next instants as robfig/cron v1.2.0 finds them, and how far runs lie apart.

https://github.com/robfig/cron/blob/v1.2.0/spec.go and constantdelay.go
"""

from bisect import bisect_left
from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from reporting.dialects.cron_fields import Crontab, Every

# robfig/cron's Next gives up at the end of the fifth year after the one it starts in.
_YEARS_SEARCHED = 5
_DAY = 24 * 60
_GREGORIAN = range(2000, 2400)
_DAYS_OF_GREGORIAN = 146_097


class Days(NamedTuple):
    """Which days match. `both`: day of month and day of week have to; otherwise either is enough."""

    month: frozenset[int]
    day_of_month: frozenset[int]
    day_of_week: frozenset[int]
    both: bool

    @classmethod
    def of(cls, table: Crontab) -> "Days":
        """The days of a table."""
        return cls(
            frozenset(table.month.values),
            frozenset(table.day_of_month.values),
            frozenset(table.day_of_week.values),
            table.both_days_must_match,
        )

    def in_month(self, first_weekday: int, length: int) -> list[int]:
        """The days that match in a month whose first day is this weekday (Sunday is 0)."""
        return [day for day in range(1, length + 1) if self._match(day in self.day_of_month, first_weekday + day - 1)]

    def _match(self, day_of_month: bool, weekday: int) -> bool:
        day_of_week = weekday % 7 in self.day_of_week
        return day_of_month and day_of_week if self.both else day_of_month or day_of_week


def next_run(schedule: Crontab | Every, after: datetime) -> datetime | None:
    """The first run after an instant in UTC, in whole seconds; None where robfig/cron finds none.

    None as well where it would be after the year 9999, which Python's calendar cannot say.
    """
    second = after.replace(microsecond=0)
    try:
        if isinstance(schedule, Every):
            return second + timedelta(seconds=schedule.seconds)
        return _next_in(schedule, second + timedelta(seconds=1))
    except OverflowError:
        return None


def gaps(schedule: Crontab | Every) -> tuple[timedelta, timedelta] | None:
    """The shortest and longest time between two runs over the whole calendar; None without any run."""
    if isinstance(schedule, Every):
        delay = timedelta(seconds=schedule.seconds)
        return delay, delay
    days = day_gaps(Days.of(schedule))
    minutes, hours = schedule.minute.values, schedule.hour.values
    if not (days and minutes and hours):
        return None
    back = minutes[-1] - minutes[0]
    overnight = (hours[-1] - hours[0]) * 60 + back
    found = {*_steps(minutes), *(60 * step - back for step in _steps(hours))}
    found |= {count * _DAY - overnight for count in days}
    return timedelta(minutes=min(found)), timedelta(minutes=max(found))


@lru_cache(maxsize=1024)
def day_gaps(days: Days) -> tuple[int, int] | None:
    """The fewest and most days from one matching day to the next, over the calendar's 400 years."""
    kinds = {(leap, weekday): _year(days, leap, weekday) for leap in (False, True) for weekday in range(7)}
    found: set[int] = set()
    matching: list[tuple[int, int]] = []
    start = 0
    for year in _GREGORIAN:
        leap = isleap(year)
        kind = kinds[leap, _weekday(year, 1)]
        if kind:
            matching.append((start + kind.first, start + kind.last))
            found |= kind.gaps
        start += 366 if leap else 365
    if not matching:
        return None
    found |= {first - last for (_, last), (first, _) in pairwise(matching)}
    found.add(_DAYS_OF_GREGORIAN - matching[-1][1] + matching[0][0])
    return min(found), max(found)


class _Year(NamedTuple):
    first: int
    last: int
    gaps: frozenset[int]


def _year(days: Days, leap: bool, weekday: int) -> _Year | None:
    """The matching days of a year that begins on this weekday, counted from its first day."""
    matching: list[int] = []
    start = 0
    for month in range(1, 13):
        length = monthrange(2000 if leap else 2001, month)[1]
        if month in days.month:
            matching += [start + day for day in days.in_month((weekday + start) % 7, length)]
        start += length
    return _Year(matching[0], matching[-1], frozenset(_steps(matching))) if matching else None


def _weekday(year: int, month: int) -> int:
    return date(year, month, 1).isoweekday() % 7


def _steps(values: Iterable[int]) -> Iterator[int]:
    return (later - earlier for earlier, later in pairwise(values))


def _next_in(table: Crontab, earliest: datetime) -> datetime | None:
    if not (table.minute.values and table.hour.values):
        return None
    last_year = min(earliest.year + _YEARS_SEARCHED, MAXYEAR)
    if earliest.second:
        earliest += timedelta(seconds=60 - earliest.second)
    for day in _matching_days(Days.of(table), earliest.date(), last_year):
        moment = _first_time(table, earliest.time() if day == earliest.date() else time())
        if moment is not None:
            return datetime.combine(day, moment, UTC)
    return None


def _matching_days(days: Days, begin: date, last_year: int) -> Iterator[date]:
    months = ((year, month) for year in range(begin.year, last_year + 1) for month in sorted(days.month))
    for year, month in months:
        if (year, month) < (begin.year, begin.month):
            continue
        length = monthrange(year, month)[1]
        matching = (date(year, month, day) for day in days.in_month(_weekday(year, month), length))
        yield from (day for day in matching if day >= begin)


def _first_time(table: Crontab, begin: time) -> time | None:
    minutes, hours = table.minute.values, table.hour.values
    place = bisect_left(hours, begin.hour)
    if place < len(hours) and hours[place] == begin.hour:
        minute = bisect_left(minutes, begin.minute)
        if minute < len(minutes):
            return time(begin.hour, minutes[minute])
        place += 1
    return time(hours[place], minutes[0]) if place < len(hours) else None
