"""Which windows are archived, and why the others are not, also against the model of Calico's controller."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.dialects.moments import Window
from reporting.dialects.schedule import Schedule
from reporting.evidence.completeness import Outcome, State
from reporting.evidence.gaps import Cause
from reporting.evidence.history import ALWAYS, Definition, Version
from tests.unit.controller_model import DELAY, Controller
from tests.unit.evidence.gathered import DAY, HOUR, JULY, NAME, day, defined, expected, outcomes, version

DAILY = [version(definition=defined())]
SINCE_THE_TENTH = [version(day(5)), version(day(10, 9), defined())]
Spans = list[tuple[datetime, datetime]]


def all_but(*days: int) -> list[Window]:
    """What is archived where these days of July are missing."""
    return [window for window in expected(*DAILY) if window.start.day not in days]


def only(found: Sequence[Outcome]) -> Outcome:
    (outcome,) = [outcome for outcome in found if outcome.gaps]
    return outcome


def test_windows_that_are_all_archived_leave_no_gap() -> None:
    assert {outcome.state for outcome in outcomes(DAILY, all_but())} == {State.ARCHIVED}


def test_a_window_that_nothing_explains_is_missing_and_its_reason_says_that_nobody_knows() -> None:
    outcome = only(outcomes(DAILY, all_but(12)))
    assert (outcome.window, outcome.state) == (Window(day(12), day(13)), State.MISSING)
    assert outcome.gaps[0].cause is Cause.UNKNOWN
    assert "cannot be told any more" in outcome.gaps[0].reason


def test_a_window_that_two_archived_reports_cover_together_is_archived() -> None:
    halves = [Window(day(12), day(12, 15)), Window(day(12, 15), day(13))]
    assert {outcome.state for outcome in outcomes(DAILY, [*all_but(12), *halves])} == {State.ARCHIVED}


def test_what_a_run_by_hand_moved_the_series_past_is_a_gap_within_its_window() -> None:
    held = [*all_but(12), Window(day(12, 8), day(12, 10)), Window(day(12, 10), day(13))]
    outcome = only(outcomes(DAILY, held))
    assert (outcome.state, outcome.gaps[0].part) == (State.PARTLY, Window(day(12), day(12, 8)))
    assert outcome.gaps[0].cause is Cause.BY_HAND
    assert "2026-07-12 08:00 UTC to 2026-07-12 10:00 UTC" in outcome.gaps[0].reason


def test_before_the_report_came_into_the_stack_there_was_none() -> None:
    held = [Window(day(10, 9, 5), day(11)), *all_but(*range(1, 11))]
    found = outcomes(SINCE_THE_TENTH, held)
    assert [outcome.state for outcome in found[:11]] == [*[State.MISSING] * 9, State.PARTLY, State.ARCHIVED]
    assert {gap.cause for outcome in found for gap in outcome.gaps} == {Cause.BEFORE}
    assert found[9].gaps[0].part == Window(day(10), day(10, 9, 5))
    assert "came into the stack on 2026-07-10 09:00 UTC (commit 100900abcd)" in found[0].gaps[0].reason


def test_a_suspended_report_says_since_when_by_which_commit_and_why() -> None:
    rested = [
        *DAILY,
        version(day(10, 9), defined(suspended=True, reason="the nodes move")),
        version(day(12), defined("0 0 * * *", suspended=True, covers="more")),
        version(day(25, 9), defined()),
    ]
    found = outcomes(rested, all_but(*range(10, 25)))
    assert {gap.cause for outcome in found for gap in outcome.gaps} == {Cause.SUSPENDED}
    (reason,) = {gap.reason for outcome in found[:10] for gap in outcome.gaps}
    assert reason == "suspended since 2026-07-10 09:00 UTC (commit 100900abcd): the nodes move"


def test_a_report_deleted_and_made_anew_within_the_period_says_when_it_was_gone() -> None:
    again = [*DAILY, version(day(10, 9)), version(day(20, 9), defined())]
    held = [*all_but(*range(10, 21)), Window(day(20, 9, 1), day(21))]
    found = outcomes(again, held)
    assert {gap.cause for outcome in found for gap in outcome.gaps} == {Cause.REMOVED}
    assert [outcome.state for outcome in found[8:21]] == [
        State.ARCHIVED, *[State.MISSING] * 10, State.PARTLY, State.ARCHIVED,
    ]  # fmt: skip
    assert "taken out of the stack on 2026-07-10 09:00 UTC" in found[19].gaps[0].reason


def test_a_report_that_the_cluster_made_later_was_not_there_before() -> None:
    found = outcomes(DAILY, all_but(*range(1, 10)), created=day(10))
    assert {gap.cause for outcome in found for gap in outcome.gaps} == {Cause.BEFORE}
    assert "was made on 2026-07-10 00:00 UTC" in found[0].gaps[0].reason


def test_a_failed_job_that_the_cluster_remembers_is_named() -> None:
    outcome = only(outcomes(DAILY, all_but(12), failed={day(13): "compliance-reporter.x-1"}))
    assert (outcome.gaps[0].cause, outcome.gaps[0].reason) == (Cause.FAILED, "its Job compliance-reporter.x-1 failed")


def test_windows_that_the_controller_may_still_make_are_late_and_one_that_has_just_ended_is_not_due() -> None:
    found = outcomes(DAILY, all_but(12, *range(22, 32)), now=day(31) + DAY + HOUR / 4)
    causes = {outcome.window.start.day: outcome.gaps[0].cause for outcome in found if outcome.gaps}
    assert causes[12] is causes[24] is Cause.UNKNOWN
    assert causes[26] is causes[30] is Cause.LATE
    assert causes[31] is Cause.NOT_DUE


def test_what_the_archive_keeps_no_longer_was_perhaps_there() -> None:
    found = outcomes(DAILY, all_but(12, 30), keeps=90 * DAY, made=day(15) + 90 * DAY)
    assert [gap.cause for outcome in found for gap in outcome.gaps] == [Cause.RETENTION, Cause.UNKNOWN]


def test_a_report_that_is_listed_and_cannot_be_had_says_what_was_wrong_with_it() -> None:
    outcome = only(outcomes(DAILY, all_but(12), unreadable={Window(day(12), day(13)): "its zip is broken"}))
    assert (outcome.gaps[0].cause, outcome.gaps[0].reason) == (Cause.UNREADABLE, "its zip is broken")


def test_an_archive_that_could_not_be_read_to_its_end_explains_what_nothing_else_does() -> None:
    rested = [*DAILY, version(day(20, 9), defined(suspended=True))]
    found = outcomes(rested, all_but(12, *range(20, 32)), faults=["a file ends early"])
    causes = [gap.cause for outcome in found for gap in outcome.gaps]
    assert causes == [Cause.UNREADABLE, *[Cause.SUSPENDED] * 12]


@pytest.mark.parametrize("schedule", ["0 0 * * 0", "0 0 1 * *"])
def test_weekly_and_monthly_windows_are_said_not_to_be_expected_of_the_controller(schedule: str) -> None:
    found = outcomes([version(definition=defined(schedule))], [])
    assert {gap.cause for outcome in found for gap in outcome.gaps} == {Cause.TOO_LONG}
    assert "not tried on a cluster" in found[0].gaps[0].reason


SCHEDULES = ("0 0 * * *", "8 6 * * *", "30 */6 * * *", "15 3 * * 1-5", "0 1,13 * * *")


@st.composite
def spans(draw: st.DrawFn, most: int) -> Spans:
    """Times within July that do not overlap, to the minute."""
    edges = draw(st.lists(st.integers(0, 31 * 1440), min_size=0, max_size=2 * most, unique=True))
    moments = [JULY.start + timedelta(minutes=edge) for edge in sorted(edges[: len(edges) // 2 * 2])]
    return list(zip(moments[::2], moments[1::2], strict=True))


def within(times: Spans, moment: datetime) -> bool:
    return any(start <= moment < end for start, end in times)


def versions(schedule: str, created: datetime, suspended: Spans) -> list[Version]:
    """The stack file's history of such a report."""
    changes = {created: False, **dict.fromkeys((end for _, end in suspended), False)}
    changes |= dict.fromkeys((max(start, created) for start, end in suspended if end > created), True)
    made = sorted((since, rests) for since, rests in changes.items() if since >= created)
    first = [] if created == ALWAYS else [version(ALWAYS)]
    return [*first, *(version(since, defined(schedule, suspended=rests)) for since, rests in made)]


@settings(deadline=None, max_examples=40)
@given(
    schedule=st.sampled_from(SCHEDULES),
    created=st.integers(-20 * 24 * 60, 20 * 24 * 60).map(lambda minutes: JULY.start + timedelta(minutes=minutes)),
    outages=spans(most=3),
    suspended=spans(most=2),
    failing=st.sets(st.integers(0, 400), max_size=5),
)
def test_the_gaps_are_those_that_the_controller_left(
    schedule: str, created: datetime, outages: Spans, suspended: Spans, failing: set[int]
) -> None:
    history = versions(schedule, created, suspended)
    windows = expected(*history)
    fails = {windows[number % len(windows)].end for number in failing}
    controller = Controller(Schedule(schedule), created, fails=fails)
    controller.run(
        JULY.end + 14 * DAY,
        held=lambda moment: within(outages, moment) or within(suspended, moment),
        also=[end for _, end in (*outages, *suspended)],
    )

    found = outcomes(history, controller.made, failed=dict.fromkeys(fails, "job"))

    made = {window.end for window in controller.made}
    for outcome in found:
        assert (outcome.state is State.MISSING) == (outcome.window.end not in made)
        assert {gap.cause for gap in outcome.gaps} <= causes(outcome, controller, created, suspended)


def causes(outcome: Outcome, controller: Controller, created: datetime, suspended: Spans) -> set[Cause]:
    """What may be said of a gap that the model of the controller left."""
    window, due = outcome.window, outcome.window.end + DELAY
    if outcome.state is State.PARTLY or window.end <= created:
        return {Cause.BEFORE}
    if within(suspended, due):
        return {Cause.SUSPENDED}
    if window.end in controller.fails and window.end in {made.end for made in controller.scheduled}:
        return {Cause.FAILED}
    return {Cause.UNKNOWN, Cause.FAILED}


def test_an_outage_of_less_than_a_week_leaves_no_gap_and_a_longer_one_does() -> None:
    definition: Definition = defined("8 6 * * *")
    for length, gaps in ((6, 0), (12, 6)):
        controller = Controller(definition.schedule, JULY.start - 9 * DAY)
        outage = [(day(5, 12), day(5 + length, 12))]
        controller.run(JULY.end + DAY, held=partial(within, outage), also=[outage[0][1]])
        found = outcomes([Version(ALWAYS, "", {NAME: definition})], controller.made)
        assert sum(outcome.state is State.MISSING for outcome in found) == gaps
