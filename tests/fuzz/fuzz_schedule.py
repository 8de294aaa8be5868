"""Any text is a schedule or gets a ScheduleError; a schedule's runs, periods and words agree with each other."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from reporting.dialects.schedule import Schedule, ScheduleError
from tests.fuzz import runner

CORPUS = Path(__file__).parent / "corpus" / "schedule"
AFTER = datetime(2027, 12, 31, 23, 59, 59, 999_999, UTC)


def target(text: str) -> None:
    """Raise AssertionError where a text is read wrongly."""
    try:
        schedule = Schedule(text)
    except ScheduleError as error:
        runner.check_message(str(error))
        return
    check(schedule)


def check(schedule: Schedule) -> None:
    """Raise AssertionError where what a schedule says of itself does not hold together."""
    runs = schedule.next_runs(AFTER, 20)
    shortest, longest = schedule.shortest_period(), schedule.longest_period()
    if shortest is None or longest is None:
        assert not runs
        assert schedule.describe() in ("never", "by hand only")
        return
    assert all(shortest <= later - earlier <= longest for earlier, later in pairwise(runs))
    assert all(run > AFTER for run in runs)
    assert schedule.busiest_hour() >= 1
    for oddity in schedule.oddities():
        runner.check_message(f"{oddity.meaning} {oddity.remedy}")


if __name__ == "__main__":
    runner.main(target, CORPUS)
