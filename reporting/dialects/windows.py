"""Which time each scheduled run of a report covers, and when the run starts.

A window lasts from one time of the schedule to the next; a new report's first one begins at its creation.
https://docs.tigera.io/calico-enterprise/latest/compliance/overview
"""

from bisect import bisect_left
from datetime import UTC, datetime, timedelta

from reporting.dialects.moments import Window
from reporting.dialects.schedule import Schedule

# TIGERA_COMPLIANCE_JOB_START_DELAY of the compliance controller, which the Compliance resource cannot change.
JOB_START_DELAY = timedelta(minutes=30)

_SECOND = timedelta(seconds=1)


def next_windows(schedule: Schedule, after: datetime, count: int) -> list[Window]:
    """The windows that end next after an instant; fewer than `count` where no more end within five years.

    A schedule of a constant delay has its first window begin at `after` itself.
    """
    ends = schedule.next_runs(after, count)
    if not ends:
        return []
    starts = [_previous(schedule, ends[0]), *ends]
    return [Window(start, end) for start, end in zip(starts, ends, strict=False)]


def _previous(schedule: Schedule, run: datetime) -> datetime:
    """The run before a run: the earliest instant whose next run is this one."""
    longest = schedule.longest_period() or timedelta(0)
    earliest = run - min(longest, run - datetime.min.replace(tzinfo=UTC))
    seconds = (run - earliest) // _SECOND
    return earliest + _SECOND * bisect_left(
        range(seconds), True, key=lambda second: schedule.next_runs(earliest + _SECOND * second, 1) >= [run]
    )
