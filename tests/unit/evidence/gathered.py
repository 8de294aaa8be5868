"""Small values for tests of evidence: definitions, versions of a stack file, and what came of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from reporting.dialects.moments import Window
from reporting.dialects.schedule import Schedule
from reporting.evidence.bundle import Evidence, File, Item, ReportEvidence, Subject
from reporting.evidence.completeness import Outcome, completeness
from reporting.evidence.expected import expected_windows
from reporting.evidence.gaps import Circumstances
from reporting.evidence.history import ALWAYS, Definition, Version, stretches
from reporting.evidence.period import Period
from reporting.source.expansion.frameworks import built_in

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
JULY = Period(date(2026, 7, 1), date(2026, 7, 31))
QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
LATER = datetime(2026, 10, 20, tzinfo=UTC)
NAME = "daily-pci-inventory"


def day(number: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of July 2026."""
    return datetime(2026, 7, number, hour, minute, tzinfo=UTC)


def defined(schedule: str = "0 0 * * *", report_type: str = "inventory", **more: Any) -> Definition:
    """As of a set without a framework: it supports evidence for all controls that are built in for its type."""
    controls = [control for preset in built_in().values() for control in preset.supported_by(report_type)]
    return Definition(report_type, Schedule(schedule), **{"controls": tuple(controls), **more})


def version(since: datetime = ALWAYS, definition: Definition | None = None, **reports: Definition) -> Version:
    """A stack file with a report from an instant on; without one where none is given."""
    named = {NAME: definition} if definition else {}
    return Version(since, "" if since == ALWAYS else f"{since:%d%H%M}abcdef0", {**named, **reports})


def expected(*versions: Version, period: Period = JULY) -> list[Window]:
    return expected_windows(stretches(NAME, versions), period)


def outcomes(
    versions: Sequence[Version], held: Sequence[Window], period: Period = JULY, **circumstances: Any
) -> list[Outcome]:
    """What became of each window, months later."""
    found = stretches(NAME, versions)
    stated = {"made": LATER, "now": LATER, **circumstances}
    return completeness(expected_windows(found, period), Circumstances(found, held=held, **stated))


def item(window: Window, name: str = NAME) -> Item:
    file = File(f"reports/{name}/{window.start:%d%H}_{window.end:%d%H}/summary.csv", 1, "0" * 64)
    return Item(name, window, "folder of downloaded files", f"{name}/{window.end:%d%H%M}", LATER, (file,))


def gathered(name: str = NAME, definition: Definition | None = None, without: Sequence[int] = ()) -> ReportEvidence:
    """A report over July, archived every day but on these."""
    stated = definition or defined()
    windows = expected(version(definition=stated))
    held = [window for window in windows if (window.end - DAY).day not in without]
    found = outcomes([version(definition=stated)], held)
    return ReportEvidence(name, stated, tuple(found), tuple(item(window, name) for window in held))


def evidence(*reports: ReportEvidence, **more: Any) -> Evidence:
    return Evidence(Subject("calico-reporting", "production", "prod-1", JULY), LATER, reports, **more)
