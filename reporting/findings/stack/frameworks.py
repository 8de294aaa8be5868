"""Advice on how long evidence is kept, against how far the frameworks' audits look back."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.findings.stack.coverage import DATA_OF_TYPE, DATA_WORDS
from reporting.findings.stack.item import Stack
from reporting.findings.stack.retention import keep_longer
from reporting.frameworks.model import Framework
from reporting.objects.reports import PlannedReport
from reporting.spans import counted, listed
from reporting.stack.retention import Retention

_RETENTION = "https://docs.tigera.io/calico-enterprise/latest/reference/installation/api"

AUDIT_OVER_ARCHIVE = Code(
    "AUDIT_OVER_ARCHIVE", Severity.WARNING, "reports that are deleted before an audit asks for them", _RETENTION
)


def audits_over_archive(stack: Stack) -> Iterator[Finding]:
    """Archived reports that are gone before the audit period is over."""
    kept = stack.settings.retention.compliance_reports
    for framework, reports in _by_framework(stack):
        if kept < framework.audit_period:
            yield AUDIT_OVER_ARCHIVE.at(
                ("retention", "complianceReports"),
                f"Reports are kept for {counted(kept, 'day')} (complianceReports), and an audit by {framework.name} "
                f"looks back on {counted(framework.audit_period, 'day')}: "
                f"{listed([planned.name for planned in reports], 5)} would be gone.",
                f"Keep them longer: {keep_longer(stack.settings.retention, 'complianceReports')}. Or gather them while "
                "they are there, with reportctl evidence, and accept this.",
            )


AUDIT_OVER_LOGS = Code(
    "AUDIT_OVER_LOGS", Severity.NOTE, "logs that are deleted before an audit could look behind a report", _RETENTION
)


def audits_over_logs(stack: Stack) -> Iterator[Finding]:
    """Logs behind the reports that are gone before the audit period is over: no report can be made of them again."""
    for framework, reports in _by_framework(stack):
        types = {planned.report.report_type for planned in reports}
        for data in sorted({data for of_type in types for data in DATA_OF_TYPE.get(of_type, ())}):
            kept: int = getattr(stack.settings.retention, data)
            key = str(Retention.model_fields[data].alias)
            if kept < framework.audit_period:
                yield AUDIT_OVER_LOGS.at(
                    ("retention", key),
                    f"{DATA_WORDS[data].capitalize()} are kept for {counted(kept, 'day')} ({key}), and an audit by "
                    f"{framework.name} looks back on {counted(framework.audit_period, 'day')}: what a report says of a "
                    "day before cannot be looked into, and no report be made of it again.",
                    "Accept it where the reports are evidence enough, ship the logs elsewhere, or keep them longer: "
                    f"{keep_longer(stack.settings.retention, key)}.",
                )


def _by_framework(stack: Stack) -> list[tuple[Framework, list[PlannedReport]]]:
    """The frameworks that sets name, each with its reports that are made by themselves."""
    found: list[tuple[Framework, list[PlannedReport]]] = []
    for planned in stack.reports:
        if planned.framework is None:
            continue
        known = next((reports for framework, reports in found if framework == planned.framework.framework), None)
        if known is None:
            found.append((planned.framework.framework, [planned]))
        else:
            known.append(planned)
    return found
