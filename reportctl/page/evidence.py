"""The page of a folder of evidence: what is archived, what is not and why, and what none of it proves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportctl.page.rendering import render
from reportctl.page.strip import HEIGHT, Calendar, Strip, dates, strip
from reportctl.page.types import by_framework, subject
from reporting.dialects.moments import Window
from reporting.evidence.bundle import Evidence, Item, ReportEvidence, runs_of
from reporting.evidence.completeness import Outcome, State
from reporting.evidence.period import Period, day_of
from reporting.frameworks.preset import Supported

# Of reports with more windows than this, index.csv has them one by one.
MOST_LISTED = 400
COMPACT_ABOVE = 30


@dataclass(frozen=True, slots=True)
class GapRow:
    """Windows that lack the same for the same reason."""

    when: str
    windows: int
    state: State
    cause: str
    reason: str


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window and its files: paths by name."""

    when: str
    state: str
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReportView:
    """One report, as every part of the page needs it."""

    name: str
    report_type: str
    when: str
    covers: str
    total: int
    archived: int
    strip: Strip
    gaps: list[GapRow]
    changes: Sequence[str]
    windows: list[WindowRow]
    beside: list[WindowRow]

    @property
    def summary(self) -> str:
        """What the strip shows, in words."""
        if not self.total:
            return f"{self.name}: no window by its schedule"
        gaps = f"; gaps: {', '.join(self.strip.gaps)}" if self.strip.gaps else ""
        return f"{self.name}: {self.archived:,} of {self.total:,} windows archived{gaps}"


@dataclass(frozen=True, slots=True)
class TypeView:
    """A type of report, what it shows and what that supports evidence for."""

    name: str
    subject: str
    count: int
    controls: dict[str, list[Supported]]


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """The page's content."""

    evidence: Evidence
    calendar: Calendar
    reports: list[ReportView]
    types: list[TypeView]
    height: int = HEIGHT

    @property
    def period(self) -> str:
        """The period in words."""
        return dates(self.evidence.subject.period.first, self.evidence.subject.period.last)

    def total(self, state: State | None = None) -> int:
        """How many windows there are, or are in a state."""
        reports = self.evidence.reports
        return sum(len(one.outcomes) if state is None else one.count(state) for one in reports)

    @property
    def files(self) -> int:
        """How many files came from the archive."""
        return sum(len(item.files) for item in self.evidence.items)

    @property
    def from_manager(self) -> bool:
        """Whether the undocumented API was used."""
        return any(source.startswith("manager ") for source in self.evidence.sources)

    @property
    def compact(self) -> bool:
        return len(self.reports) > COMPACT_ABOVE


def render_evidence(evidence: Evidence) -> str:
    """One HTML document that needs nothing but the files that it leads to."""
    return render("evidence.html.j2", page=_view(evidence), State=State, minute=_minute)


def _view(evidence: Evidence) -> EvidenceView:
    period = evidence.subject.period
    return EvidenceView(
        evidence,
        Calendar(period),
        [_report(report, period) for report in evidence.reports],
        [TypeView(name, subject(name), len(of), _controls(of)) for name, of in evidence.of_type().items()],
    )


def _controls(reports: Iterable[ReportEvidence]) -> dict[str, list[Supported]]:
    return by_framework(control for report in reports for control in report.definition.controls)


def _report(report: ReportEvidence, period: Period) -> ReportView:
    listed = report.outcomes if len(report.outcomes) <= MOST_LISTED else ()
    return ReportView(
        report.name,
        report.definition.report_type,
        report.definition.schedule.describe(),
        report.definition.covers,
        len(report.outcomes),
        report.count(State.ARCHIVED),
        strip(report, period),
        list(_gaps(report.outcomes)),
        report.changes,
        [WindowRow(_window(one.window), one.state, _files(report.items_of(one.window))) for one in listed],
        [WindowRow(_window(item.window), "", _files([item])) for item in report.beside],
    )


def _gaps(outcomes: Sequence[Outcome]) -> Iterator[GapRow]:
    for run in runs_of(outcomes):
        gaps = run[0].gaps
        causes = ", ".join(dict.fromkeys(gap.cause.value for gap in gaps))
        reasons = "; ".join(dict.fromkeys(gap.reason for gap in gaps))
        yield GapRow(_when(run), len(run), run[0].state, causes, reasons)


def _when(run: Sequence[Outcome]) -> str:
    """The days of whole windows, and the times of a part of one."""
    if run[0].state is State.PARTLY:
        return ", ".join(_window(gap.part) for one in run for gap in one.gaps)
    return dates(day_of(run[0].window), day_of(run[-1].window))


def _files(items: Sequence[Item]) -> dict[str, str]:
    """Paths by the files' names, of which two that are the same are numbered."""
    found: dict[str, str] = {}
    for item in items:
        for file in item.files:
            name = file.path.rpartition("/")[2].removeprefix(f"{item.report}-")
            found[name if name not in found else f"{name} ({len(found)})"] = file.path
    return found


def _window(window: Window) -> str:
    """`11 Sep 2026 01:10 to 10:10`; the year once where it is the same."""
    start, end = window.start, window.end
    if start.date() == end.date():
        return f"{_minute(start)} to {end:%H:%M}"
    return (
        f"{start.day} {start:%b %H:%M} to {_minute(end)}"
        if start.year == end.year
        else (f"{_minute(start)} to {_minute(end)}")
    )


def _minute(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M}"
