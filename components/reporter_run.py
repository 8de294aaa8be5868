"""Reports made by hand over a fixed window."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pulumi

from components.kubernetes import Job
from reporting.dialects.moments import rfc3339
from reporting.objects.job_status import job_result
from reporting.objects.jobs import NAMESPACE, PlannedJob, PlannedRun
from reporting.objects.ownership import Owner

# Beyond the Job's own deadline, for its Pod to be scheduled, ended and reported.
GRACE_SECONDS = 120

# How the provider says it: pulumi-kubernetes provider/pkg/provider/provider.go (Create, Update).
_JOB_FAILED = "failed to fully initialize or become live"


@dataclass(frozen=True)
class ReporterRunArgs:
    """A run whose Jobs are made from a known PodTemplate, and whose they are."""

    run: PlannedRun
    owner: Owner


class ReporterRun(pulumi.ComponentResource):
    """One Job for each report of a run.

    A run is history: its Jobs are never replaced, whatever becomes of the PodTemplate they came from, and they
    go when the run leaves the stack file. `live` are the Jobs that the cluster has already, by name. Not managed
    here: what the reporter archives. Raises TemplateError where no PodTemplate was known.
    """

    def __init__(
        self,
        name: str,
        args: ReporterRunArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        live: Collection[str] = (),
    ):
        super().__init__("calico-reporting:index:ReporterRun", name, None, opts)
        hook = pulumi.ErrorHook(f"failed-run-{name}", lambda failed: _say_way_out(name, failed))
        self.jobs = {
            planned.report: _job(planned, args.owner, hook, planned.name in live, parent=self)
            for planned in args.run.jobs
        }
        self.outputs = {
            planned.report: _output(planned, args.run, self.jobs[planned.report]) for planned in args.run.jobs
        }
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


def _job(planned: PlannedJob, owner: Owner, hook: pulumi.ErrorHook, is_live: bool, parent: pulumi.Resource) -> Job:
    manifest = planned.made()
    seconds = manifest["spec"]["activeDeadlineSeconds"] + GRACE_SECONDS
    opts = pulumi.ResourceOptions(
        parent=parent,
        hooks=pulumi.ResourceHookBinding(on_error=[hook]),
        ignore_changes=["spec"],
        custom_timeouts=pulumi.CustomTimeouts(create=f"{seconds}s", update=f"{seconds}s"),
        import_=f"{NAMESPACE}/{planned.name}" if is_live else None,
    )
    return Job({**manifest, "metadata": {**manifest["metadata"], "labels": owner.labels()}}, opts)


def _output(planned: PlannedJob, run: PlannedRun, job: Job) -> dict[str, Any]:
    return {
        "job": f"{NAMESPACE}/{planned.name}",
        "start": rfc3339(run.window.start),
        "end": rfc3339(run.window.end),
        "result": job.status.apply(lambda status: job_result(status).value),
    }
