"""A run that is in no stack file: its settings, whether the cluster is fit for it, and its Jobs.

The Jobs are those of a stack's run but for their labels: no stack knows them, so none takes them for its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reportctl.show.failure import Failure
from reporting.dialects.moments import Window
from reporting.dialects.names import run_job_name
from reporting.faults import NAME
from reporting.finding import Finding, StackFileError
from reporting.findings.diagnosis import accepted
from reporting.findings.live import availability, clock, existing, feature, runs
from reporting.findings.stack.item import Stack
from reporting.findings.stack.schedules import run_beside_schedule
from reporting.objects.jobs import NAMESPACE, RUN
from reporting.objects.live import CLUSTER_INFORMATION, FELIX, REPORTS, LiveCluster, Outcome
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import MANAGED_BY, Owner
from reporting.objects.plan import Plan, plan
from reporting.source.stackfile import read_stack
from reporting.stack.settings import Compliance, Settings

MANAGER = "reportctl"

_ABOUT_INTERVALS = (FELIX, CLUSTER_INFORMATION)
_OPTIONS = {"last": "--last", "until": "--end", "start": "--start", "end": "--end", "reports": "REPORT"}


@dataclass(frozen=True, slots=True)
class AdHoc:
    """A run of some of a stack's reports, with the stack's settings around it."""

    id: str
    settings: Settings

    @property
    def reports(self) -> list[str]:
        """What is made, in the order of the command line."""
        return self.settings.runs[self.id].reports

    @property
    def window(self) -> Window:
        """The time that is reported on."""
        return self.settings.runs[self.id].window

    @property
    def labels(self) -> dict[str, str]:
        """What its Jobs, and no others, carry."""
        return {MANAGED_BY: MANAGER, RUN: self.id}

    def job(self, report: str) -> str:
        """The name of a report's Job."""
        return run_job_name(self.id, report)


def ad_hoc(project: Path, stack: str, run_id: str, run: Mapping[str, Any], now: datetime) -> AdHoc:
    """A run as a stack file would say it. Raises Failure with every fault."""
    try:
        read = read_stack(project, stack)
        settings = read.saying(runs={run_id: run}).settings(now)
    except StackFileError as error:
        raise Failure("\n       ".join(_in_options(fault, stack) for fault in error.findings)) from None
    if settings.compliance is Compliance.ABSENT:
        raise Failure(
            f"stack {stack} says compliance: absent, so it has no reports. Where the cluster has the feature: "
            "pulumi config set compliance present, then pulumi up"
        )
    return AdHoc(run_id, settings)


def _in_options(fault: Finding, stack: str) -> str:
    if fault.path[:1] != ("runs",):
        return f"Pulumi.{stack}.yaml: {fault}"
    option = next((_OPTIONS[key] for key in fault.path if key in _OPTIONS), None)
    if option is None and len(fault.path) == 2 and fault.code == NAME.name:
        option = "--id"
    return f"{option}: {fault.message}" if option else fault.message


def findings(run: AdHoc, stack: Owner, live: LiveCluster) -> list[Finding]:
    """What stands in the run's way, and what is good to know; nothing of what else the stack would do."""
    wanted = plan(run.settings, live)
    if outage := availability.outage(wanted, live):
        return outage
    return accepted(_found(run, wanted, stack, live), wanted)


def _found(run: AdHoc, wanted: Plan, stack: Owner, live: LiveCluster) -> list[Finding]:
    asked = {source: outcome for source, outcome in live.outcomes.items() if source not in _ABOUT_INTERVALS}
    return [
        *availability.rights(wanted, replace(live, outcomes=asked)),
        *feature.findings(wanted, live),
        *runs.findings(wanted),
        *runs.early(wanted, live),
        *run_beside_schedule(Stack(wanted, datetime.now(UTC).date())),
        *existing.defined_elsewhere(wanted, run.reports, stack, live),
        *clock.findings(wanted, live),
    ]


def check_names(run: AdHoc, live: LiveCluster, kubectl: str) -> None:
    """Raise Failure where a report is not on the cluster, or a Job of the run is there already."""
    if live.outcome(REPORTS) is Outcome.FOUND:
        missing = [name for name in run.reports if name not in live.reports]
        if missing:
            raise Failure(
                f"the cluster has no GlobalReport {', '.join(missing)}, and a reporter reads it from there. Nothing "
                "was made. Bring the stack's reports to the cluster first: pulumi up"
            )
    if taken := [run.job(name) for name in run.reports if run.job(name) in live.jobs]:
        raise taken_names(run, taken, kubectl)


def taken_names(run: AdHoc, jobs: list[str], kubectl: str) -> Failure:
    """Jobs of these names are there: what can be done."""
    return Failure(
        f"Job {', '.join(jobs)} exists already in namespace {NAMESPACE}, and a run is not made twice. Nothing was "
        f"made. Give this one an id of its own, such as --id {_another(run.id)}; or, where the other has ended and "
        f"nobody needs it, delete it: {kubectl} delete job {' '.join(jobs)}"
    )


def manifests(run: AdHoc, live: LiveCluster) -> dict[str, Manifest]:
    """The run's Jobs by report, from the cluster's own PodTemplate, once `findings` has no error."""
    jobs = {job.report: job.made() for job in plan(run.settings, live).runs[run.id].jobs}
    return {name: {**job, "metadata": {**job["metadata"], "labels": run.labels}} for name, job in jobs.items()}


def _another(run_id: str) -> str:
    return f"{run_id[:28].rstrip('-')}-2"
