"""Fleets for tests: a row of each state, and as many of them as are asked for."""

from collections.abc import Sequence
from datetime import date, timedelta

from reporting.evidence.lateness import State as ReportState
from reporting.evidence.report_status import ReportJob
from reporting.exceptions.judged import JudgedException
from reporting.finding import Accepted, Code, Severity
from reporting.fleet.row import FelixInterval, FleetRow, State, in_order
from reporting.objects.exceptions import Kind, StatedException
from reporting.objects.exceptions import State as ExceptionState
from reporting.status.row import Row
from tests.unit.seen import NOON

ERROR = Code("EXISTS", Severity.ERROR, "an error").at(("runs",), "A report exists already.", "Take it over.")
WARNING = Code("SAME_MINUTE", Severity.WARNING, "a warning").at(("reportSets",), "Two at once.", "Move one.")


def interval(live: str | None = "5m0s", field: str = "flowLogsFlushInterval") -> FelixInterval:
    return FelixInterval(field, "5m0s", live, differs=live not in (None, "5m0s"))


def report(stack: str, name: str, state: ReportState = ReportState.OK) -> Row:
    made = ReportJob(NOON) if state in (ReportState.OK, ReportState.LATE) else None
    reason = "its output did not come" if state is ReportState.LATE else ""
    return Row(stack, name, state, False, made, NOON + timedelta(days=1), reason=reason)


def exception(stack: str, state: ExceptionState = ExceptionState.ENDS_SOON) -> JudgedException:
    terms = Accepted("not ours", "platform team", date(2026, 12, 1), "OPS-1")
    return JudgedException(stack, stack, StatedException(Kind.EXCLUSION, "1.2.5", ("reportSets",), "cis", terms), state)


def fleet_row(state: State, stack: str, reports: int = 4) -> FleetRow:
    """A row in a state; of those whose reports are known, all are made but for the first of a failing one."""
    if state is State.UNKNOWN:
        return FleetRow(stack, f"cluster-{stack}", "It cannot be reached: no answer came within 10 s.", wanted=reports)
    first = ReportState.LATE if state is State.FAILING else ReportState.OK
    drifted = state is State.DRIFT
    return FleetRow(
        stack,
        f"cluster-{stack}",
        version="v3.22.1",
        intervals=(interval("30s" if drifted else "5m0s"), interval(field="dnsLogsFlushInterval")),
        wanted=reports,
        reports=tuple(
            report(stack, f"daily-{number}", ReportState.OK if number else first) for number in range(reports)
        ),
        exceptions=(exception(stack),) if state is State.WARNING else (),
        findings={State.ERROR: (ERROR, WARNING), State.WARNING: (WARNING,)}.get(state, ()),
        drift=("flowLogsFlushInterval is 30s, and the stack says 5m0s",) if drifted else (),
    )


def fleet(size: int, reports: int = 4, states: Sequence[State] = tuple(State)) -> list[FleetRow]:
    """So many rows in order, of all states in turn."""
    return in_order(fleet_row(states[number % len(states)], f"prod-{number:03}", reports) for number in range(size))
