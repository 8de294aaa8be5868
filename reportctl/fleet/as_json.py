"""Rows as JSON, as docs/fleet.schema.json describes it, and as CSV."""

from collections.abc import Sequence
from typing import Any

from reportctl.show.findings import relative
from reportctl.show.spreadsheets import csv_text
from reportctl.status.as_json import as_json as report_as_json
from reporting.exceptions.rows import as_map
from reporting.finding import Finding
from reporting.fleet.counts import counts
from reporting.fleet.row import FleetRow, State
from reporting.fleet.words import intervals_in_words, told, unknown_because

COLUMNS = (
    *("stack", "cluster", "state", "version", "intervals", "reports", "made", "resting", "late", "failed", "never"),
    *("absent", "exceptions", "exceptionsOver", "errors", "warnings", "drift", "needs"),
)


def fleet_as_json(rows: Sequence[FleetRow]) -> dict[str, Any]:
    """All rows, and how many of them there are and could not be looked at."""
    unknown = sum(row.state is State.UNKNOWN for row in rows)
    return {"stacks": len(rows), "notLookedAt": unknown, "rows": [_as_json(row) for row in rows]}


def fleet_as_csv(rows: Sequence[FleetRow]) -> str:
    """A line a stack, without the details."""
    return csv_text(COLUMNS, ([_cells(row)[column] for column in COLUMNS] for row in rows))


def _as_json(row: FleetRow) -> dict[str, Any]:
    return {
        "stack": row.stack,
        "cluster": row.cluster or None,
        "state": row.state.value,
        "reason": unknown_because(row) or None,
        "version": row.version,
        "intervals": [
            {"field": one.field, "wanted": one.wanted, "live": one.live, "differs": one.differs}
            for one in row.intervals
        ],
        "counts": counts(row),
        "drift": list(row.drift),
        "reports": [report_as_json(report) for report in row.reports],
        "exceptions": [as_map(one) for one in row.exceptions],
        "findings": [_finding(finding) for finding in row.findings],
    }


def _finding(finding: Finding) -> dict[str, str | int | None]:
    return {
        "file": str(relative(finding.file)) if finding.file else None,
        "line": finding.line,
        "severity": finding.severity.value,
        "code": finding.code,
        "key": finding.key,
        "what": finding.what,
        "remedy": finding.remedy,
    }


def _cells(row: FleetRow) -> dict[str, str | None]:
    return {
        "stack": row.stack,
        "cluster": row.cluster,
        "state": row.state.value,
        "version": row.version,
        "intervals": intervals_in_words(row.intervals),
        "needs": "; ".join(told(row)),
        **{name: None if count is None else str(count) for name, count in counts(row).items()},
    }
