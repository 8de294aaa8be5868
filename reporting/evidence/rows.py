"""A folder's windows as rows: index.csv, and the first columns of each sheet of evidence.xlsx."""

from collections.abc import Iterator

from reporting.dialects.moments import rfc3339
from reporting.evidence.bundle import Evidence, ReportEvidence

COLUMNS = ("report", "type", "window start", "window end", "state", "cause", "reason", "files")
BY_HAND = "beside the schedule"


def rows(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    """One row for each window, and one for each archived report beside them."""
    for report in evidence.reports:
        yield from rows_of(report)


def rows_of(report: ReportEvidence) -> Iterator[tuple[str, ...]]:
    """One report's rows."""
    named = (report.name, report.definition.report_type)
    for outcome in report.outcomes:
        files = [file.path for item in report.items_of(outcome.window) for file in item.files]
        causes = dict.fromkeys(gap.cause.value for gap in outcome.gaps)
        reasons = dict.fromkeys(gap.reason for gap in outcome.gaps)
        window = (rfc3339(outcome.window.start), rfc3339(outcome.window.end))
        yield *named, *window, outcome.state.value, "; ".join(causes), "; ".join(reasons), " ".join(files)
    for item in report.beside:
        window = (rfc3339(item.window.start), rfc3339(item.window.end))
        yield *named, *window, BY_HAND, "", "", " ".join(file.path for file in item.files)
