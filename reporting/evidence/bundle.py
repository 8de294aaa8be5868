"""All that a folder of evidence says, as one value: every page, table and list in it is made from this."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from reporting.dialects.moments import Window
from reporting.evidence.completeness import Outcome, State
from reporting.evidence.history import Definition
from reporting.evidence.period import Period


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose evidence it is: a folder is for one stack, one cluster and one period."""

    project: str
    stack: str
    cluster: str
    period: Period


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder, by its path there."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Item:
    """A report from an archive, as it lies in the folder. `source` is in words, `id` is the archive's own."""

    report: str
    window: Window
    source: str
    id: str
    retrieved: datetime
    files: tuple[File, ...]


@dataclass(frozen=True)
class ReportEvidence:
    """One report's windows and what is archived of it.

    `failed` and `created` are what the cluster told, once it was asked: Jobs by the end of their window, and when the
    report that is on it was made. `changes` are what became of it in the period, in words.
    """

    name: str
    definition: Definition
    outcomes: tuple[Outcome, ...]
    items: tuple[Item, ...]
    changes: tuple[str, ...] = ()
    failed: Mapping[datetime, str] = field(default_factory=dict)
    created: datetime | None = None

    def count(self, state: State) -> int:
        """How many windows are in this state."""
        return sum(outcome.state is state for outcome in self.outcomes)

    @property
    def complete(self) -> bool:
        """Whether every window is archived."""
        return all(outcome.state is State.ARCHIVED for outcome in self.outcomes)

    def items_of(self, window: Window) -> list[Item]:
        """What is archived of a window's time."""
        first = bisect_right(self._by_end, window.start, key=lambda item: item.window.end)
        behind = bisect_left(self._by_end, window.end + self._longest, key=lambda item: item.window.end)
        return [item for item in self._by_end[first:behind] if item.window.start < window.end]

    @cached_property
    def beside(self) -> list[Item]:
        """What is archived beside the windows that were expected, such as a run by hand."""
        expected = {outcome.window.end for outcome in self.outcomes}
        return [item for item in self.items if item.window.end not in expected]

    @cached_property
    def _by_end(self) -> list[Item]:
        return sorted(self.items, key=lambda item: (item.window.end, item.window.start, item.id))

    @cached_property
    def _longest(self) -> timedelta:
        return max((item.window.length for item in self.items), default=timedelta())


@dataclass(frozen=True)
class Evidence:
    """A stack's evidence over a period. `made` is when it was gathered first, `label` what its maker says of it."""

    subject: Subject
    made: datetime
    reports: tuple[ReportEvidence, ...]
    label: str = ""
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every window of every report is archived."""
        return all(report.complete for report in self.reports)

    @property
    def items(self) -> list[Item]:
        """Everything that is archived."""
        return [item for report in self.reports for item in report.items]

    @property
    def sources(self) -> list[str]:
        """Where it came from."""
        return sorted({item.source for item in self.items})

    @property
    def changed(self) -> datetime:
        """When something came into the folder last."""
        return max([self.made, *(item.retrieved for item in self.items)])

    def of_type(self) -> dict[str, list[ReportEvidence]]:
        """The reports by type, both in alphabetical order."""
        types = sorted({report.definition.report_type for report in self.reports})
        return {name: [report for report in self.reports if report.definition.report_type == name] for name in types}


def runs_of(outcomes: Sequence[Outcome]) -> list[list[Outcome]]:
    """Windows that lack the same for the same reason and follow each other, together."""
    found: list[list[Outcome]] = []
    for outcome in outcomes:
        if not outcome.gaps:
            continue
        if found and _continues(found[-1][-1], outcome):
            found[-1].append(outcome)
        else:
            found.append([outcome])
    return found


def _continues(last: Outcome, outcome: Outcome) -> bool:
    told = [[(gap.cause, gap.reason) for gap in one.gaps] for one in (last, outcome)]
    return told[0] == told[1] and last.window.end == outcome.window.start and last.state is outcome.state
