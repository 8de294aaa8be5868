"""Advice on what reports see: endpoints, flow logs, audit logs, and how long data is kept.

https://docs.tigera.io/calico-enterprise/latest/compliance/overview
"""

from collections.abc import Iterator
from datetime import timedelta

from reporting.findings.stack.item import Advice, Stack
from reporting.objects.reports import PlannedReport
from reporting.spans import listed, span
from reporting.stack.endpoints import Endpoints, NamesAndLabels
from reporting.stack.reports import INVENTORY, NETWORK_ACCESS, POLICY_AUDIT
from reporting.stack.retention import Retention

# FelixConfiguration: 2 adds up the allowed flows of pods that share a name's prefix, 1 keeps pods apart.
_DEFAULT_AGGREGATION = 2
_DATA_OF_TYPE = {
    INVENTORY: ("snapshots",),
    NETWORK_ACCESS: ("flows", "snapshots"),
    POLICY_AUDIT: ("audit_reports",),
}
_WORDS = {"flows": "flow logs", "snapshots": "snapshots", "audit_reports": "audit logs"}


def whole_cluster(stack: Stack) -> Iterator[Advice]:
    """WHOLE_CLUSTER: reports on traffic or policies that nothing restricts."""
    for planned in stack.reports:
        if planned.report.report_type in (NETWORK_ACCESS, POLICY_AUDIT) and not _restricts(planned.endpoints):
            yield Advice(
                "WHOLE_CLUSTER",
                planned.path("endpoints"),
                f"A {planned.report.report_type} report without endpoints covers the whole cluster, system namespaces "
                "included: it takes long to make, and whoever may read it reads about every namespace.",
                "Name what it is about, such as endpoints: {namespaces: {names: [hipstershop]}}; where the whole "
                "cluster is meant, say so with endpoints: {selector: all()}.",
            )


def aggregated_flows(stack: Stack) -> Iterator[Advice]:
    """AGGREGATED_FLOWS: network-access reports where allowed flows are added up over pods."""
    stated = stack.settings.felix.flowLogsFileAggregationKindForAllowed
    reports = stack.of_type(NETWORK_ACCESS)
    if reports and (stated is None or stated == _DEFAULT_AGGREGATION):
        level = f"is {stated}" if stated is not None else f"is not stated, and by default {_DEFAULT_AGGREGATION}"
        yield Advice(
            "AGGREGATED_FLOWS",
            reports[0].path("reportType"),
            f"flowLogsFileAggregationKindForAllowed {level}: allowed flows of pods with the same name prefix, such as "
            f"a Deployment's, are added up, so {listed([planned.name for planned in reports])} may not tell these "
            "endpoints apart.",
            "Set felix: {flowLogsFileAggregationKindForAllowed: 1}, which stores more records.",
        )


def kubernetes_audit_log(stack: Stack) -> Iterator[Advice]:
    """KUBERNETES_AUDIT_LOG: policy-audit reports where only Calico's own audit log is known to be on."""
    reports = stack.of_type(POLICY_AUDIT)
    if reports and not stack.settings.kubernetes_audit_log:
        yield Advice(
            "KUBERNETES_AUDIT_LOG",
            reports[0].path("reportType"),
            "Nothing says that the cluster's Kubernetes audit log reaches Calico, whose own audit log alone is on by "
            f"default: {listed([planned.name for planned in reports])} may miss changes to Kubernetes network "
            "policies, namespaces, pods, service accounts and endpoints.",
            "Switch it on in the cluster (on EKS: CloudWatch and LogCollector "
            "spec.additionalSources.eksCloudwatchLog), then write kubernetesAuditLog: true.",
        )


def windows_over_retention(stack: Stack) -> Iterator[Advice]:
    """WINDOW_OVER_RETENTION: windows whose first days are deleted before the report is made."""
    by_name = {planned.name: planned for planned in stack.reports}
    for planned in stack.reports:
        period = planned.longest_period
        if period is not None:
            yield from _over_retention(stack, planned, period, planned.path("schedule"))
    for run_id, run in stack.plan.runs.items():
        for index, name in enumerate(run.reports):
            yield from _over_retention(stack, by_name[name], run.window.length, ("runs", run_id, "reports", index))


def periods_over_archive(stack: Stack) -> Iterator[Advice]:
    """PERIOD_OVER_ARCHIVE: times without any report to show."""
    kept = stack.settings.retention.compliance_reports
    for planned in stack.reports:
        period = planned.longest_period
        if period is not None and period > _full_days(kept):
            yield Advice(
                "PERIOD_OVER_ARCHIVE",
                planned.path("schedule"),
                f"Up to {span(period)} lie between two reports, and reports are kept for {kept} days "
                "(complianceReports): the last one is deleted before the next is made.",
                "Schedule it more often, download each report, or keep them longer: spec.retention.complianceReports "
                "of LogStorage tigera-secure, then the same under retention here.",
            )


def _over_retention(
    stack: Stack, planned: PlannedReport, length: timedelta, path: tuple[str | int, ...]
) -> Iterator[Advice]:
    retention = stack.settings.retention
    for data in _DATA_OF_TYPE.get(planned.report.report_type, ()):
        kept: int = getattr(retention, data)
        if length > _full_days(kept):
            key = Retention.model_fields[data].alias
            yield Advice(
                "WINDOW_OVER_RETENTION",
                path,
                f"A window of {planned.name} is up to {span(length)} long, and {_WORDS[data]} are kept for "
                f"{kept} days ({key}), of which {kept - 1} are full: what is older is missing from the report.",
                f"Schedule it more often, or keep them longer: spec.retention.{key} of LogStorage tigera-secure, then "
                "the same under retention here.",
            )


def _full_days(kept: int) -> timedelta:
    return timedelta(days=kept - 1)


def _restricts(endpoints: Endpoints | None) -> bool:
    if endpoints is None:
        return False
    return bool(endpoints.selector) or any(map(_names_any, (endpoints.namespaces, endpoints.service_accounts)))


def _names_any(named: NamesAndLabels | None) -> bool:
    return named is not None and bool(named.names or named.selector)
