"""A fleet's rows: what a look makes of a stack, what that needs, and in which order."""

from dataclasses import replace
from typing import Any

import pytest

from reporting.evidence.lateness import State as ReportState
from reporting.finding import Finding, Severity
from reporting.findings.projects import SAME_CLUSTER, same_cluster
from reporting.fleet.counts import REPORT_STATES, counts
from reporting.fleet.looked import looked_at, not_looked_at
from reporting.fleet.row import FleetRow, State, in_order, state_of
from reporting.fleet.words import intervals_in_words, needs_in_words, reports_in_words, summary, told
from reporting.objects.exceptions import State as ExceptionState
from reporting.objects.live import FELIX, REPORTS, LiveCluster, LiveObject, Outcome
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from reporting.status.seen import Seen
from tests.unit.fleets import ERROR, WARNING, exception, fleet, fleet_row, interval, report
from tests.unit.seen import NOON, OWNER, made, seen
from tests.unit.seen import report as live_report
from tests.unit.stacks import settings, with_reports

FLOW, DNS = "flowLogsFlushInterval", "dnsLogsFlushInterval"
TICK = NOON.replace(hour=6, minute=8)


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_its_row(state: State) -> None:
    assert state_of(fleet_row(state, "a")) is state


@pytest.mark.parametrize("report_state", list(ReportState))
def test_a_reports_state_alone_decides_whether_a_row_fails(report_state: ReportState) -> None:
    row = replace(fleet_row(State.OK, "a"), reports=(report("a", "daily", report_state),))
    grave = {ReportState.ABSENT, ReportState.FAILED, ReportState.NEVER, ReportState.LATE}
    expected = {ReportState.UNKNOWN: State.UNKNOWN, **dict.fromkeys(grave, State.FAILING)}
    assert row.state is expected.get(report_state, State.OK)


def test_of_several_states_the_most_pressing_counts() -> None:
    row = FleetRow("a", "a")
    for change, state in (
        ({"exceptions": (exception("a"),)}, State.WARNING),
        ({"drift": ("x is y",)}, State.DRIFT),
        ({"reports": (report("a", "daily", ReportState.LATE),)}, State.FAILING),
        ({"findings": (ERROR, WARNING)}, State.ERROR),
        ({"fault": "it is away"}, State.UNKNOWN),
    ):
        changes: dict[str, Any] = dict(change)
        row = replace(row, **changes)
        assert row.state is state
        assert row.pressing is (state is not State.WARNING)


def test_rows_are_ordered_by_what_presses_and_then_by_name() -> None:
    rows = fleet(24)
    assert [row.stack for row in in_order(rows[::-1])] == [row.stack for row in rows]
    assert [row.state for row in rows[::4]] == list(State)
    assert [row.stack for row in rows[:4]] == ["prod-000", "prod-006", "prod-012", "prod-018"]


def test_counts_of_reports_are_together_all_and_those_of_an_unknown_row_are_none() -> None:
    every = [state for state in ReportState if state is not ReportState.UNKNOWN]
    rows = tuple(report("a", f"daily-{state}", state) for state in every)
    found = counts(FleetRow("a", "a", wanted=len(rows), reports=rows))
    assert sum(found[name] or 0 for name in REPORT_STATES) == found["reports"] == len(every)
    unknown = counts(fleet_row(State.UNKNOWN, "a"))
    assert {name for name, count in unknown.items() if count is not None} == {"reports"}
    assert set(unknown) == set(found)


def test_every_state_of_a_report_is_counted_in_one_place() -> None:
    placed = [state for states in REPORT_STATES.values() for state in states]
    assert sorted(placed) == sorted(set(ReportState) - {ReportState.UNKNOWN})


@pytest.mark.parametrize(
    ("live", "said"),
    [
        ({FLOW: "5m0s", DNS: "5m0s"}, "300s"),
        ({FLOW: "5m0s", DNS: None}, "flow 300s, DNS unknown"),
        ({FLOW: "30s", DNS: "5m0s"}, "flow 30s, not 300s"),
        ({FLOW: "30s", DNS: "soon"}, "flow 30s, not 300s; DNS soon, not 300s"),
    ],
)
def test_intervals_are_said_once_where_they_are_alike_and_by_name_where_they_differ(
    live: dict[str, str | None], said: str
) -> None:
    assert intervals_in_words([interval(value, field) for field, value in live.items()]) == said


def cluster(felix: dict[str, Any] | None = None, **outcomes: Any) -> LiveCluster:
    """A cluster whose Felix has these fields."""
    return LiveCluster(
        felix=felix or {}, version="v3.22.1", at=NOON, outcomes={FELIX: Outcome.FOUND, REPORTS: Outcome.FOUND}
    )


def row(of: Settings, found: Seen, live: LiveCluster | None = None) -> FleetRow:
    known = live or cluster()
    reports = {
        name: LiveObject(name, labels=one.labels, spec=one.spec, created=one.created)
        for name, one in found.reports.items()
    }
    return looked_at(plan(of, known), OWNER, replace(known, reports=reports), found)


def test_a_cluster_that_is_as_its_stack_says_has_no_drift() -> None:
    found = row(with_reports("daily"), seen(live_report("daily", made(TICK))))
    assert (found.version, found.drift, found.wanted, found.count(ReportState.OK)) == ("v3.22.1", (), 1, 1)
    assert intervals_in_words(found.intervals) == "300s"


def test_felix_and_reports_that_are_not_as_the_stack_says_are_drift() -> None:
    of = with_reports("daily", felix={"l7LogsFlushInterval": "60s", "flowLogsCollectTcpStats": True})
    found = row(
        of,
        seen(live_report("daily", made(TICK), jobNodeSelector={"a": "b"}), live_report("gone", made(TICK))),
        cluster({FLOW: "15s", "l7LogsFlushInterval": "1m0s"}),
    )
    assert found.drift == (
        "flowLogsFlushInterval is 15s, and the stack says 5m0s",
        "flowLogsCollectTcpStats is not set (by default what the product does by itself), and the stack says True",
        "report daily has another jobNodeSelector",
        "report gone is there, and the stack no longer has it",
    )


def test_hostile_values_of_felix_are_quoted() -> None:
    found = row(settings(), seen(), cluster({FLOW: "\x1b]0;x\x07" + "x" * 500}))
    assert "\x1b" not in found.drift[0]
    assert len(found.drift[0]) < 250


def test_findings_are_those_of_stack_file_and_cluster_that_nobody_accepts() -> None:
    found = row(settings(intervals="workshop"), seen())
    quiet = row(settings(intervals="workshop", accept={"WORKSHOP_INTERVALS": "it lives for a week"}), seen())
    codes = {finding.code for finding in found.findings}
    assert "WORKSHOP_INTERVALS" in codes
    assert codes - {finding.code for finding in quiet.findings} == {"WORKSHOP_INTERVALS"}
    assert {finding.severity for finding in found.findings} <= {Severity.ERROR, Severity.WARNING}


def test_an_exception_that_ends_soon_is_on_the_row_and_one_that_does_not_is_not() -> None:
    excused = {"reason": "rebuilt", "owner": "shop"}
    reports = {
        name: {"reportType": "inventory", "schedule": "8 6 * * *", "suspend": {**excused, "until": until}}
        for name, until in (("soon", "2026-12-01"), ("later", "2027-12-01"), ("over", "2026-11-01"))
    }
    found = row(settings(reportSets={"all": {"reports": reports}}), seen())
    assert [(one.stated.what, one.state) for one in found.exceptions] == [
        ("over", ExceptionState.OVER),
        ("soon", ExceptionState.ENDS_SOON),
    ]


def test_reports_that_may_not_be_read_leave_the_row_unknown() -> None:
    found = row(with_reports("daily"), seen(others={REPORTS: Outcome.FORBIDDEN}))
    assert found.state is State.UNKNOWN
    assert "this login may not list globalreports" in " ".join(told(found))
    assert reports_in_words(found) == "1 unknown"


def test_an_outage_of_calicos_api_leaves_the_row_unknown_also_without_reports() -> None:
    away = replace(cluster(), outcomes={FELIX: Outcome.UNAVAILABLE})
    found = row(settings(), seen(), away)
    assert found.state is State.UNKNOWN
    assert "does not answer" in found.fault


def test_a_stack_that_cannot_be_read_has_a_row_without_a_cluster() -> None:
    found = not_looked_at("a", "Pulumi.a.yaml cannot be used")
    assert (found.state, found.cluster, counts(found)["reports"]) == (State.UNKNOWN, "", None)


def test_two_stacks_with_one_cluster_name_are_both_told() -> None:
    found = same_cluster({"a": "one", "b": "two", "c": "one", "d": "one"})
    assert set(found) == {"a", "c", "d"}
    assert found["a"].code == SAME_CLUSTER.name
    assert "is 'one', as it is in stacks c and d" in found["a"].what
    assert isinstance(found["c"], Finding)


def test_the_summary_says_how_many_could_not_be_looked_at() -> None:
    assert summary(fleet(7)) == (
        "7 stacks: 2 could not be looked at, 1 with errors, 1 failing, 1 drift, 1 with warnings, 1 ok"
    )


def test_what_a_row_needs_is_said_in_one_line_and_by_name() -> None:
    both = replace(fleet_row(State.FAILING, "a"), drift=("x is y",), findings=(ERROR, WARNING))
    assert needs_in_words(both) == "1 error, 1 warning; reports: 1 late; 1 difference"
    assert list(told(both)) == [
        "error EXISTS: runs: A report exists already.",
        "late: daily-0",
        "drift: x is y",
        "warnings: SAME_MINUTE",
    ]
