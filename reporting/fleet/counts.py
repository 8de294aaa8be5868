"""How much of everything there is on a row, as far as that is known."""

from reporting.evidence.lateness import State as ReportState
from reporting.finding import Severity
from reporting.fleet.row import MADE, OVER, RESTING, FleetRow, State

REPORT_STATES: dict[str, tuple[ReportState, ...]] = {
    "made": MADE,
    "resting": RESTING,
    "late": (ReportState.LATE,),
    "failed": (ReportState.FAILED,),
    "never": (ReportState.NEVER,),
    "absent": (ReportState.ABSENT,),
}
"""Groups that are together all states of reports that were looked at."""

_NAMES = (*REPORT_STATES, "exceptions", "exceptionsOver", "errors", "warnings", "drift")


def counts(row: FleetRow) -> dict[str, int | None]:
    """By name; of a row whose state is not known nothing but the reports that it wants, because a part is no count."""
    reports = {"reports": row.wanted if row.cluster else None}
    if row.state is State.UNKNOWN:
        return {**reports, **dict.fromkeys(_NAMES)}
    return {
        **reports,
        **{name: row.count(*states) for name, states in REPORT_STATES.items()},
        "exceptions": len(row.exceptions),
        "exceptionsOver": row.ending(*OVER),
        "errors": row.found(Severity.ERROR),
        "warnings": row.found(Severity.WARNING),
        "drift": len(row.drift),
    }
