"""One cluster's compliance reporting."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pulumi

from components.felix_flush import FelixFlush, FelixFlushArgs
from components.kubernetes import ClusterObject, shared_fields
from components.report_set import ReportSet, ReportSetArgs
from components.reporter_run import ReporterRun, ReporterRunArgs
from reporting.objects.compliance import compliance_manifest
from reporting.objects.jobs import NAMESPACE, POD_TEMPLATE, ReporterTemplate, TemplateError
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.reasons import reasons_to_rest
from reporting.stack.settings import Compliance, Settings
from reporting.words.summary import intervals_in_words, reports_in_words


@dataclass(frozen=True)
class ReportingStackArgs:
    """What the stack file says, whose the objects are, and the cluster as it was found."""

    settings: Settings
    owner: Owner
    live: LiveCluster


class ReportingStack(pulumi.ComponentResource):
    """Flush intervals, report sets and reporter runs of one stack."""

    def __init__(self, name: str, args: ReportingStackArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("calico-reporting:index:ReportingStack", name, None, opts)
        self.felix = _felix(args, parent=self)
        self.compliance = _compliance(args, parent=self)
        self.report_sets = _report_sets(args, self.compliance, parent=self)
        self.runs = _runs(args, list(self.report_sets.values()), parent=self)
        self.outputs = _outputs(args.settings, self.runs)
        self.register_outputs(self.outputs)


def _felix(args: ReportingStackArgs, parent: pulumi.Resource) -> FelixFlush:
    settings = args.settings
    felix = FelixFlushArgs(settings.felix_manifest(), args.owner.field_manager, settings.workshop_until)
    return FelixFlush("felix", felix, pulumi.ResourceOptions(parent=parent))


def _compliance(args: ReportingStackArgs, parent: pulumi.Resource) -> ClusterObject | None:
    if args.settings.compliance is not Compliance.ENABLE:
        return None
    return shared_fields(compliance_manifest(), args.owner.field_manager, parent)


def _report_sets(
    args: ReportingStackArgs, compliance: ClusterObject | None, parent: pulumi.Resource
) -> dict[str, ReportSet]:
    opts = pulumi.ResourceOptions(parent=parent, depends_on=[compliance] if compliance else [])
    args_of = partial(
        ReportSetArgs,
        owner=args.owner,
        live=args.live.reports,
        adopted=frozenset(args.settings.adopt),
        reasons=reasons_to_rest(args.settings),
    )
    return {
        name: ReportSet(name, args_of(report_set.manifests()), opts)
        for name, report_set in args.settings.wanted_report_sets().items()
    }


def _runs(args: ReportingStackArgs, report_sets: list[ReportSet], parent: pulumi.Resource) -> dict[str, ReporterRun]:
    """The runs, after the reports: a reporter reads its GlobalReport by name."""
    opts = pulumi.ResourceOptions(parent=parent, depends_on=report_sets)
    return {
        run_id: ReporterRun(
            run_id,
            ReporterRunArgs(
                jobs=args.settings.job_manifests(run_id, _template(args.live)),
                window=run.window,
                owner=args.owner,
                live=args.live.jobs,
            ),
            opts,
        )
        for run_id, run in args.settings.wanted_runs().items()
    }


def _template(live: LiveCluster) -> ReporterTemplate:
    if live.pod_template is None:
        raise TemplateError(f"the cluster has no PodTemplate {NAMESPACE}/{POD_TEMPLATE} to make reporter Jobs from.")
    return ReporterTemplate(live.pod_template, live.cluster_name)


def _outputs(settings: Settings, runs: Mapping[str, ReporterRun]) -> dict[str, Any]:
    return {
        "intervals": intervals_in_words(settings.felix_spec),
        "reports": reports_in_words(settings),
        "runs": {run_id: run.outputs for run_id, run in runs.items()},
        "links": settings.links.addresses() if settings.links else {},
    }
