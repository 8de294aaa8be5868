"""Advice on reports' names and types."""

from collections.abc import Iterator
from difflib import get_close_matches

from reporting.dialects.names import LONGEST_READABLE_REPORT, controller_job_name
from reporting.findings.stack.item import Advice, Stack
from reporting.objects.reports import PlannedReport
from reporting.quote import quoted
from reporting.stack.reports import BUILT_IN_TYPES


def long_names(stack: Stack) -> Iterator[Advice]:
    """LONG_NAME: names that leave no room in a Job's name for the time."""
    for planned in stack.reports:
        if len(planned.name) > LONGEST_READABLE_REPORT:
            yield Advice(
                "LONG_NAME",
                planned.path(),
                f"The name has {len(planned.name)} characters. Calico cuts its Jobs' names at 63, to "
                f"{controller_job_name(planned.name)}, so the time behind the name is lost in part or whole, and "
                "Jobs of different windows may get the same name.",
                f"Write a name of at most {LONGEST_READABLE_REPORT} characters, before the first report is archived: "
                "the archive is kept by name.",
            )


def types(stack: Stack) -> Iterator[Advice]:
    """TYPE_LIKE_BUILT_IN and CUSTOM_TYPE: types that do not come with Calico."""
    for planned in stack.reports:
        if planned.report.report_type not in BUILT_IN_TYPES:
            yield _custom_type(planned)


def _custom_type(planned: PlannedReport) -> Advice:
    given = planned.report.report_type
    close = get_close_matches(given, BUILT_IN_TYPES, n=1, cutoff=0.8)
    return Advice(
        "TYPE_LIKE_BUILT_IN" if close else "CUSTOM_TYPE",
        planned.path("reportType"),
        f"{quoted(given)} is not among the built-in types ({', '.join(BUILT_IN_TYPES)}): without a GlobalReportType "
        "of that name on the cluster no report can be made.",
        f"Write {close[0]}." if close else f"Make sure of it: kubectl get globalreporttype {given}",
    )
