"""GlobalReports, each with the report of the stack file that it comes from.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

from reporting.finding import Path
from reporting.frameworks.preset import Preset, in_words
from reporting.objects.canonical import canonical
from reporting.objects.manifest import API_VERSION, Manifest
from reporting.objects.reasons import REASON
from reporting.stack.cis import CisBenchmark
from reporting.stack.endpoints import Endpoints
from reporting.stack.reports import Report, ReportSet

CONTROLS = "calico-reporting/controls"
"""The annotation of a framework's reports."""


@dataclass(frozen=True)
class PlannedReport:
    """A report, the set it stands in, the endpoints, labels and annotations that count for it, and its object.

    `reason` says why it is not made by itself, where the stack file does. The object carries that, and on which terms
    something of it is excused, beside the stack file's annotations. `framework` is the set's, by which the object
    carries what the report supports evidence for.
    """

    set_name: str
    name: str
    report: Report
    endpoints: Endpoints | None
    reason: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    framework: Preset | None = None
    manifest: Manifest = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "manifest", _manifest(self))

    @property
    def spec(self) -> Mapping[str, Any]:
        """The object's spec, as the API server stores it."""
        spec: Mapping[str, Any] = self.manifest["spec"]
        return spec

    @property
    def inherits_endpoints(self) -> bool:
        """Whether its endpoints are the set's."""
        return self.report.covers_endpoints and self.report.endpoints is None

    def path(self, *keys: str | int) -> Path:
        """The path of a key of this report in the stack file."""
        return ("reportSets", self.set_name, "reports", self.name, *keys)

    @cached_property
    def longest_period(self) -> timedelta | None:
        """The longest time between two scheduled runs; None without any."""
        return self.report.schedule.longest_period()

    @property
    def runs_by_itself(self) -> bool:
        """Whether Calico's controller ever starts it."""
        return not self.report.suspend and self.longest_period is not None


def planned_reports(
    sets: Mapping[str, ReportSet], reasons: Mapping[str, str] | None = None
) -> dict[str, PlannedReport]:
    """The reports of all sets by name, in the stack file's order. `reasons` are those of reports at rest."""
    stated = reasons or {}
    return {
        name: PlannedReport(
            set_name,
            name,
            report,
            report_set.endpoints_of(report),
            stated.get(name),
            report_set.labels_of(report),
            {**report_set.annotations_of(report), **_controls(report_set, report)},
            report_set.framework,
        )
        for set_name, report_set in sets.items()
        for name, report in report_set.reports.items()
    }


def _controls(report_set: ReportSet, report: Report) -> dict[str, str]:
    controls = report_set.framework.supported_by(report.report_type) if report_set.framework else ()
    return {CONTROLS: in_words(controls)} if controls else {}


def _manifest(planned: PlannedReport) -> Manifest:
    reason = {REASON: planned.reason} if planned.reason else {}
    annotations = {**planned.annotations, **planned.report.own_annotations, **reason}
    metadata = {"name": planned.name, "labels": planned.labels, "annotations": annotations}
    return {
        "apiVersion": API_VERSION,
        "kind": "GlobalReport",
        "metadata": {key: value for key, value in metadata.items() if value},
        "spec": canonical(_spec(planned.report, planned.endpoints)),
    }


_ELSEWHERE = {"endpoints", "cis", "labels", "annotations"}


def _spec(report: Report, endpoints: Endpoints | None) -> dict[str, Any]:
    spec = report.model_dump(by_alias=True, exclude_none=True, exclude_unset=True, exclude=_ELSEWHERE)
    if endpoints is not None:
        spec["endpoints"] = endpoints.model_dump(by_alias=True, exclude_none=True, exclude_unset=True)
    if report.cis is not None:
        spec["cis"] = _cis(report.cis)
    return spec


def _cis(cis: CisBenchmark) -> dict[str, Any]:
    """With all three numbers: the API server fills them in when a report is made, and refuses one without later."""
    return {**cis.numbers, **cis.model_dump(by_alias=True, exclude_none=True, exclude_unset=True)}
