"""A folder of evidence in OSCAL 1.2: what was to be looked at, and what was found. Every id follows from the content.

There are no findings in it: an OSCAL finding says whether a control is satisfied, which no report can tell by itself.
https://pages.nist.gov/OSCAL-Reference/models/v1.2.0/assessment-plan/json-reference/ and assessment-results
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from reporting.dialects.moments import Window, rfc3339
from reporting.evidence.bundle import Evidence, Item, ReportEvidence, runs_of
from reporting.evidence.completeness import Outcome, State
from reporting.frameworks.oscal import NAMESPACE, VERSION, control_id, supports, supports_property
from reporting.frameworks.preset import Supported
from reporting.spans import counted

PLAN = "assessment-plan.json"
RESULTS = "assessment-results.json"

Object = dict[str, Any]

# OSCAL has no selection of nothing.
_NO_CONTROL = {"description": "No control is known here.", "include-controls": [{"control-id": "none-known"}]}


def assessment_plan(evidence: Evidence) -> Object:
    """Which reports were to be there, over which time, and the controls that they support evidence for."""
    ids = _Ids(evidence)
    period = {"start": rfc3339(evidence.subject.period.start), "end": rfc3339(evidence.subject.period.end)}
    plan = {
        "uuid": ids.of("plan"),
        "metadata": _metadata(evidence, "Evidence plan", evidence.made),
        "import-ssp": {"href": f"#{ids.of('ssp')}"},
        "local-definitions": {"components": [_cluster(evidence, ids)]},
        "reviewed-controls": _reviewed(evidence),
        "assessment-subjects": [{"type": "component", "include-subjects": [_subject(ids)]}],
        "back-matter": {"resources": [_system(ids)]},
    }
    tasks = [_task(report, period, ids) for report in evidence.reports]
    return {"assessment-plan": {**plan, **({"tasks": tasks} if tasks else {})}}


def assessment_results(evidence: Evidence) -> Object:
    """What is archived of each report and what is not; the files are resources with their digests."""
    ids = _Ids(evidence)
    observations = [one for report in evidence.reports for one in _observations(report, evidence, ids)]
    result = {
        "uuid": ids.of("result"),
        "title": _title(evidence, "Evidence"),
        "description": "Which windows of each report are archived. Whether a control is met is not judged here.",
        "start": rfc3339(evidence.subject.period.start),
        "end": rfc3339(evidence.subject.period.end),
        "reviewed-controls": _reviewed(evidence),
        **({"observations": observations} if observations else {}),
    }
    resources = [_resource(item, ids) for item in evidence.items]
    return {
        "assessment-results": {
            "uuid": ids.of("results"),
            "metadata": _metadata(evidence, "Evidence", evidence.changed),
            "import-ap": {"href": PLAN},
            "results": [result],
            **({"back-matter": {"resources": resources}} if resources else {}),
        }
    }


class _Ids:
    """Ids of one folder's objects: the same for the same object in every run."""

    def __init__(self, evidence: Evidence):
        subject = evidence.subject
        named = (NAMESPACE, subject.project, subject.stack, subject.cluster)
        self._folder: UUID = uuid5(NAMESPACE_URL, "/".join((*named, f"{subject.period.first}/{subject.period.last}")))

    def of(self, *names: str) -> str:
        return str(uuid5(self._folder, "/".join(names)))

    def of_item(self, item: Item) -> str:
        return self.of("item", item.report, *map(rfc3339, (item.window.start, item.window.end)), item.source, item.id)


def _title(evidence: Evidence, what: str) -> str:
    subject = evidence.subject
    label = f" [{evidence.label}]" if evidence.label else ""
    return (
        f"{what} of stack {subject.stack}, cluster {subject.cluster}, {subject.period.first} to {subject.period.last}"
        f"{label}"
    )


def _metadata(evidence: Evidence, what: str, changed: datetime) -> Object:
    return {
        "title": _title(evidence, what),
        "last-modified": rfc3339(changed),
        "version": rfc3339(changed),
        "oscal-version": VERSION,
    }


def _system(ids: _Ids) -> Object:
    return {
        "uuid": ids.of("ssp"),
        "title": "System security plan",
        "description": "Not known here. Whoever assesses the system puts the address of its plan in this place.",
    }


def _cluster(evidence: Evidence, ids: _Ids) -> Object:
    return {
        "uuid": ids.of("cluster"),
        "type": "system",
        "title": f"Kubernetes cluster {evidence.subject.cluster}",
        "description": "The cluster whose compliance reports these are.",
        "status": {"state": "operational"},
    }


def _subject(ids: _Ids) -> Object:
    return {"subject-uuid": ids.of("cluster"), "type": "component"}


def _reviewed(evidence: Evidence) -> Object:
    controls = dict.fromkeys(control for report in evidence.reports for control in report.definition.controls)
    by_framework = groupby(sorted(controls, key=_order), key=lambda control: control.framework)
    selections = [_selection(framework, list(found)) for framework, found in by_framework]
    return {
        "description": "Controls that the reports support evidence for. None is satisfied by a report alone.",
        "control-selections": selections or [_NO_CONTROL],
    }


def _order(control: Supported) -> tuple[str, str]:
    return control.framework, control.control


def _selection(framework: str, controls: Iterable[Supported]) -> Object:
    ids = dict.fromkeys(control_id(control.short, control.control) for control in controls)
    return {"description": framework, "include-controls": [{"control-id": one} for one in ids]}


def _task(report: ReportEvidence, period: Object, ids: _Ids) -> Object:
    definition = report.definition
    return {
        "uuid": ids.of("task", report.name),
        "type": "action",
        "title": report.name,
        "description": f"A {definition.report_type} report, {definition.schedule.describe()}.",
        "timing": {"within-date-range": period},
        "subjects": [{"type": "component", "include-subjects": [_subject(ids)]}],
    }


def _observations(report: ReportEvidence, evidence: Evidence, ids: _Ids) -> Iterator[Object]:
    yield _archived(report, evidence, ids)
    for run in runs_of(report.outcomes):
        yield _missing(report, run, evidence, ids)


def _archived(report: ReportEvidence, evidence: Evidence, ids: _Ids) -> Object:
    windows = counted(len(report.outcomes), "window")
    used = [{"href": f"#{ids.of_item(item)}", "description": _in_words(item.window)} for item in report.items]
    return {
        **_observation(report, evidence, ids.of("archived", report.name), ids),
        "description": f"{report.count(State.ARCHIVED):,} of {windows} archived.",
        "props": [supports(control) for control in report.definition.controls] or [supports_property("none")],
        **({"relevant-evidence": used} if used else {}),
    }


def _missing(report: ReportEvidence, run: list[Outcome], evidence: Evidence, ids: _Ids) -> Object:
    window = Window(run[0].window.start, run[-1].window.end)
    reasons = "; ".join(dict.fromkeys(f"{gap.cause}: {gap.reason}" for gap in run[0].gaps))
    return {
        **_observation(report, evidence, ids.of("gap", report.name, rfc3339(window.start)), ids),
        "description": f"{counted(len(run), 'window')} from {_in_words(window)}: {run[0].state}. {reasons}.",
    }


def _observation(report: ReportEvidence, evidence: Evidence, uuid: str, ids: _Ids) -> Object:
    return {
        "uuid": uuid,
        "title": report.name,
        "methods": ["EXAMINE"],
        "types": ["control-objective"],
        "subjects": [_subject(ids)],
        "collected": rfc3339(evidence.changed),
    }


def _resource(item: Item, ids: _Ids) -> Object:
    return {
        "uuid": ids.of_item(item),
        "title": f"{item.report}, {_in_words(item.window)}",
        "description": f"From the {item.source}, retrieved {rfc3339(item.retrieved)}.",
        "rlinks": [
            {"href": file.path, "hashes": [{"algorithm": "SHA-256", "value": file.sha256}]} for file in item.files
        ],
    }


def _in_words(window: Window) -> str:
    return f"{rfc3339(window.start)} to {rfc3339(window.end)}"
