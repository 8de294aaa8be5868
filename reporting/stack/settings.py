"""Everything a stack file may say, as one frozen value."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from reporting.dialects.moments import Day
from reporting.stack.acceptance import Acceptance
from reporting.stack.access import AccessName, Grant
from reporting.stack.cluster import Cluster
from reporting.stack.exceptions import ExceptionRules
from reporting.stack.felix import FelixOverrides
from reporting.stack.flush import FlushIntervals
from reporting.stack.links import Links
from reporting.stack.model import Model, choice
from reporting.stack.reporter import Reporter
from reporting.stack.reports import ReportName, ReportSet
from reporting.stack.retention import Retention
from reporting.stack.runs import Run, RunId
from reporting.stack.stores import AdditionalStores


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

    extends: list[str] = Field(
        [],
        description="Files of the project with the same keys, which count where this one is silent.",
        examples=["[base/all.yaml]"],
    )
    cluster: Cluster = Field(
        description="The cluster: its name, and context, kubeconfig or inCluster.",
        examples=["{name: workshop, context: my-cluster}"],
    )
    intervals: FlushIntervals = Field(
        description="Log-flush intervals: workshop (30s), production (300s) or any duration.", examples=["production"]
    )
    felix: FelixOverrides = Field(
        FelixOverrides(),
        description="Felix fields beside the intervals', or instead of them.",
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
    access: dict[AccessName, Grant] = Field(
        {},
        description="Who may view, manage or run reports, by a name of your own.",
        examples=["{auditors: {may: view, reports: [daily-soc2-inventory], groups: [auditors]}}"],
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
    intervals_until: Day | None = Field(
        None, description="The last day on which short intervals are wanted.", examples=["2026-12-31"]
    )
    kubernetes_audit_log: bool = Field(
        False, description="Whether the cluster's Kubernetes audit log reaches Calico.", examples=["true"]
    )
    retention: Retention = Field(
        Retention(),
        description="Days that logs are kept: flows, dnsLogs, auditReports, snapshots, complianceReports; "
        "manage: true sets them.",
        examples=["{flows: 30, manage: true}"],
    )
    additional_stores: AdditionalStores = Field(
        AdditionalStores(),
        description="Where else logs go: S3, syslog or Splunk, without credentials.",
        examples=["{s3: {region: eu-central-1, bucketName: calico-logs, bucketPath: production}}"],
    )
    links: Links | None = Field(
        None,
        description="Where people look at the results: product and manager URL.",
        examples=["{product: cloud, manager: https://www.calicocloud.io}"],
    )
    accept: dict[str, Acceptance] = Field(
        {},
        description="Findings that are known and accepted, by code: a reason, or {reason, only, owner, until, ticket}.",
        examples=["{WORKSHOP_INTERVALS: this cluster lives for a week}"],
    )
    exceptions: ExceptionRules = Field(
        ExceptionRules(),
        description="What holds for every exception: graceDays, the days after its end before it is an error.",
        examples=["{graceDays: 7}"],
    )
    preflight: Annotated[Preflight, choice(Preflight)] = Field(
        Preflight.CHECK,
        description="The look at the live cluster before anything is registered: check or skip.",
        examples=["check"],
    )

    def wanted_report_sets(self) -> dict[str, ReportSet]:
        """The report sets, or none where compliance is absent."""
        return {} if self.compliance is Compliance.ABSENT else self.report_sets

    def wanted_runs(self) -> dict[str, Run]:
        """The runs, or none where compliance is absent."""
        return {} if self.compliance is Compliance.ABSENT else self.runs

    def wanted_access(self) -> dict[str, Grant]:
        """Who may do what, or nobody where compliance is absent."""
        return {} if self.compliance is Compliance.ABSENT else self.access
