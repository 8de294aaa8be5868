"""Schedules in words. Two schedules that run at different times never get the same words."""

from collections.abc import Sequence
from itertools import pairwise

from reporting.dialects.cron_fields import Crontab, Every, Field
from reporting.dialects.durations import Duration

_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MOST_TIMES_LISTED = 4


def describe(schedule: Crontab | Every) -> str:
    """When a schedule that has runs at all does run: `every day at 06:08 UTC`."""
    if isinstance(schedule, Every):
        delay = Duration(schedule.seconds * 10**9).words()
        shortened = delay.removeprefix("1 ") if delay.count(" ") == 1 else delay
        return f"every {shortened}, counted from the run before"
    times = _listed_times(schedule)
    if times:
        return f"{days(schedule) or 'every day'} at {times} UTC"
    matching = days(schedule)
    return f"{_minutes(schedule)}{_hours(schedule)}" + (f", {matching}" if matching else "")


def days(table: Crontab) -> str:
    """The days of a table; empty text for every day of the year."""
    months = table.month
    of_months = "" if months.complete else f" of {names_of(months)}"
    match _restricting(table):
        case []:
            return "" if months.complete else f"every day{of_months}"
        case [field] if field is table.day_of_month:
            return f"on {_day_numbers(field)}{of_months or ' of every month'}"
        case [field]:
            return f"every {names_of(field)}{of_months}"
    numbers, weekdays = _day_numbers(table.day_of_month), names_of(table.day_of_week)
    if table.both_days_must_match:
        return f"every {weekdays} that falls on {numbers}{of_months or ' of the month'}"
    return f"on {numbers} and on every {weekdays}{of_months or ' of every month'}"


def names_of(field: Field) -> str:
    """The values of a field for people: `Monday to Friday`, `1, 3, ..., 31`."""
    names: Sequence[str] = {"day of week": _DAYS, "month": _MONTHS}.get(field.bounds.name, ())
    return _listed(field.values, [names[value - field.bounds.first] if names else str(value) for value in field.values])


def _restricting(table: Crontab) -> list[Field]:
    """The day fields that decide which days match."""
    fields = [table.day_of_month, table.day_of_week]
    if table.both_days_must_match:
        return [field for field in fields if not field.complete]
    if any(field.complete for field in fields):
        return []
    return [field for field in fields if field.values]


def _day_numbers(field: Field) -> str:
    return f"day{'' if len(field.values) == 1 else 's'} {names_of(field)}"


def _listed_times(table: Crontab) -> str:
    hours, minutes = table.hour.values, table.minute.values
    count = len(hours) * len(minutes)
    if count > _MOST_TIMES_LISTED or (count > 2 and _cycle(table.hour)):
        return ""
    times = [f"{hour:02}:{minute:02}" for hour in hours for minute in minutes]
    return _joined(times)


def _minutes(table: Crontab) -> str:
    if table.minute.complete:
        return "every minute"
    cycle = _cycle(table.minute)
    if cycle:
        return f"every {cycle} minutes"
    return f"at minute{'' if len(table.minute.values) == 1 else 's'} {names_of(table.minute)}"


def _hours(table: Crontab) -> str:
    cycle = _cycle(table.hour)
    if table.hour.complete:
        return "" if table.minute.complete or _cycle(table.minute) else " of every hour"
    if cycle:
        return f" of every {_ordinal(cycle)} hour"
    return f" of hour{'' if len(table.hour.values) == 1 else 's'} {names_of(table.hour)} UTC"


def _cycle(field: Field) -> int:
    """The step of values that go round the clock evenly from 0; 0 where they do not."""
    size = field.bounds.last + 1
    step = field.values[1] if len(field.values) > 1 else size
    return step if 1 < step < size and size % step == 0 and field.values == tuple(range(0, size, step)) else 0


def _listed(values: Sequence[int], names: Sequence[str]) -> str:
    steps = {later - earlier for earlier, later in pairwise(values)}
    if len(values) > 4 and len(steps) == 1 and steps != {1}:
        return f"{names[0]}, {names[1]}, ..., {names[-1]}"
    return _joined([part for run in _runs(values) for part in _run(names[run.start : run.stop])])


def _runs(values: Sequence[int]) -> list[range]:
    """The places of values that follow each other without a gap."""
    breaks = [place for place, (earlier, later) in enumerate(pairwise(values), 1) if later - earlier > 1]
    return [range(*edges) for edges in pairwise([0, *breaks, len(values)])]


def _run(names: Sequence[str]) -> list[str]:
    return [f"{names[0]} to {names[-1]}"] if len(names) > 2 else list(names)


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _ordinal(number: int) -> str:
    return f"{number}{ {2: 'nd', 3: 'rd'}.get(number, 'th') }"
