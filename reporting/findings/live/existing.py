"""Reports and Jobs that are on the cluster already, and whose they are."""

from collections.abc import Mapping

from reporting.findings.live.finding import Finding, error, info
from reporting.objects.jobs import END, NAMESPACE, START, PlannedRun, window_annotations
from reporting.objects.live import LiveCluster, LiveObject
from reporting.objects.ownership import Owner, owner_in_words
from reporting.objects.plan import Plan


def reports(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """Reports of this stack's names that are somebody else's."""
    found = [live.reports[name] for name in plan.reports if name in live.reports]
    others = [report for report in found if not owner.owns(report.labels)]
    position = len(plan.settings.adopt)
    findings = []
    for report in others:
        if report.name in plan.settings.adopt:
            findings.append(_adopted(report))
        else:
            findings.append(_not_ours(report, position))
            position += 1
    return findings


def _adopted(report: LiveObject) -> Finding:
    return info(
        f"GlobalReport {report.name} belongs to {owner_in_words(report.labels)}. This stack takes it over (adopt) and "
        "keeps its labels and annotations but for other tools' bookkeeping; a destroy will delete it."
    )


def _not_ours(report: LiveObject, position: int) -> Finding:
    return error(
        f"GlobalReport {report.name} exists already and belongs to {owner_in_words(report.labels)}. Nothing was "
        f"changed. Take it over: pulumi config set --path 'adopt[{position}]' {report.name}; or give this stack's "
        f"report another name; or remove the other: kubectl delete globalreport {report.name}, which ends its "
        "running Jobs."
    )


def jobs(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """Jobs of this stack's runs that are somebody else's, or were made over another window."""
    findings = []
    for run_id, run in plan.runs.items():
        found = [live.jobs[job.name] for job in run.jobs if job.name in live.jobs]
        others = [job for job in found if not owner.owns(job.labels)]
        findings += [_foreign_job(run_id, job) for job in others]
        findings += _changed_window(run_id, run, [job for job in found if job not in others])
    return findings


def _foreign_job(run_id: str, job: LiveObject) -> Finding:
    return error(
        f"Run {run_id} would make Job {NAMESPACE}/{job.name}, which exists already and belongs to "
        f"{owner_in_words(job.labels)}. Nothing was changed. Give the run another id, or remove that Job: "
        f"kubectl --namespace {NAMESPACE} delete job {job.name}"
    )


def _changed_window(run_id: str, run: PlannedRun, made: list[LiveObject]) -> list[Finding]:
    stated = window_annotations(run.window)
    changed = [job for job in made if START in job.annotations and not job.annotations.items() >= stated.items()]
    if not changed:
        return []
    return [
        error(
            f"Run {run_id} was made over {_window(changed[0].annotations)}, and the stack file now says "
            f"{_window(stated)}. A run is history and is not made again. Nothing was changed. Take a new id for the "
            f"new window, or put the old one back."
        )
    ]


def _window(annotations: Mapping[str, str]) -> str:
    return f"{annotations[START]}..{annotations.get(END, 'an unknown end')}"
