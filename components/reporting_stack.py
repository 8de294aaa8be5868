"""One cluster's compliance reporting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResourcePatch

from components.access import Access, AccessArgs
from components.felix_flush import FelixFlush, FelixFlushArgs
from components.guard import deletion_guard
from components.kubernetes import shared_fields
from components.report_set import ReportSet, ReportSetArgs
from components.reporter_run import ReporterRun, ReporterRunArgs
from reporting.objects.live import LiveCluster
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.words.summary import intervals_in_words, reports_in_words


@dataclass(frozen=True)
class ReportingStackArgs:
    """Every object that is wanted, and whose they are."""

    plan: Plan
    owner: Owner


class ReportingStack(pulumi.ComponentResource):
    """Flush intervals, report sets, reporter runs and access of one stack, on the cluster as it was found."""

    def __init__(
        self,
        name: str,
        args: ReportingStackArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        live: LiveCluster | None = None,
    ):
        super().__init__("calico-reporting:index:ReportingStack", name, None, opts)
        found = live or LiveCluster()
        self.felix = _felix(args, parent=self)
        self.compliance = _shared(args.plan.compliance, args.owner, parent=self)
        self.log_storage = _shared(args.plan.log_storage, args.owner, parent=self)
        self.log_collector = _shared(args.plan.log_collector, args.owner, parent=self)
        guard = deletion_guard(name, found.reports, args.owner)
        self.report_sets = _report_sets(args, found, guard, self.compliance, parent=self)
        self.runs = _runs(args, found, list(self.report_sets.values()), parent=self)
        self.access = _access(args, found, parent=self)
        self.outputs = _outputs(args.plan, self.runs)
        self.register_outputs(self.outputs)


def _felix(args: ReportingStackArgs, parent: pulumi.Resource) -> FelixFlush:
    felix = FelixFlushArgs(args.plan.felix, args.owner.field_manager, args.plan.settings.intervals_until)
    return FelixFlush("felix", felix, pulumi.ResourceOptions(parent=parent))


def _shared(manifest: Manifest | None, owner: Owner, parent: pulumi.Resource) -> CustomResourcePatch | None:
    return None if manifest is None else shared_fields(manifest, owner.field_manager, parent)


def _report_sets(
    args: ReportingStackArgs,
    live: LiveCluster,
    guard: pulumi.ResourceHook,
    compliance: CustomResourcePatch | None,
    parent: pulumi.Resource,
) -> dict[str, ReportSet]:
    opts = pulumi.ResourceOptions(parent=parent, depends_on=[compliance] if compliance else [])
    adopted, found = frozenset(args.plan.settings.adopt), live.reports
    return {
        name: ReportSet(name, ReportSetArgs(_ready(reports, args.plan), args.owner, adopted, guard), opts, live=found)
        for name, reports in args.plan.sets.items()
    }


def _ready(reports: Mapping[str, PlannedReport], plan: Plan) -> dict[str, PlannedReport]:
    return {name: report for name, report in reports.items() if name not in plan.waiting}


def _runs(
    args: ReportingStackArgs, live: LiveCluster, report_sets: list[ReportSet], parent: pulumi.Resource
) -> dict[str, ReporterRun]:
    """The runs, after the reports: a reporter reads its GlobalReport by name."""
    opts = pulumi.ResourceOptions(parent=parent, depends_on=report_sets)
    return {
        run_id: ReporterRun(run_id, ReporterRunArgs(run, args.owner), opts, live=live.jobs)
        for run_id, run in args.plan.runs.items()
    }


def _access(args: ReportingStackArgs, live: LiveCluster, parent: pulumi.Resource) -> dict[str, Access]:
    opts = pulumi.ResourceOptions(parent=parent)
    return {
        name: Access(name, AccessArgs(planned, args.owner), opts, live=live)
        for name, planned in args.plan.access.items()
    }


def _outputs(plan: Plan, runs: Mapping[str, ReporterRun]) -> dict[str, Any]:
    links = plan.settings.links
    return {
        "intervals": intervals_in_words(plan.felix),
        "reports": reports_in_words(plan),
        "runs": {run_id: run.outputs for run_id, run in runs.items()},
        "links": links.addresses() if links else {},
    }
