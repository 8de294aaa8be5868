"""Reports and Jobs that are on the cluster already, and whose they are."""

import json
from collections.abc import Iterable, Mapping, Sequence

from reporting.changes.live import live_changes
from reporting.finding import Code, Finding, Severity, config_path
from reporting.objects.bookkeeping import without_bookkeeping
from reporting.objects.jobs import END, NAMESPACE, START, PlannedRun, window_annotations
from reporting.objects.live import LiveCluster, LiveObject
from reporting.objects.ownership import Owner, is_of_a_stack, other_engine, owner_in_words, report_urn
from reporting.objects.plan import Plan
from reporting.spans import brief, listed

EXISTS = Code("EXISTS", Severity.ERROR, "an object of this name that belongs to somebody else", acceptable=False)


def reports(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """Reports of this stack's names that are there: somebody else's, and its own where they are not as wanted."""
    found = [live.reports[name] for name in plan.reports if name in live.reports]
    others = [report for report in found if not owner.owns(report.labels)]
    adopt = plan.settings.adopt
    refused: dict[str, list[str]] = {}
    for report in others:
        if report.name not in adopt:
            refused.setdefault(owner_in_words(report.labels), []).append(report.name)
    return [
        *(_adopted(report, plan) for report in others if report.name in adopt),
        *(_not_ours(plan, names, whose) for whose, names in refused.items()),
        *(finding for report in found if owner.owns(report.labels) for finding in _changed(report, plan)),
    ]


ADOPTED = Code("ADOPTED", Severity.NOTE, "a report of somebody else that the stack takes over", acceptable=False)
OVERWRITTEN = Code("OVERWRITTEN", Severity.WARNING, "a report of somebody else that is changed as it is taken over")


def _adopted(report: LiveObject, plan: Plan) -> Finding:
    changes = live_changes(report, plan.reports[report.name])
    code, becomes = (OVERWRITTEN, f" What becomes of it:{_block(changes)}") if changes else (ADOPTED, "")
    return code.at(
        ("adopt", plan.settings.adopt.index(report.name)),
        f"GlobalReport {report.name} belongs to {owner_in_words(report.labels)}. This stack takes it over (adopt) and "
        f"keeps its labels and annotations but for other tools' bookkeeping; a destroy will delete it.{becomes}",
        f"{_lines_to_keep(report, plan)} {_out_of_the_other_state(report)}".strip(),
    )


def _lines_to_keep(report: LiveObject, plan: Plan) -> str:
    """What the stack file has to say for labels and annotations to stay once the report is out of `adopt`."""
    planned = plan.reports[report.name]
    unsaid = {
        "labels": _unsaid(report.labels, planned.labels),
        "annotations": _unsaid(report.annotations, planned.annotations),
    }
    lines = [f"{field}: {brief(json.dumps(values))}" for field, values in unsaid.items() if values]
    if not lines:
        return ""
    return f"To keep them without adopt as well, write under {config_path(planned.path())}: {'; '.join(lines)}."


def _unsaid(live: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in without_bookkeeping(live).items() if key not in said}


def _out_of_the_other_state(report: LiveObject) -> str:
    if not is_of_a_stack(report.labels):
        return ""
    if by := other_engine(report.labels):
        return f"Take it out of what {by} applies as well, or both write it for ever."
    urn = report_urn(report.labels, report.name)
    command = f"pulumi state delete '{urn}'" if urn else "pulumi stack --show-urns has its URN for pulumi state delete"
    return f"Take it out of that stack's file and, before its next pulumi up, out of its state, there: {command}"


REPORT_CHANGES = Code("REPORT_CHANGES", Severity.NOTE, "a report of this stack that changes on the cluster")


def _changed(report: LiveObject, plan: Plan) -> list[Finding]:
    changes = live_changes(report, plan.reports[report.name])
    if not changes:
        return []
    what = f"GlobalReport {report.name} on the cluster is brought to what this stack says:{_block(changes)}"
    return [REPORT_CHANGES.at(plan.reports[report.name].path(), what)]


def _block(changes: Sequence[str]) -> str:
    """One in the line, several below it."""
    if len(changes) == 1:
        return f" {changes[0]}."
    return "".join(f"\n  - {change}" for change in changes) + "\n"


def _not_ours(plan: Plan, names: list[str], whose: str) -> Finding:
    path = plan.reports[names[0]].path()
    if len(names) > 1:
        return EXISTS.at(
            path,
            f"{len(names):,} GlobalReports exist already and belong to {whose}: {listed(names)}. Nothing was changed.",
            f"Take them over{_or_back(whose)}: write adopt: [{', '.join([*plan.settings.adopt, *names])}]; or give "
            "this stack's reports other names; or remove the others with kubectl delete globalreport, which ends their "
            "running Jobs.",
        )
    [name] = names
    return EXISTS.at(
        path,
        f"GlobalReport {name} exists already and belongs to {whose}. Nothing was changed.",
        f"Take it over{_or_back(whose)}: pulumi config set --path 'adopt[{len(plan.settings.adopt)}]' {name}; or give "
        f"this stack's report another name; or remove the other: kubectl delete globalreport {name}, which ends its "
        "running Jobs.",
    )


def _or_back(whose: str) -> str:
    """A report without labels may be this stack's own: the state is not read here."""
    return " (or back, where this stack made it and its labels were lost since, as by kubectl replace)" * (
        whose == owner_in_words({})
    )


DEFINED_ELSEWHERE = Code("DEFINED_ELSEWHERE", Severity.WARNING, "a run of a report that somebody else has defined")


def defined_elsewhere(plan: Plan, names: Iterable[str], owner: Owner, live: LiveCluster) -> list[Finding]:
    """Reports that are made as they are on the cluster, whoever brought them there."""
    found = [live.reports[name] for name in names if name in live.reports]
    return [
        DEFINED_ELSEWHERE.at(
            plan.reports[report.name].path(),
            f"GlobalReport {report.name} on the cluster belongs to {owner_in_words(report.labels)}, so what is made is "
            "as it is defined there, not as this stack file says.",
        )
        for report in found
        if not owner.owns(report.labels)
    ]


RUN_CHANGED = Code("RUN_CHANGED", Severity.ERROR, "a run whose window changed after it was made", acceptable=False)


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
    return EXISTS.at(
        ("runs", run_id),
        f"Run {run_id} would make Job {NAMESPACE}/{job.name}, which exists already and belongs to "
        f"{owner_in_words(job.labels)}. Nothing was changed.",
        f"Give the run another id, or remove that Job: kubectl --namespace {NAMESPACE} delete job {job.name}",
    )


def _changed_window(run_id: str, run: PlannedRun, made: list[LiveObject]) -> list[Finding]:
    stated = window_annotations(run.window)
    changed = [job for job in made if START in job.annotations and not job.annotations.items() >= stated.items()]
    if not changed:
        return []
    return [
        RUN_CHANGED.at(
            ("runs", run_id),
            f"Run {run_id} was made over {_window(changed[0].annotations)}, and the stack file now says "
            f"{_window(stated)}. A run is history and is not made again. Nothing was changed.",
            "Take a new id for the new window, or put the old one back.",
        )
    ]


def _window(annotations: Mapping[str, str]) -> str:
    return f"{annotations[START]}..{annotations.get(END, 'an unknown end')}"
