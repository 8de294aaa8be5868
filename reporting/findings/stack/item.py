"""One piece of advice, and what the rules look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from reporting.finding import NAMESPACE, Path, config_path
from reporting.findings.catalogue import CATALOGUE, Severity
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.stack.settings import Settings


@dataclass(frozen=True, slots=True)
class Advice:
    """Something legal but unwise: what will happen, and what to do.

    `accepted` is the reason that the stack file gives for living with it, None where it gives none.
    """

    code: str
    path: Path
    consequence: str
    remedy: str
    accepted: str | None = None

    @property
    def severity(self) -> Severity:
        """How much it weighs; the same for all of a code."""
        return CATALOGUE[self.code].severity

    def __str__(self) -> str:
        accepted = f", accepted: {self.accepted}" if self.accepted is not None else ""
        return f"{NAMESPACE}:{config_path(self.path)}: {self.consequence} {self.remedy} [{self.code}{accepted}]"


@dataclass(frozen=True)
class Stack:
    """What rules look at: a stack's plan on one day (UTC)."""

    plan: Plan
    today: date

    @property
    def settings(self) -> Settings:
        """What the stack file says."""
        return self.plan.settings

    @property
    def reports(self) -> Collection[PlannedReport]:
        """Every report that the stack makes, in the file's order."""
        return self.plan.reports.values()

    def of_type(self, report_type: str) -> list[PlannedReport]:
        """The reports of one type."""
        return self.plan.of_type(report_type)
