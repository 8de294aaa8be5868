"""One line of a fleet: a stack and its cluster."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from reporting.evidence.lateness import State as ReportState
from reporting.exceptions.judged import JudgedException
from reporting.finding import Finding, Severity
from reporting.objects.exceptions import State as ExceptionState
from reporting.status.row import GRAVE, Row

MADE = (ReportState.OK, ReportState.RUNNING, ReportState.NEW)
RESTING = (ReportState.SUSPENDED, ReportState.BY_HAND)
OVER = (ExceptionState.OVER, ExceptionState.IN_GRACE)


class State(StrEnum):
    """What a stack needs, the most pressing first: of several that hold, the first counts."""

    UNKNOWN = "unknown"
    """It could not be looked at, or not at its reports."""
    ERROR = "error"
    """Something stops `pulumi up`."""
    FAILING = "failing"
    """A report is absent, failed, never came or is late."""
    DRIFT = "drift"
    """A report or a Felix field is not as the stack says."""
    WARNING = "warning"
    """Nothing has to be done today: there are warnings that nobody accepted, or exceptions that end soon."""
    OK = "ok"


PRESSING = (State.UNKNOWN, State.ERROR, State.FAILING, State.DRIFT)


@dataclass(frozen=True, slots=True)
class FelixInterval:
    """A flush interval as the stack wants it and as it is on the cluster (None where that could not be read)."""

    field: str
    wanted: str
    live: str | None
    differs: bool


@dataclass(frozen=True, slots=True)
class FleetRow:
    """A stack, and how its cluster was found.

    `cluster` is empty where the stack file cannot be used; `fault` says why the cluster could not be looked at.
    `version` is Calico's. `wanted` is how many reports the stack has, `reports` how each gets on. `exceptions` are
    those that end soon or are over, `findings` the errors and warnings that the stack does not accept, `drift` what is
    not as the stack says, each in a sentence without its stop.
    """

    stack: str
    cluster: str = ""
    fault: str = ""
    version: str | None = None
    intervals: tuple[FelixInterval, ...] = ()
    wanted: int = 0
    reports: tuple[Row, ...] = ()
    exceptions: tuple[JudgedException, ...] = ()
    findings: tuple[Finding, ...] = ()
    drift: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        """What it needs."""
        return state_of(self)

    @property
    def pressing(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.state in PRESSING

    def count(self, *states: ReportState) -> int:
        """How many reports are in one of the states."""
        return sum(row.report is not None and row.state in states for row in self.reports)

    def ending(self, *states: ExceptionState) -> int:
        """How many exceptions are in one of the states."""
        return sum(one.state in states for one in self.exceptions)

    def found(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(finding.severity is severity for finding in self.findings)


def state_of(row: FleetRow) -> State:
    """The most pressing that holds."""
    holds = {
        State.UNKNOWN: bool(row.fault) or any(one.state is ReportState.UNKNOWN for one in row.reports),
        State.ERROR: bool(row.found(Severity.ERROR)),
        State.FAILING: bool(row.count(*GRAVE)),
        State.DRIFT: bool(row.drift),
        State.WARNING: bool(row.found(Severity.WARNING) or row.exceptions),
    }
    return next((state for state, so in holds.items() if so), State.OK)


def in_order(rows: Iterable[FleetRow]) -> list[FleetRow]:
    """The most pressing first, and those that press alike by name."""
    order = list(State)
    return sorted(rows, key=lambda row: (order.index(row.state), row.stack))
