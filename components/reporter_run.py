"""Reports made by hand over a fixed window."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.cluster import PATCH_FORCE, ClusterObject
from reporting.jobs import NAMESPACE
from reporting.live import LiveObject
from reporting.moments import Window, rfc3339
from reporting.ownership import Owner

# Beyond the Job's own deadline, for its Pod to be scheduled, ended and reported.
GRACE_SECONDS = 120


@dataclass(frozen=True)
class ReporterRunArgs:
    """One Job manifest for each report, the window they cover, whose they are, and the live Jobs by name."""

    jobs: Mapping[str, Mapping[str, Any]]
    window: Window
    owner: Owner
    live: Mapping[str, LiveObject]


class ReporterRun(pulumi.ComponentResource):
    """One Job for each report of a run.

    A run is history: its Jobs are never replaced, whatever becomes of the PodTemplate they came from, and they
    go when the run leaves the stack file. Not managed here: what the reporter archives.
    """

    def __init__(self, name: str, args: ReporterRunArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("calico-reporting:index:ReporterRun", name, None, opts)
        self.jobs = {report: _job(manifest, args, parent=self) for report, manifest in args.jobs.items()}
        self.outputs = {
            report: _output(manifest, args.window, self.jobs[report]) for report, manifest in args.jobs.items()
        }
        self.register_outputs({"jobs": self.outputs})


def _job(manifest: Mapping[str, Any], args: ReporterRunArgs, parent: pulumi.Resource) -> ClusterObject:
    metadata = manifest["metadata"]
    annotations = {**metadata["annotations"], PATCH_FORCE: "true"}
    owned = {**metadata, "labels": args.owner.labels(), "annotations": annotations}
    seconds = manifest["spec"]["activeDeadlineSeconds"] + GRACE_SECONDS
    opts = pulumi.ResourceOptions(
        parent=parent,
        ignore_changes=["spec"],
        custom_timeouts=pulumi.CustomTimeouts(create=f"{seconds}s", update=f"{seconds}s"),
        import_=f"{NAMESPACE}/{metadata['name']}" if metadata["name"] in args.live else None,
    )
    return ClusterObject({**manifest, "metadata": owned}, opts)


def _output(manifest: Mapping[str, Any], window: Window, job: ClusterObject) -> dict[str, Any]:
    return {
        "job": f"{NAMESPACE}/{manifest['metadata']['name']}",
        "start": rfc3339(window.start),
        "end": rfc3339(window.end),
        "result": job.status.apply(job_result),
    }


def job_result(status: Mapping[str, Any] | None) -> str:
    """A Job's status in one word: succeeded, failed or running."""
    conditions = (status or {}).get("conditions") or []
    true = {condition["type"] for condition in conditions if condition["status"] == "True"}
    if "Complete" in true:
        return "succeeded"
    return "failed" if "Failed" in true else "running"
