"""Advice on reports' names and types."""

from collections.abc import Iterator
from difflib import get_close_matches

from reporting.dialects.names import LONGEST_READABLE_REPORT
from reporting.finding import Code, Finding, Severity
from reporting.findings.stack.item import Stack
from reporting.objects.reports import PlannedReport
from reporting.quote import quoted
from reporting.report_types import BUILT_IN_TYPES

LONG_NAME = Code("LONG_NAME", Severity.NOTE, "a report's name that leaves its Jobs no readable time")


def long_names(stack: Stack) -> Iterator[Finding]:
    """Names that leave no room in a Job's name for the time.

    A name beyond 63 characters is cut and ends in a hash of the whole (github.com/projectcalico/calico,
    compliance/pkg/controller).
    """
    for planned in stack.reports:
        if len(planned.name) > LONGEST_READABLE_REPORT:
            yield LONG_NAME.at(
                planned.path(),
                f"The name has {len(planned.name)} characters. Calico cuts its Jobs' names at 63 and ends them in a "
                "hash instead of the window's end: they stay distinct, and are only harder to read.",
                f"Where that matters, write a name of at most {LONGEST_READABLE_REPORT} characters, before the first "
                "report is archived: the archive is kept by name.",
            )


_TYPES = "https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport"

TYPE_LIKE_BUILT_IN = Code(
    "TYPE_LIKE_BUILT_IN", Severity.WARNING, "a report type spelled almost like a built-in one", _TYPES
)
CUSTOM_TYPE = Code("CUSTOM_TYPE", Severity.NOTE, "a report type that is not built in", _TYPES)


def types(stack: Stack) -> Iterator[Finding]:
    """Types that do not come with Calico."""
    for planned in stack.reports:
        if planned.report.report_type not in BUILT_IN_TYPES:
            yield _custom_type(planned)


def _custom_type(planned: PlannedReport) -> Finding:
    given = planned.report.report_type
    close = get_close_matches(given, BUILT_IN_TYPES, n=1, cutoff=0.8)
    code = TYPE_LIKE_BUILT_IN if close else CUSTOM_TYPE
    return code.at(
        planned.path("reportType"),
        f"{quoted(given)} is not among the built-in types ({', '.join(BUILT_IN_TYPES)}): without a GlobalReportType "
        "of that name on the cluster no report can be made.",
        f"Write {close[0]}." if close else f"Make sure of it: kubectl get globalreporttype {given}",
    )
