"""Which windows of a report Calico's compliance controller makes by itself.

Undocumented; read in the controller's published source (compliance/pkg/controller: getRecentUnmetScheduleTimes) and not
tried on a cluster. It goes on from the end of the last window that it scheduled. Where that lies further back than it
looks, it goes on from the first time of the schedule that does not. It makes a window once 30 minutes have passed after
its end, so that one which is nearly as long as it looks back is never made: of a weekly report the first at most.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from reporting.dialects.cron_fields import Every
from reporting.dialects.schedule import Schedule
from reporting.dialects.windows import JOB_START_DELAY

LOOK_BACK = timedelta(hours=168)

# Windows of this length and longer are not made.
TOO_LONG = LOOK_BACK - JOB_START_DELAY


def next_end(schedule: Schedule, start: datetime, after: datetime) -> datetime | None:
    """When the first window ends that is made after an instant, of those that follow each other from `start` on.

    None where none is made any more. `start` is the end of the last window, or the report's creation.
    """
    if isinstance(schedule.parsed, Every):
        return _next_of_delay(timedelta(seconds=schedule.parsed.seconds), start, after)
    longest = schedule.longest_period()
    if longest is not None and longest < TOO_LONG:
        return next(iter(schedule.next_runs(max(start, after), 1)), None)
    return _next_of_long(schedule, start, after)


def _next_of_delay(delay: timedelta, start: datetime, after: datetime) -> datetime | None:
    passed = max(0, (after - start) // delay)
    return start + (passed + 1) * delay if delay < TOO_LONG else None


def _next_of_long(schedule: Schedule, start: datetime, after: datetime) -> datetime | None:
    """Where some windows are too long. One that begins before `begin` and ends after `after` is."""
    begin = max(start, after - LOOK_BACK)
    windows = pairwise(_ends(schedule, begin))
    return next((end for last, end in windows if end > after and end - last < TOO_LONG), None)


def _ends(schedule: Schedule, begin: datetime) -> Iterator[datetime]:
    """`begin` and the times after it, as far as a window between two of them can still be made."""
    yield begin
    ends = schedule.next_runs(begin, 1)
    shortest = schedule.shortest_period()
    repeats = shortest is not None and shortest < TOO_LONG
    while ends:
        yield ends[0]
        ends = schedule.next_runs(ends[0], 1) if repeats else []
