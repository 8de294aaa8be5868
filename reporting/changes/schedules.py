"""A report's schedule against its schedule before."""

from datetime import time, timedelta

from reporting.dialects.cron_fields import Crontab
from reporting.dialects.cron_times import Days
from reporting.dialects.cron_words import days
from reporting.dialects.schedule import Schedule
from reporting.spans import span

_DAY = timedelta(days=1)


def schedule_change(before: Schedule, after: Schedule) -> str:
    """What becomes of the runs: `moves from 06:08 to 07:08 UTC; the window of that day is 25 h`."""
    if before.describe() == after.describe():
        return f"has its schedule written differently and runs as before, {after.describe()}"
    if after.manual:
        return f"runs by hand only instead of {before.describe()}: nothing is covered until somebody starts it"
    if before.manual:
        return f"runs {after.describe()} instead of by hand only"
    return _move(before, after) or f"runs {after.describe()} instead of {before.describe()}{_windows(before, after)}"


def _move(before: Schedule, after: Schedule) -> str:
    """The same days at another time of day; empty text for anything else."""
    old, new = _daily_time(before), _daily_time(after)
    if old is None or new is None or old[0] != new[0]:
        return ""
    which = days(new[2])
    text = f"moves from {old[1]:%H:%M} to {new[1]:%H:%M} UTC{f' {which}' if which else ''}"
    period = _period(after)
    if period is None:
        return text
    at_change = period + _since_midnight(new[1]) - _since_midnight(old[1])
    return f"{text}; the window of that {'day' if period == _DAY else 'change'} is {span(at_change)}"


def _daily_time(schedule: Schedule) -> tuple[Days, time, Crontab] | None:
    """The days and the only time of day at which a schedule runs."""
    table = schedule.parsed
    if not isinstance(table, Crontab) or len(table.hour.values) != 1 or len(table.minute.values) != 1:
        return None
    return Days.of(table), time(table.hour.values[0], table.minute.values[0]), table


def _windows(before: Schedule, after: Schedule) -> str:
    old, new = _period(before), _period(after)
    return f"; its windows are {span(new)} long instead of {span(old)}" if old and new and old != new else ""


def _period(schedule: Schedule) -> timedelta | None:
    """The time between two runs, where it is always the same."""
    shortest = schedule.shortest_period()
    return shortest if shortest == schedule.longest_period() else None


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute)
