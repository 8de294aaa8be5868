"""All that was gathered, put together into what a folder of evidence says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reporting.dialects.moments import Window
from reporting.evidence.bundle import Item, ReportEvidence
from reporting.evidence.completeness import completeness
from reporting.evidence.entry import Listing
from reporting.evidence.expected import expected_windows
from reporting.evidence.gaps import Circumstances
from reporting.evidence.history import Stretch, Version, changes, report_names, stretches
from reporting.evidence.period import Period


@dataclass(frozen=True)
class Expected:
    """What a period has of one report by the stack file's history."""

    name: str
    stretches: Sequence[Stretch]
    windows: Sequence[Window]

    def wants(self, window: Window, period: Period) -> bool:
        """Whether an archived window belongs into the folder: the period has it, or one of the period's is in it."""
        return period.has(window) or bool(self.windows and _overlaps(window, self.windows[0], self.windows[-1]))


@dataclass(frozen=True)
class Told:
    """What the cluster told of its reports, now or at an earlier time.

    Failed Jobs by report and the end of their window, and when each report that is there was made.
    """

    failed: Mapping[str, Mapping[datetime, str]] = field(default_factory=dict)
    created: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """How an archive answered: when it was asked first and last, how long it keeps reports, what it could not give."""

    made: datetime
    now: datetime
    keeps: timedelta | None
    listing: Listing
    unreadable: Mapping[str, Mapping[Window, str]]


def expectations(versions: Sequence[Version], period: Period) -> list[Expected]:
    """What is expected of each report that the stack had in a period."""
    found = {name: stretches(name, versions) for name in report_names(versions, period.end)}
    return [Expected(name, times, expected_windows(times, period)) for name, times in found.items()]


def assembled(
    expected: Sequence[Expected], period: Period, items: Sequence[Item], asked: Asked, told: Told
) -> tuple[ReportEvidence, ...]:
    """Each report's evidence, in the stack file's order."""
    held: defaultdict[str, list[Item]] = defaultdict(list)
    for item in sorted(items, key=lambda item: (item.window.start, item.window.end, item.source, item.id)):
        held[item.report].append(item)
    return tuple(_report(one, period, held[one.name], asked, told) for one in expected)


def _report(one: Expected, period: Period, held: list[Item], asked: Asked, told: Told) -> ReportEvidence:
    failed, created = told.failed.get(one.name, {}), told.created.get(one.name)
    case = Circumstances(
        one.stretches,
        asked.made,
        asked.now,
        asked.keeps,
        [item.window for item in held],
        asked.unreadable.get(one.name, {}),
        asked.listing.faults_of(one.name),
        failed,
        created,
    )
    present = [stretch for stretch in one.stretches if stretch.present and stretch.since < period.end]
    return ReportEvidence(
        one.name,
        present[-1].definition,
        tuple(completeness(one.windows, case)),
        tuple(held),
        tuple(changes(one.stretches, period.start, period.end)),
        failed,
        created,
    )


def _overlaps(window: Window, first: Window, last: Window) -> bool:
    return window.start < last.end and first.start < window.end
