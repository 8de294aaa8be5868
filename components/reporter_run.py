"""Reports made by hand over a fixed window."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.kubernetes import PATCH_FORCE, ClusterObject
from reporting.dialects.moments import Window, rfc3339
from reporting.objects.job_status import job_result
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import LiveObject
from reporting.objects.ownership import Owner

# Beyond the Job's own deadline, for its Pod to be scheduled, ended and reported.
GRACE_SECONDS = 120

# How the provider says it: pulumi-kubernetes provider/pkg/provider/provider.go (Create, Update).
_JOB_FAILED = "failed to fully initialize or become live"


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
        hook = pulumi.ErrorHook(f"failed-run-{name}", lambda failed: _say_way_out(name, failed))
        self.jobs = {report: _job(manifest, args, hook, parent=self) for report, manifest in args.jobs.items()}
        self.outputs = {report: _output(report, args, self.jobs[report]) for report in args.jobs}
        self.register_outputs({"jobs": self.outputs})


def _say_way_out(run: str, failed: pulumi.ErrorHookArgs) -> bool:
    """Add to the provider's error, which has the Pod's reason, what to do about it; False: it is not tried again."""
    if any(_JOB_FAILED in error for error in failed.errors):
        pulumi.log.error(
            f"Run {run}: Job {NAMESPACE}/{failed.name} failed; its error has the reason, and while its Pod is there, "
            f"'kubectl --namespace {NAMESPACE} logs job/{failed.name}' has what it printed. A run is history and is "
            "not made again, so every pulumi up ends with this error until the run has a new id in the stack file or "
            f"is removed: pulumi config rm --path 'runs.{run}'. Where the reason is DeadlineExceeded, also give it "
            "longer: pulumi config set --path reporter.deadline 20m"
        )
    return False


def _job(
    manifest: Mapping[str, Any], args: ReporterRunArgs, hook: pulumi.ErrorHook, parent: pulumi.Resource
) -> ClusterObject:
    metadata = manifest["metadata"]
    annotations = {**metadata["annotations"], PATCH_FORCE: "true"}
    owned = {**metadata, "labels": args.owner.labels(), "annotations": annotations}
    seconds = manifest["spec"]["activeDeadlineSeconds"] + GRACE_SECONDS
    opts = pulumi.ResourceOptions(
        parent=parent,
        hooks=pulumi.ResourceHookBinding(on_error=[hook]),
        ignore_changes=["spec"],
        custom_timeouts=pulumi.CustomTimeouts(create=f"{seconds}s", update=f"{seconds}s"),
        import_=f"{NAMESPACE}/{metadata['name']}" if metadata["name"] in args.live else None,
    )
    return ClusterObject({**manifest, "metadata": owned}, opts)


def _output(report: str, args: ReporterRunArgs, job: ClusterObject) -> dict[str, Any]:
    return {
        "job": f"{NAMESPACE}/{args.jobs[report]['metadata']['name']}",
        "start": rfc3339(args.window.start),
        "end": rfc3339(args.window.end),
        "result": job.status.apply(lambda status: job_result(status).value),
    }
