"""One piece of advice, and what the rules look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from reporting.finding import NAMESPACE, Path, config_path
from reporting.findings.catalogue import CATALOGUE, Severity
from reporting.stack.endpoints import Endpoints
from reporting.stack.reports import Report
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
class PlannedReport:
    """A report that a stack makes, with the endpoints that count for it."""

    set_name: str
    name: str
    report: Report
    endpoints: Endpoints | None

    def path(self, *keys: str | int) -> Path:
        """The path of a key of this report."""
        return ("reportSets", self.set_name, "reports", self.name, *keys)

    @cached_property
    def longest_period(self) -> timedelta | None:
        """The longest time between two scheduled runs; None without any."""
        return self.report.schedule.longest_period()

    @property
    def runs_by_itself(self) -> bool:
        """Whether Calico's controller ever starts it."""
        return not self.report.suspend and self.longest_period is not None


@dataclass(frozen=True)
class Stack:
    """What rules look at: a stack's settings on one day (UTC)."""

    settings: Settings
    today: date

    @cached_property
    def reports(self) -> list[PlannedReport]:
        """Every report that the stack makes, in the file's order."""
        return list(_planned(self.settings))

    def of_type(self, report_type: str) -> list[PlannedReport]:
        """The reports of one type."""
        return [planned for planned in self.reports if planned.report.report_type == report_type]


def _planned(settings: Settings) -> Iterator[PlannedReport]:
    for set_name, report_set in settings.wanted_report_sets().items():
        for name, report in report_set.reports.items():
            yield PlannedReport(set_name, name, report, report_set.endpoints_of(report))
