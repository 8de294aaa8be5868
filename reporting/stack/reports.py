"""GlobalReports and the sets they come in.

Not managed here: report types, and what the reports archive.
https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport
"""

import json
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, InstanceOf, PlainSerializer, PlainValidator, model_validator

from reporting.dialects import names
from reporting.dialects.schedule import Schedule
from reporting.faults import CIS, MISSING, NEVER_FIRES, SCHEDULE, TYPE
from reporting.finding import Fault
from reporting.frameworks.preset import Preset
from reporting.quote import quoted
from reporting.report_types import CIS_BENCHMARK, INVENTORY, NETWORK_ACCESS, POLICY_AUDIT
from reporting.stack.cis import CisBenchmark
from reporting.stack.endpoints import Endpoints
from reporting.stack.exceptions import BY_FORM, EXCEPTIONS, ON_TERMS, PLAIN, Suspension
from reporting.stack.metadata import Annotations, Labels, fitting
from reporting.stack.model import Model
from reporting.stack.spread import BetweenText

# https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport: spec.schedule
MOST_RUNS_AN_HOUR = 12


def _schedule(value: object) -> Schedule:
    if not isinstance(value, str):
        raise Fault(
            TYPE,
            f"{quoted(value)} is not a schedule.",
            'Write five cron fields in quotes, such as "8 6 * * *" (06:08 UTC every day), spread for a minute that is '
            'computed, or "" for a report that is run by hand only.',
        )
    schedule = Schedule(value)
    if not schedule.manual and schedule.longest_period() is None:
        raise Fault(
            NEVER_FIRES,
            f"{quoted(value)} never comes round: the calendar has no such time. Calico would refuse the report, or "
            "keep it and never run it.",
            'Write a date that exists, such as "0 0 1 * *", or "" for a report that is run by hand only.',
        )
    if schedule.busiest_hour() > MOST_RUNS_AN_HOUR:
        raise Fault(
            SCHEDULE,
            f"{quoted(value)} runs {schedule.busiest_hour():,} times in an hour; Calico allows at most "
            f"{MOST_RUNS_AN_HOUR}.",
            'Write for example "*/5 * * * *" or "0 6 * * *".',
        )
    return schedule


ReportName = Annotated[str, AfterValidator(names.report_name)]
ScheduleText = Annotated[Schedule, PlainValidator(_schedule), PlainSerializer(lambda schedule: schedule.text)]
Suspended = Annotated[Annotated[bool, PLAIN] | Annotated[Suspension, ON_TERMS], BY_FORM]
LabelKey = Annotated[str, AfterValidator(names.label_key)]
LabelValue = Annotated[str, AfterValidator(names.stated_label_value)]


class Report(Model):
    """One GlobalReport, field for field."""

    report_type: Annotated[str, AfterValidator(names.object_name)] = Field(examples=["inventory"])
    schedule: ScheduleText = Field(examples=['"8 6 * * *"'])
    endpoints: Endpoints | None = Field(None, examples=["{namespaces: {names: [hipstershop]}}"])
    job_node_selector: dict[LabelKey, LabelValue] | None = Field(None, examples=["{kubernetes.io/os: linux}"])
    suspend: Suspended | None = Field(None, examples=["true"])
    cis: CisBenchmark | None = Field(None, examples=["{includeUnscoredTests: true}"])
    labels: Labels | None = Field(None, examples=["{team: payments}"])
    annotations: Annotations | None = Field(None, examples=["{docs: https://wiki.example.com/soc2}"])

    @property
    def covers_endpoints(self) -> bool:
        """Whether the report looks at endpoints at all; CIS reports look at nodes."""
        return self.report_type != CIS_BENCHMARK

    @property
    def own_annotations(self) -> dict[str, str]:
        """What the program adds to the annotations of the stack file: on which terms something is excused."""
        found = [*self._noted()]
        return {EXCEPTIONS: json.dumps(found, ensure_ascii=False, separators=(",", ":"))} if found else {}

    def _noted(self) -> Iterator[dict[str, Any]]:
        if isinstance(self.suspend, Suspension):
            yield self.suspend.noted(suspend=True)
        for item in (self.cis and self.cis.results_filters) or []:
            version = item.benchmark_selection.kubernetes_version
            yield from (one.noted(exclude=test, kubernetesVersion=version) for test, one in item.exclusions if one)

    @model_validator(mode="after")
    def _cis_fits_the_type(self) -> Self:
        if self.cis is not None and self.report_type in (INVENTORY, NETWORK_ACCESS, POLICY_AUDIT):
            raise Fault(
                CIS,
                f"a report of type {self.report_type} has cis, which Calico ignores.",
                "Remove cis, or write reportType: cis-benchmark.",
            )
        return self


class ReportSet(Model):
    """Reports that share endpoints, labels and annotations.

    A report's own endpoints take the place of the set's; labels and annotations are added up, the report's own win.
    With a framework, its reports are among `reports`, named with `prefix` before them, but for those of `without`;
    `between` is where the set's reports are that are spread over the day.
    """

    framework: InstanceOf[Preset] | None = Field(None, examples=["soc2"])
    prefix: ReportName | None = Field(None, examples=["shop"])
    between: BetweenText | None = Field(None, examples=['"00:00-06:00"'])
    without: list[ReportName] = Field([], examples=["[daily-soc2-cis-benchmark]"])
    endpoints: Endpoints | None = Field(None, examples=["{namespaces: {names: [hipstershop]}}"])
    labels: Labels | None = Field(None, examples=["{team: payments}"])
    annotations: Annotations | None = Field(None, examples=["{docs: https://wiki.example.com/soc2}"])
    reports: dict[ReportName, Report] = Field(
        {}, examples=['{daily-soc2-inventory: {reportType: inventory, schedule: "8 6 * * *"}}']
    )

    @model_validator(mode="after")
    def _has_reports(self) -> Self:
        if not self.reports and self.framework is None:
            raise Fault(MISSING, "an empty set makes no report.", "Add one, name a framework, or remove the set.")
        return self

    @model_validator(mode="after")
    def _has_a_framework_for_what_hangs_on_it(self) -> Self:
        stated = [name for name in ("prefix", "without") if getattr(self, name)]
        if stated and self.framework is None:
            raise Fault(
                MISSING,
                f"has {' and '.join(stated)} for the reports of a framework, and names none.",
                f"Name one, such as framework: soc2, or remove {' and '.join(stated)}.",
            )
        return self

    @model_validator(mode="after")
    def _annotations_fit(self) -> Self:
        for report in self.reports.values():
            fitting({**self.annotations_of(report), **report.own_annotations})
        return self

    def labels_of(self, report: Report) -> dict[str, str]:
        """The labels that a report of this set carries."""
        return {**(self.labels or {}), **(report.labels or {})}

    def annotations_of(self, report: Report) -> dict[str, str]:
        """The annotations that a report of this set carries."""
        return {**(self.annotations or {}), **(report.annotations or {})}

    def endpoints_of(self, report: Report) -> Endpoints | None:
        """The endpoints that count for a report of this set."""
        if not report.covers_endpoints:
            return None
        return self.endpoints if report.endpoints is None else report.endpoints
