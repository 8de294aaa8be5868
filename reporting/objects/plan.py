"""Every object that a stack wants on its cluster, made once and read by everybody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reporting.objects.access import PlannedAccess, planned_access
from reporting.objects.compliance import compliance_manifest
from reporting.objects.felix import PlannedFelix, planned_felix
from reporting.objects.jobs import PlannedRun, ReporterTemplate, TemplateError, planned_run
from reporting.objects.live import REPORT_TYPES, REPORTS, LiveCluster, Outcome
from reporting.objects.manifest import Manifest
from reporting.objects.operator import log_collector, log_storage
from reporting.objects.reasons import reasons_to_rest
from reporting.objects.reports import PlannedReport, planned_reports
from reporting.stack.settings import Compliance, Settings


@dataclass(frozen=True)
class Plan:
    """What a stack makes: reports and access by name, runs by id, each in the stack file's order.

    Jobs are made from the live cluster's PodTemplate; `template_fault` says why none can be made from it, and without
    one they have no manifest. `compliance` is there where the stack switches the feature on; `waiting` are reports that
    cannot be made before that has happened. `log_storage` is there where the stack manages days, `log_collector` where
    it says stores.
    """

    settings: Settings
    felix: PlannedFelix
    reports: Mapping[str, PlannedReport]
    runs: Mapping[str, PlannedRun]
    access: Mapping[str, PlannedAccess]
    compliance: Manifest | None = None
    log_storage: Manifest | None = None
    log_collector: Manifest | None = None
    waiting: frozenset[str] = frozenset()
    template_fault: TemplateError | None = field(default=None, compare=False)

    @cached_property
    def sets(self) -> dict[str, dict[str, PlannedReport]]:
        """The reports by set."""
        found: dict[str, dict[str, PlannedReport]] = {name: {} for name in self.settings.wanted_report_sets()}
        for name, report in self.reports.items():
            found[report.set_name][name] = report
        return found

    def of_type(self, report_type: str) -> list[PlannedReport]:
        """The reports of one type."""
        return [planned for planned in self.reports.values() if planned.report.report_type == report_type]


def plan(settings: Settings, live: LiveCluster | None = None) -> Plan:
    """The objects of a stack, on the cluster as it was found. Raises nothing."""
    reports = planned_reports(settings.wanted_report_sets(), reasons_to_rest(settings))
    templates, fault = _templates(settings, live)
    return Plan(
        settings,
        planned_felix(
            settings.intervals.interval, settings.felix, open_source=live is not None and live.is_open_source
        ),
        reports,
        {
            run_id: planned_run(run_id, run, reports, settings.reporter, templates)
            for run_id, run in settings.wanted_runs().items()
        },
        planned_access(settings.wanted_access(), reports),
        compliance_manifest() if settings.compliance is Compliance.ENABLE else None,
        log_storage(settings.retention, live or LiveCluster()),
        log_collector(settings.additional_stores, live or LiveCluster()),
        _waiting(settings, reports, live),
        fault,
    )


def _waiting(settings: Settings, reports: Collection[str], live: LiveCluster | None) -> frozenset[str]:
    """Reports of a stack that switches the feature on, on a cluster that has no report type yet.

    Undocumented: Calico's API server refuses a report whose type is not there, so these are left to the next update.
    What is on the cluster already never waits, because what is left out is deleted.
    """
    if live is None or settings.compliance is not Compliance.ENABLE or live.report_types:
        return frozenset()
    if any(live.outcome(source) is not Outcome.FOUND for source in (REPORTS, REPORT_TYPES)):
        return frozenset()
    return frozenset(name for name in reports if name not in live.reports)


def _templates(
    settings: Settings, live: LiveCluster | None
) -> tuple[dict[str, ReporterTemplate], TemplateError | None]:
    """For each report that runs name, its own template or the usual one; and what is wrong with one of them."""
    names = {name for run in settings.wanted_runs().values() for name in run.reports}
    found = live or LiveCluster()
    pods = {name: found.report_templates.get(name, found.pod_template) for name in names}
    try:
        return {name: ReporterTemplate(pod, found.cluster_name) for name, pod in pods.items() if pod is not None}, None
    except TemplateError as fault:
        return {}, fault
