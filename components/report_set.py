"""Sets of GlobalReports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource

from reporting.objects.bookkeeping import without_bookkeeping
from reporting.objects.live import LiveObject
from reporting.objects.ownership import Owner
from reporting.objects.reports import PlannedReport


@dataclass(frozen=True)
class ReportSetArgs:
    """The set's reports by name, whose they are, and which of them are taken over from somebody else.

    `guard` is asked before one is deleted.
    """

    reports: Mapping[str, PlannedReport]
    owner: Owner
    adopted: frozenset[str] = frozenset()
    guard: pulumi.ResourceHook | None = None


class ReportSet(pulumi.ComponentResource):
    """GlobalReports that share endpoints and a purpose.

    `live` are the GlobalReports that the cluster has already, by name. Not managed here: report types, and the
    reports' archived output.
    """

    def __init__(
        self,
        name: str,
        args: ReportSetArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        live: Mapping[str, LiveObject] | None = None,
    ):
        super().__init__("calico-reporting:index:ReportSet", name, None, opts)
        found = live or {}
        self.reports = {
            report: _global_report(planned, args, found.get(report), parent=self)
            for report, planned in args.reports.items()
        }
        self.register_outputs({"reports": list(self.reports)})


def _global_report(
    planned: PlannedReport, args: ReportSetArgs, live: LiveObject | None, parent: pulumi.Resource
) -> CustomResource:
    """A report that is live already is taken back: Pulumi imports it unless the state has it."""
    return CustomResource(
        planned.name,
        planned.manifest["apiVersion"],
        planned.manifest["kind"],
        spec=planned.spec,
        metadata=_metadata(planned, args, live),
        opts=pulumi.ResourceOptions(
            parent=parent,
            import_=planned.name if live else None,
            hooks=pulumi.ResourceHookBinding(before_delete=[args.guard]) if args.guard else None,
        ),
    )


def _metadata(planned: PlannedReport, args: ReportSetArgs, live: LiveObject | None) -> dict[str, Any]:
    """What the stack file says, over what an adopted report has, and whose it is over both."""
    kept = live if live and planned.name in args.adopted else LiveObject(planned.name)
    annotations = {**without_bookkeeping(kept.annotations), **planned.manifest["metadata"].get("annotations", {})}
    return {
        "name": planned.name,
        "labels": {**without_bookkeeping(kept.labels), **planned.labels, **args.owner.labels()},
        **({"annotations": annotations} if annotations else {}),
    }
