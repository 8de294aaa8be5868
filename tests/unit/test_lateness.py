"""What has become of a report, held against the model of Calico's controller."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reporting.dialects.schedule import Schedule
from reporting.evidence.lateness import GRACE, Standing, State, standing
from reporting.evidence.report_status import ReportStatus
from tests.unit.controller_model import DELAY, Controller

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OVERDUE = (State.NEVER, State.LATE)


def days(hour: int, minute: int = 0) -> datetime:
    """A moment of the Monday that the examples begin on."""
    return MONDAY.replace(hour=hour, minute=minute)


def job(end: datetime, name: str = "job") -> dict[str, object]:
    return {"start": f"{end - DAY:%FT%TZ}", "end": f"{end:%FT%TZ}", "job": {"name": name}}


def done(end: datetime) -> dict[str, object]:
    return {**job(end), "jobCompletionTime": f"{end + 32 * MINUTE:%FT%TZ}"}


def of(text: str, now: datetime, created: datetime = MONDAY, *, suspended: bool = False, **status: Any) -> Standing:
    return standing(Schedule(text), created, ReportStatus.read(status), now, suspended=suspended)


def named(found: Standing) -> str | None:
    return found.about.job if found.about else None


def test_a_report_is_new_until_its_first_output_is_overdue() -> None:
    found = of("8 6 * * *", days(7, 7))
    assert (found.state, found.next_output, found.late_by) == (State.NEW, days(6, 38), None)


def test_a_report_of_which_nothing_was_ever_scheduled_says_since_when_it_is_due() -> None:
    found = of("8 6 * * *", days(7, 9))
    assert (found.state, found.late_by, found.next_output) == (State.NEVER, 31 * MINUTE, days(6, 38) + DAY)


def test_a_report_whose_newest_window_was_made_is_ok() -> None:
    found = of("8 6 * * *", days(9), lastSuccessfulReportJobs=[done(days(6, 8))])
    assert (found.state, found.next_output) == (State.OK, days(6, 38) + DAY)
    assert found.made is not None
    assert (found.made.end, found.made.completed) == (days(6, 8), days(6, 40))


def test_a_report_whose_next_window_did_not_come_is_late_since_the_first_that_is_missing() -> None:
    found = of("8 6 * * *", days(9) + 3 * DAY, lastSuccessfulReportJobs=[done(days(6, 8))])
    assert (found.state, found.late_by) == (State.LATE, 2 * DAY + days(9) - days(6, 38))


def test_the_newest_failure_counts_until_a_later_window_was_made() -> None:
    status: dict[str, Any] = {
        "lastFailedReportJobs": [job(days(6, 8), "broken")],
        "lastSuccessfulReportJobs": [done(days(6, 8) - DAY)],
    }
    found = of("8 6 * * *", days(9), MONDAY - 5 * DAY, **status)
    assert (found.state, named(found)) == (State.FAILED, "broken")
    made = {**status, "lastSuccessfulReportJobs": [done(days(6, 8) + DAY)]}
    assert of("8 6 * * *", days(9) + DAY, **made).state is State.OK


def test_a_job_that_runs_is_running_until_its_output_is_overdue() -> None:
    status: dict[str, Any] = {
        "activeReportJobs": [job(days(6, 8), "slow")],
        "lastScheduledReportJob": job(days(6, 8), "slow"),
    }
    found = of("8 6 * * *", days(7), **status)
    assert (found.state, named(found)) == (State.RUNNING, "slow")
    late = of("8 6 * * *", days(7, 9), **status)
    assert (late.state, named(late)) == (State.LATE, "slow")
    assert late.reason == "its Job still runs"


def test_a_suspended_report_is_never_late() -> None:
    found = of("8 6 * * *", days(9) + 30 * DAY, suspended=True)
    assert (found.state, found.next_output, found.late_by) == (State.SUSPENDED, None, None)


@pytest.mark.parametrize(
    ("schedule", "why"),
    [
        ("", "no schedule"),
        ("0 0 30 2 *", "no time that ever comes"),
        ("0 0 1 */2 *", "167.5 hours or longer"),
        ("@every 168h", "not tried"),
    ],
)
def test_what_the_controller_makes_no_more_comes_by_hand_only(schedule: str, why: str) -> None:
    found = of(schedule, days(9) + 30 * DAY)
    assert (found.state, found.next_output) == (State.BY_HAND, None)
    assert why in found.reason


def test_of_a_weekly_report_the_first_window_is_expected_and_no_other() -> None:
    first = MONDAY + 6 * DAY
    assert of("0 0 * * 0", days(9)).next_output == first + DELAY
    assert of("0 0 * * 0", first + DAY).state is State.NEVER
    made: dict[str, Any] = {"lastSuccessfulReportJobs": [done(first)]}
    assert of("0 0 * * 0", first + DAY, **made).state is State.BY_HAND
    assert of("0 0 * * 0", first + 30 * DAY, **made).state is State.BY_HAND


def test_a_report_made_anew_owes_nothing_from_before() -> None:
    """The controller fills the last scheduled job in from the archive, with an empty reference to a Job."""
    archived: dict[str, Any] = {"lastScheduledReportJob": {**job(MONDAY - 20 * DAY), "job": {}}}
    assert of("8 6 * * *", days(6, 50), **archived).state is State.OK
    assert of("8 6 * * *", days(9), **archived).late_by == days(9) - days(6, 38)


def test_an_earlier_instant_is_judged_by_what_was_there_then() -> None:
    status: dict[str, Any] = {"lastSuccessfulReportJobs": [done(days(6, 8)), done(days(6, 8) + DAY)]}
    assert of("8 6 * * *", days(9), **status).state is State.OK
    assert of("8 6 * * *", days(6, 39), **status).state is State.RUNNING


def test_a_status_remembers_no_instant_from_before_its_jobs() -> None:
    status = ReportStatus.read({"lastSuccessfulReportJobs": [done(days(6, 8)), done(days(6, 8) + DAY)]})
    assert status.remembers(days(9))
    assert not status.remembers(days(5))
    assert ReportStatus.read({"lastSuccessfulReportJobs": [done(days(6, 8))]}).remembers(days(5))


@pytest.mark.parametrize(
    "broken", [None, [], "x", {"lastSuccessfulReportJobs": "x", "activeReportJobs": [None, {}, {"end": "soon"}]}]
)
def test_a_status_that_cannot_be_read_is_an_empty_one(broken: object) -> None:
    assert ReportStatus.read(broken) == ReportStatus()


numbers = st.integers(0, 59)
# As slow as the model, which steps through every window of weeks.
unhurried = settings(deadline=None)

hours = st.one_of(st.integers(0, 23).map(str), st.sampled_from(["*/3", "*/6", "6,18", "9-12"]))
dates = st.one_of(st.just("*"), st.integers(1, 31).map(str), st.sampled_from(["1,15,16", "*/5", "1-7", "28-31"]))
weekdays = st.one_of(st.just("*"), st.integers(0, 6).map(str), st.sampled_from(["1-5", "0,3", "?/3"]))
crontabs = st.builds("{} {} {} * {}".format, numbers, hours, dates, weekdays)
daily = st.builds("{} {} * * *".format, numbers, hours)
delays = st.integers(1, 200).map("@every {}h".format)
creations = st.integers(0, 30 * 24 * 3600).map(lambda seconds: MONDAY + timedelta(seconds=seconds))
ages = st.integers(0, 40 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
graces = st.integers(0, 180).map(lambda minutes: timedelta(minutes=minutes))
offsets = st.lists(st.tuples(st.integers(0, 40 * 24), st.integers(0, 12 * 24)), max_size=3)


def within(begin: datetime, spans: list[tuple[int, int]]) -> Callable[[datetime], bool]:
    """Whether a moment is in one of the spans, which are a first hour and a number of hours."""
    found = [(begin + first * HOUR, begin + (first + length) * HOUR) for first, length in spans]
    return lambda moment: any(start <= moment < end for start, end in found)


def owed(healthy: Controller, made: Controller, now: datetime, grace: timedelta) -> bool:
    """Whether a controller that nothing held up has a window whose output is due, later than all that were made."""
    newest = made.made[-1].end if made.made else made.created
    return any(window.end > newest and window.end + DELAY + grace < now for window in healthy.made)


@unhurried
@given(crontabs, creations, ages, offsets, graces)
def test_a_report_is_overdue_exactly_when_a_healthy_controller_had_made_more(
    text: str, created: datetime, age: timedelta, outages: list[tuple[int, int]], grace: timedelta
) -> None:
    schedule, now = Schedule(text), created + age
    real, healthy = Controller(schedule, created), Controller(schedule, created)
    real.run(now, within(created, outages))
    healthy.run(now)
    found = standing(schedule, created, ReportStatus.read(real.status()), now, grace=grace)
    assert (found.state in OVERDUE) == owed(healthy, real, now, grace)
    assert (found.state is State.NEVER) == (found.state in OVERDUE and not real.scheduled)


@unhurried
@given(delays, creations, ages, offsets, graces)
def test_a_constant_delay_is_counted_from_the_last_window_that_was_made(
    text: str, created: datetime, age: timedelta, outages: list[tuple[int, int]], grace: timedelta
) -> None:
    schedule, now = Schedule(text), created + age
    real = Controller(schedule, created)
    real.run(now, within(created, outages))
    healthy = Controller(schedule, real.made[-1].end if real.made else created)
    healthy.run(now)
    found = standing(schedule, created, ReportStatus.read(real.status()), now, grace=grace)
    assert (found.state in OVERDUE) == owed(healthy, real, now, grace)


@unhurried
@given(daily, creations, ages, st.tuples(offsets, offsets), graces)
def test_a_suspension_is_no_lateness_once_the_controller_had_time_to_make_up_for_it(
    text: str,
    created: datetime,
    age: timedelta,
    hindrances: tuple[list[tuple[int, int]], list[tuple[int, int]]],
    grace: timedelta,
) -> None:
    schedule, now = Schedule(text), created + age
    out, suspended = (within(created, spans) for spans in hindrances)
    real, healthy = Controller(schedule, created), Controller(schedule, created)
    real.run(now, lambda moment: out(moment) or suspended(moment))
    healthy.run(now, suspended)
    status = ReportStatus.read(real.status())
    found = standing(schedule, created, status, now, suspended=suspended(now), grace=grace)
    assert (found.state in OVERDUE) == (not suspended(now) and owed(healthy, real, now, grace))


@unhurried
@given(st.one_of(crontabs, daily), creations, ages, st.sets(st.integers(0, 40)))
def test_a_report_is_failed_exactly_when_the_newest_window_of_its_controller_failed(
    text: str, created: datetime, age: timedelta, failing: set[int]
) -> None:
    schedule, now = Schedule(text), created + age
    ends = schedule.next_runs(created, 41)
    real = Controller(schedule, created, fails={end for number, end in enumerate(ends) if number in failing})
    real.run(now)
    found = standing(schedule, created, ReportStatus.read(real.status()), now)
    assert (found.state is State.FAILED) == bool(real.scheduled and real.scheduled[-1].end in real.fails)


@pytest.mark.parametrize("schedule", ["@every 24h", "0 0 * * *"])
def test_an_output_that_is_due_this_very_moment_is_the_next_one(schedule: str) -> None:
    status: dict[str, Any] = {"lastSuccessfulReportJobs": [done(MONDAY + DAY)]}
    due = MONDAY + 2 * DAY + DELAY
    assert of(schedule, due + GRACE, **status).next_output == due
    assert of(schedule, due + GRACE + MINUTE, **status).state is State.LATE


@unhurried
@given(st.one_of(crontabs, delays), creations, ages)
@example("@every 1h", MONDAY, timedelta(minutes=210))
def test_the_next_output_is_the_one_that_the_controller_makes_next(
    text: str, created: datetime, age: timedelta
) -> None:
    schedule, now = Schedule(text), created + age
    real = Controller(schedule, created)
    real.run(now)
    before = len(real.scheduled)
    found = standing(schedule, created, ReportStatus.read(real.status()), now, grace=timedelta(0))
    assume(found.state is not State.FAILED)
    real.run(now + 40 * DAY)
    later = real.scheduled[before:]
    if later:
        assert found.next_output == later[0].end + DELAY
    else:
        assert found.next_output is None or found.next_output > now + 40 * DAY
