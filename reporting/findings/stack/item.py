"""What the rules look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.stack.settings import Settings


@dataclass(frozen=True)
class Stack:
    """A stack's plan on one day (UTC)."""

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
