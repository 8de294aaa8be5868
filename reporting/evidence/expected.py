"""Which windows of a report a period has, by the schedule that was in force when each of them ended.

A window lasts from one time of the schedule to the next. Times of a constant delay (@every) depend on when the report
was made, which the stack file does not say: they are counted from the beginning of the period.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from reporting.dialects.moments import Window
from reporting.dialects.schedule import Schedule
from reporting.evidence.history import Stretch, at
from reporting.evidence.period import Period

_AT_ONCE = 256


def expected_windows(found: Sequence[Stretch], period: Period) -> list[Window]:
    """The windows that end in the period, the earliest first; while a report was absent, as if it had been there."""
    ends = [
        end
        for stretch in found
        for end in _ends(stretch.definition.schedule, max(stretch.since, period.start), min(stretch.until, period.end))
    ]
    starts = [_start(found, ends[0], period), *ends] if ends else []
    return [Window(start, end) for start, end in pairwise(starts)]


def _start(found: Sequence[Stretch], end: datetime, period: Period) -> datetime:
    """Where the first window begins: at the last time before the period, or else when its schedule came."""
    times = [time for stretch in found for time in _last_time(stretch, period.start)]
    return max(times, default=max(at(found, period.start).since, at(found, end).since))


def _last_time(stretch: Stretch, before: datetime) -> list[datetime]:
    """The last time of a stretch's schedule until an instant, if there was one."""
    schedule, until = stretch.definition.schedule, min(stretch.until, before)
    longest = schedule.longest_period()
    if longest is None or stretch.since >= until:
        return []
    return list(_ends(schedule, max(stretch.since, until - longest), until))[-1:]


def _ends(schedule: Schedule, after: datetime, until: datetime) -> Iterator[datetime]:
    """The times of a schedule after an instant, until another."""
    while after < until and (runs := schedule.next_runs(after, _AT_ONCE)):
        yield from (run for run in runs if run <= until)
        after = runs[-1]
