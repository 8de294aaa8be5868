"""Every object that a stack wants on its cluster, made once and read by everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reporting.objects.compliance import compliance_manifest
from reporting.objects.felix import PlannedFelix, planned_felix
from reporting.objects.jobs import PlannedRun, ReporterTemplate, TemplateError, planned_run
from reporting.objects.live import LiveCluster
from reporting.objects.manifest import Manifest
from reporting.objects.reasons import reasons_to_rest
from reporting.objects.reports import PlannedReport, planned_reports
from reporting.stack.settings import Compliance, Settings


@dataclass(frozen=True)
class Plan:
    """What a stack makes: reports by name, runs by id, each in the stack file's order.

    Jobs are made from the live cluster's PodTemplate; `template_fault` says why none can be made from it, and without
    one they have no manifest. `compliance` is there where the stack switches the feature on.
    """

    settings: Settings
    felix: PlannedFelix
    reports: Mapping[str, PlannedReport]
    runs: Mapping[str, PlannedRun]
    compliance: Manifest | None = None
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
    template, fault = _template(live)
    return Plan(
        settings,
        planned_felix(settings.intervals.interval, settings.felix),
        reports,
        {
            run_id: planned_run(run_id, run, reports, settings.reporter, template)
            for run_id, run in settings.wanted_runs().items()
        },
        compliance_manifest() if settings.compliance is Compliance.ENABLE else None,
        fault,
    )


def _template(live: LiveCluster | None) -> tuple[ReporterTemplate | None, TemplateError | None]:
    if live is None or live.pod_template is None:
        return None, None
    try:
        return ReporterTemplate(live.pod_template, live.cluster_name), None
    except TemplateError as fault:
        return None, fault
