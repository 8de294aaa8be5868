"""Advice on what reports see: endpoints, flow logs, audit logs, and how long data is kept."""

from collections.abc import Iterator
from datetime import timedelta

from reporting.finding import Code, Finding, Path, Severity
from reporting.findings.stack.item import Stack
from reporting.findings.stack.retention import keep_longer
from reporting.objects.reports import PlannedReport
from reporting.report_types import INVENTORY, NETWORK_ACCESS, POLICY_AUDIT
from reporting.spans import listed, span
from reporting.stack.endpoints import Endpoints, NamesAndLabels
from reporting.stack.retention import Retention

_OVERVIEW = "https://docs.tigera.io/calico-enterprise/latest/compliance/overview"
_FELIX = "https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig"
_RETENTION = "https://docs.tigera.io/calico-enterprise/latest/reference/installation/api"

# FelixConfiguration: 2 adds up the allowed flows of pods that share a name's prefix, 1 keeps pods apart.
_DEFAULT_AGGREGATION = 2
# Inventory and network-access reports replay pods and namespaces from the Kubernetes audit log since the last snapshot.
DATA_OF_TYPE = {
    INVENTORY: ("snapshots", "audit_reports"),
    NETWORK_ACCESS: ("flows", "snapshots", "audit_reports"),
    POLICY_AUDIT: ("audit_reports",),
}
DATA_WORDS = {"flows": "flow logs", "snapshots": "snapshots", "audit_reports": "audit logs"}


WHOLE_CLUSTER = Code(
    "WHOLE_CLUSTER", Severity.WARNING, "a report without endpoints, which covers the whole cluster", _OVERVIEW
)


def whole_cluster(stack: Stack) -> Iterator[Finding]:
    """Reports on traffic or policies that nothing restricts."""
    for planned in stack.reports:
        if planned.report.report_type in (NETWORK_ACCESS, POLICY_AUDIT) and not _restricts(planned.endpoints):
            yield WHOLE_CLUSTER.at(
                planned.path("endpoints"),
                f"A {planned.report.report_type} report without endpoints covers the whole cluster, system namespaces "
                "included: it takes long to make, and whoever may read it reads about every namespace.",
                "Name what it is about, such as endpoints: {namespaces: {names: [hipstershop]}}; "
                f"{_WHERE_ALL_IS_MEANT[planned.report.report_type]}",
            )


# With any endpoints, all() included, a policy-audit report keeps only the policies that apply to them.
_WHERE_ALL_IS_MEANT = {
    NETWORK_ACCESS: "where the whole cluster is meant, say so with endpoints: {selector: all()}.",
    POLICY_AUDIT: "where every policy is meant, accept WHOLE_CLUSTER for this report: endpoints of any kind, "
    "{selector: all()} as well, leave out policies that apply to no endpoint.",
}


AGGREGATED_FLOWS = Code("AGGREGATED_FLOWS", Severity.WARNING, "flow logs that do not tell endpoints apart", _FELIX)


def aggregated_flows(stack: Stack) -> Iterator[Finding]:
    """Network-access reports where allowed flows are added up over pods."""
    stated = stack.settings.felix.flowLogsFileAggregationKindForAllowed
    reports = stack.of_type(NETWORK_ACCESS)
    if reports and (stated is None or stated == _DEFAULT_AGGREGATION):
        level = f"is {stated}" if stated is not None else f"is not stated, and by default {_DEFAULT_AGGREGATION}"
        yield AGGREGATED_FLOWS.at(
            reports[0].path("reportType"),
            f"flowLogsFileAggregationKindForAllowed {level}: allowed flows of pods with the same name prefix, such as "
            f"a Deployment's, are added up, so {listed([planned.name for planned in reports])} may not tell these "
            "endpoints apart.",
            "Set felix: {flowLogsFileAggregationKindForAllowed: 1}, which stores more records.",
        )


KUBERNETES_AUDIT_LOG = Code(
    "KUBERNETES_AUDIT_LOG",
    Severity.WARNING,
    "an inventory or network-access report without a known Kubernetes audit log",
    _OVERVIEW,
)


def kubernetes_audit_log(stack: Stack) -> Iterator[Finding]:
    """Reports that replay pods and namespaces, where only Calico's own audit log is known to be on.

    Policy-audit reports are about network policies alone. Both follow from the public source; the documentation does
    not say which report reads what.
    """
    reports = [planned for planned in stack.reports if planned.report.report_type in (INVENTORY, NETWORK_ACCESS)]
    if reports and not stack.settings.kubernetes_audit_log:
        yield KUBERNETES_AUDIT_LOG.at(
            reports[0].path("reportType"),
            "Nothing says that the cluster's Kubernetes audit log reaches Calico, whose own audit log alone is on by "
            f"default: {listed([planned.name for planned in reports])} may miss pods, namespaces and service accounts "
            "that came and went between two snapshots.",
            "Switch it on in the cluster (on EKS: CloudWatch and LogCollector "
            "spec.additionalSources.eksCloudwatchLog), then write kubernetesAuditLog: true.",
        )


WINDOW_OVER_RETENTION = Code(
    "WINDOW_OVER_RETENTION", Severity.WARNING, "a window longer than its data is kept", _RETENTION
)


def windows_over_retention(stack: Stack) -> Iterator[Finding]:
    """Windows whose first days are deleted before the report is made."""
    by_name = {planned.name: planned for planned in stack.reports}
    for planned in stack.reports:
        period = planned.longest_period
        if period is not None:
            yield from _over_retention(stack, planned, period, planned.path("schedule"))
    for run_id, run in stack.plan.runs.items():
        for index, name in enumerate(run.reports):
            yield from _over_retention(stack, by_name[name], run.window.length, ("runs", run_id, "reports", index))


PERIOD_OVER_ARCHIVE = Code(
    "PERIOD_OVER_ARCHIVE", Severity.WARNING, "reports that are deleted before the next one is made", _RETENTION
)


def periods_over_archive(stack: Stack) -> Iterator[Finding]:
    """Times without any report to show."""
    kept = stack.settings.retention.compliance_reports
    for planned in stack.reports:
        period = planned.longest_period
        if period is not None and period > _full_days(kept):
            yield PERIOD_OVER_ARCHIVE.at(
                planned.path("schedule"),
                f"Up to {span(period)} lie between two reports, and reports are kept for {kept} days "
                "(complianceReports): the last one is deleted before the next is made.",
                "Schedule it more often, download each report, or keep them longer: "
                f"{keep_longer(stack.settings.retention, 'complianceReports')}.",
            )


def _over_retention(stack: Stack, planned: PlannedReport, length: timedelta, path: Path) -> Iterator[Finding]:
    retention = stack.settings.retention
    for data in DATA_OF_TYPE.get(planned.report.report_type, ()):
        kept: int = getattr(retention, data)
        if length > _full_days(kept):
            key = Retention.model_fields[data].alias
            yield WINDOW_OVER_RETENTION.at(
                path,
                f"A window of {planned.name} is up to {span(length)} long, and {DATA_WORDS[data]} are kept for "
                f"{kept} days ({key}), of which {kept - 1} are full: what is older is missing from the report.",
                f"Schedule it more often, or keep them longer: {keep_longer(retention, str(key))}.",
            )


def _full_days(kept: int) -> timedelta:
    return timedelta(days=kept - 1)


def _restricts(endpoints: Endpoints | None) -> bool:
    if endpoints is None:
        return False
    return bool(endpoints.selector) or any(map(_names_any, (endpoints.namespaces, endpoints.service_accounts)))


def _names_any(named: NamesAndLabels | None) -> bool:
    return named is not None and bool(named.names or named.selector)
