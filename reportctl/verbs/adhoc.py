"""A run that is in no stack file: its settings, whether the cluster is fit for it, and its Jobs.

The Jobs are those of a stack's run but for their labels: no stack knows them, so none takes them for its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from reportctl.show.failure import Failure
from reporting.dialects.moments import Window
from reporting.dialects.names import run_job_name
from reporting.finding import Problem, StackFileError
from reporting.findings.live import availability, clock, feature, runs
from reporting.findings.live.finding import Finding, warning
from reporting.objects.jobs import NAMESPACE, RUN, ReporterTemplate
from reporting.objects.live import CLUSTER_INFORMATION, FELIX, REPORTS, LiveCluster, Outcome
from reporting.objects.ownership import MANAGED_BY, Owner, owner_in_words
from reporting.source.stackfile import read_stack
from reporting.stack.settings import Compliance, Settings, load

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
        values = read_stack(project, stack).values
        settings = load({**values, "runs": {run_id: run}}, now)
    except StackFileError as error:
        raise Failure("\n       ".join(_in_options(problem, stack) for problem in error.problems)) from None
    if settings.compliance is Compliance.ABSENT:
        raise Failure(
            f"stack {stack} says compliance: absent, so it has no reports. Where the cluster has the feature: "
            "pulumi config set compliance present, then pulumi up"
        )
    return AdHoc(run_id, settings)


def _in_options(problem: Problem, stack: str) -> str:
    if problem.path[:1] != ("runs",):
        return f"Pulumi.{stack}.yaml: {problem}"
    option = next((_OPTIONS[key] for key in problem.path if key in _OPTIONS), None)
    if option is None and len(problem.path) == 2 and "run's id" in problem.message:
        option = "--id"
    return f"{option}: {problem.message}" if option else problem.message


def findings(run: AdHoc, stack: Owner, live: LiveCluster) -> list[Finding]:
    """What stands in the run's way, and what is good to know; nothing of what else the stack would do."""
    if outage := availability.outage(run.settings, live):
        return outage
    asked = {source: outcome for source, outcome in live.outcomes.items() if source not in _ABOUT_INTERVALS}
    return [
        *availability.rights(run.settings, replace(live, outcomes=asked)),
        *feature.findings(run.settings, live),
        *runs.findings(run.settings, live),
        *_foreign_reports(run, stack, live),
        *clock.findings(run.settings, live),
    ]


def _foreign_reports(run: AdHoc, stack: Owner, live: LiveCluster) -> list[Finding]:
    found = [live.reports[name] for name in run.reports if name in live.reports]
    return [
        warning(
            f"GlobalReport {report.name} on the cluster belongs to {owner_in_words(report.labels)}, so what is made is "
            "as it is defined there, not as this stack file says."
        )
        for report in found
        if not stack.owns(report.labels)
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


def manifests(run: AdHoc, live: LiveCluster) -> dict[str, dict[str, Any]]:
    """The run's Jobs by report, from the cluster's own PodTemplate, once `findings` has no error."""
    jobs = run.settings.job_manifests(run.id, ReporterTemplate(live.pod_template or {}, live.cluster_name))
    return {name: {**job, "metadata": {**job["metadata"], "labels": run.labels}} for name, job in jobs.items()}


def _another(run_id: str) -> str:
    return f"{run_id[:28].rstrip('-')}-2"
