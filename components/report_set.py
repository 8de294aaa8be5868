"""Sets of GlobalReports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.kubernetes import PATCH_FORCE, ClusterObject
from reporting.objects.live import LiveObject
from reporting.objects.ownership import Owner
from reporting.objects.reasons import REASON


@dataclass(frozen=True)
class ReportSetArgs:
    """The set's GlobalReports by name, whose they are, those of them that are live already, and why some rest."""

    manifests: Mapping[str, Mapping[str, Any]]
    owner: Owner
    live: Mapping[str, LiveObject]
    adopted: frozenset[str] = frozenset()
    reasons: Mapping[str, str] = field(default_factory=dict)


class ReportSet(pulumi.ComponentResource):
    """GlobalReports that share endpoints and a purpose.

    Not managed here: report types, and the reports' archived output.
    """

    def __init__(self, name: str, args: ReportSetArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("calico-reporting:index:ReportSet", name, None, opts)
        self.reports = {report: _global_report(report, args, parent=self) for report in args.manifests}
        self.register_outputs({"reports": list(self.reports)})


def _global_report(name: str, args: ReportSetArgs, parent: pulumi.Resource) -> ClusterObject:
    """A report that is live already is taken back: Pulumi imports it unless the state has it."""
    live = args.live.get(name)
    manifest = {**args.manifests[name], "metadata": _metadata(name, args, live)}
    return ClusterObject(manifest, pulumi.ResourceOptions(parent=parent, import_=name if live else None))


def _metadata(name: str, args: ReportSetArgs, live: LiveObject | None) -> dict[str, Any]:
    kept = live if live and name in args.adopted else LiveObject(name)
    reason = {REASON: args.reasons[name]} if name in args.reasons else {}
    return {
        "name": name,
        "labels": {**kept.labels, **args.owner.labels()},
        "annotations": {**kept.annotations, PATCH_FORCE: "true", **reason},
    }
