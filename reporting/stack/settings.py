"""Everything a stack file may say, as one frozen value."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, ValidationError

from reporting.dialects.moments import Day
from reporting.finding import Problem, StackFileError
from reporting.objects.jobs import ReporterJob, ReporterTemplate, job_manifest
from reporting.quote import quoted
from reporting.source.validation import problems_of
from reporting.stack.cluster import Cluster
from reporting.stack.flush import FelixOverrides, ProfileName, felix_manifest, felix_spec
from reporting.stack.links import Links
from reporting.stack.model import Model, choice
from reporting.stack.reporter import Reporter
from reporting.stack.reports import Report, ReportName, ReportSet
from reporting.stack.retention import Retention
from reporting.stack.runs import Run, RunId


class Compliance(StrEnum):
    """What the stack does about Calico's compliance feature."""

    PRESENT = "present"
    ENABLE = "enable"
    ABSENT = "absent"


class Preflight(StrEnum):
    """Whether the live cluster is looked at before anything is registered."""

    CHECK = "check"
    SKIP = "skip"


class Settings(Model):
    """One stack: its cluster, its intervals, its reports and its runs."""

    cluster: Cluster = Field(
        description="The cluster: its name, and context, kubeconfig or inCluster.",
        examples=["{name: workshop, context: my-cluster}"],
    )
    intervals: ProfileName = Field(
        description="Log-flush intervals: workshop (30s) or production (300s).", examples=["workshop"]
    )
    felix: FelixOverrides = Field(
        FelixOverrides(),
        description="Felix fields beside the profile's, or instead of them.",
        examples=["{l7LogsFlushInterval: 60s}"],
    )
    report_sets: dict[str, ReportSet] = Field(
        {},
        description="Sets of GlobalReports that share endpoints, by name.",
        examples=['{hipstershop: {reports: {daily-inventory: {reportType: inventory, schedule: "8 6 * * *"}}}}'],
    )
    runs: dict[RunId, Run] = Field(
        {},
        description="Reports made by hand over a fixed window, by the run's id.",
        examples=["{first-look: {reports: [daily-soc2-inventory], last: 2h, until: 2026-11-23T10:00:00Z}}"],
    )
    reporter: Reporter = Field(
        Reporter(), description="How reporter Jobs run: image and deadline.", examples=["{deadline: 8m}"]
    )
    compliance: Annotated[Compliance, choice(Compliance)] = Field(
        Compliance.PRESENT,
        description="Calico's compliance feature: present, enable (make sure of it) or absent (Felix only).",
        examples=["present"],
    )
    adopt: list[ReportName] = Field(
        [],
        description="Existing GlobalReports of this stack's names to take over.",
        examples=["[daily-soc2-inventory]"],
    )
    workshop_until: Day | None = Field(
        None, description="The last day on which workshop intervals are wanted.", examples=["2026-12-31"]
    )
    kubernetes_audit_log: bool = Field(
        False, description="Whether the cluster's Kubernetes audit log reaches Calico.", examples=["true"]
    )
    retention: Retention = Field(
        Retention(),
        description="Days that LogStorage keeps: flows, dnsLogs, auditReports, snapshots, complianceReports.",
        examples=["{flows: 30}"],
    )
    links: Links | None = Field(
        None,
        description="Where people look at the results: product and manager URL.",
        examples=["{product: cloud, manager: https://www.calicocloud.io}"],
    )
    accept: dict[str, Annotated[str, Field(min_length=1)]] = Field(
        {},
        description="Advice that is known and accepted, by code, with the reason.",
        examples=["{WORKSHOP_INTERVALS: this cluster lives for a week}"],
    )
    preflight: Annotated[Preflight, choice(Preflight)] = Field(
        Preflight.CHECK,
        description="The look at the live cluster before anything is registered: check or skip.",
        examples=["check"],
    )

    @property
    def felix_spec(self) -> dict[str, Any]:
        """The fields of FelixConfiguration/default that this stack sets."""
        return felix_spec(self.intervals, self.felix)

    def felix_manifest(self) -> dict[str, Any]:
        """FelixConfiguration/default with this stack's fields only."""
        return felix_manifest(self.felix_spec)

    def wanted_report_sets(self) -> dict[str, ReportSet]:
        """The report sets, or none where compliance is absent."""
        return {} if self.compliance is Compliance.ABSENT else self.report_sets

    def wanted_runs(self) -> dict[str, Run]:
        """The runs, or none where compliance is absent."""
        return {} if self.compliance is Compliance.ABSENT else self.runs

    def report_manifests(self) -> dict[str, dict[str, Any]]:
        """All GlobalReports of the stack, by name."""
        return {
            name: manifest
            for report_set in self.wanted_report_sets().values()
            for name, manifest in report_set.manifests().items()
        }

    def job_manifests(self, run_id: str, template: ReporterTemplate) -> dict[str, dict[str, Any]]:
        """The Jobs of one run, by report. Raises TemplateError."""
        run = self.runs[run_id]
        return {
            name: job_manifest(
                ReporterJob(run_id, name, run.window, self._report(name).job_node_selector or {}),
                template,
                self.reporter,
            )
            for name in run.reports
        }

    def _report(self, name: str) -> Report:
        return next(report_set.reports[name] for report_set in self.report_sets.values() if name in report_set.reports)


def load(values: Mapping[str, object], now: datetime | None = None) -> Settings:
    """The settings that these values of a stack's config say, by key without namespace.

    `now` is the instant that windows are held against. Raises StackFileError with every fault, up to a thousand.
    """
    found = _across_keys(values)
    try:
        settings = Settings.model_validate({"cluster": {}, **values}, context={"now": now or datetime.now(UTC)})
    except ValidationError as error:
        count = error.error_count() + len(found)
        raise _refused([*problems_of(error, Settings, _MOST_SHOWN), *found], count) from None
    if found:
        raise _refused(found, len(found))
    return settings


# Nobody reads more, and wording a hundred thousand takes longer than finding them.
_MOST_SHOWN = 1000


def _refused(problems: list[Problem], count: int) -> StackFileError:
    if count <= _MOST_SHOWN:
        return StackFileError(problems)
    rest = Problem((), f"{count - _MOST_SHOWN:,} more faults; the first {_MOST_SHOWN:,} are shown.")
    return StackFileError([*problems[:_MOST_SHOWN], rest])


def _across_keys(values: Mapping[str, object]) -> list[Problem]:
    """Faults between keys, read off the values themselves so that they show beside all others."""
    sets = _sets_by_report(values)
    return [*_doubled(sets), *_runs_of_nothing(values, sets), *_adopting_nothing(values, sets)]


def _sets_by_report(values: Mapping[str, object]) -> dict[str, list[str]]:
    sets: dict[str, list[str]] = {}
    for set_name, report_set in _map(values.get("reportSets")).items():
        for name in _map(_map(report_set).get("reports")):
            sets.setdefault(name, []).append(set_name)
    return sets


def _doubled(sets: Mapping[str, list[str]]) -> list[Problem]:
    return [
        Problem(
            ("reportSets", owners[-1], "reports", name),
            f"the report is also in set {', '.join(owners[:-1])}. A GlobalReport's name is unique in the cluster, "
            "so one would overwrite the other. Rename or remove one of them.",
        )
        for name, owners in sets.items()
        if len(owners) > 1
    ]


def _runs_of_nothing(values: Mapping[str, object], sets: Mapping[str, list[str]]) -> list[Problem]:
    return [
        Problem(
            ("runs", run_id, "reports", index),
            f"{quoted(name)} is no report of this stack, and a reporter needs its GlobalReport. {_reports(sets)}",
        )
        for run_id, run in _map(values.get("runs")).items()
        for index, name in enumerate(_list(_map(run).get("reports")))
        if isinstance(name, str) and name not in sets
    ]


def _adopting_nothing(values: Mapping[str, object], sets: Mapping[str, list[str]]) -> list[Problem]:
    return [
        Problem(("adopt", index), f"{quoted(name)} is no report of this stack. {_reports(sets)}")
        for index, name in enumerate(_list(values.get("adopt")))
        if isinstance(name, str) and name not in sets
    ]


def _reports(sets: Mapping[str, list[str]]) -> str:
    return f"The stack has: {', '.join(list(sets)[:10])}." if sets else "The stack has none."


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
