"""What a stack file said of its reports over time: which there were, when they ran, and when that changed.

The times are those at which versions of the stack file came to be; when they reached the cluster is known to nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from reporting.dialects.schedule import Schedule
from reporting.frameworks.preset import Supported, in_words
from reporting.quote import quoted

ALWAYS = datetime.min.replace(tzinfo=UTC)
FOR_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a stack file says of a report, as far as evidence depends on it.

    `covers` is in words; `reason` is the stack file's own for a report that is not made by itself; `controls` are what
    it supports evidence for.
    """

    report_type: str
    schedule: Schedule
    suspended: bool = False
    covers: str = ""
    reason: str | None = None
    controls: tuple[Supported, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """The reports of a stack file from an instant on. `commit` is empty where no commit has it."""

    since: datetime
    commit: str
    reports: Mapping[str, Definition]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a report stayed as it was, and the commit that began it.

    Of a report that was not there, the definition is the one before, or else the first.
    """

    since: datetime
    until: datetime
    present: bool
    definition: Definition
    commit: str = ""


def report_names(versions: Sequence[Version], until: datetime) -> list[str]:
    """Every report that there was until an instant, in the order in which they came."""
    return list(dict.fromkeys(name for version in versions if version.since < until for name in version.reports))


def stretches(name: str, versions: Sequence[Version]) -> list[Stretch]:
    """A report's whole time, without a hole. One of the versions has the report."""
    known = next(version.reports[name] for version in versions if name in version.reports)
    found = [Stretch(ALWAYS, FOR_EVER, False, known)]
    for version in versions:
        last = found[-1]
        present, definition = name in version.reports, version.reports.get(name, last.definition)
        if (present, definition) != (last.present, last.definition):
            found[-1] = replace(last, until=version.since)
            found.append(Stretch(version.since, FOR_EVER, present, definition, version.commit))
    return [stretch for stretch in found if stretch.since < stretch.until]


def at(found: Iterable[Stretch], instant: datetime) -> Stretch:
    """How a report was at an instant."""
    return next(stretch for stretch in found if stretch.since <= instant < stretch.until)


def began(found: Sequence[Stretch], stretch: Stretch) -> Stretch:
    """The stretch in which a report that is absent or suspended in this one became so."""
    place = found.index(stretch)
    while place and _rests(found[place - 1]) == _rests(stretch):
        place -= 1
    return found[place]


def changes(found: Sequence[Stretch], start: datetime, end: datetime) -> list[str]:
    """What became of a report between two instants: `2026-08-03 09:00 UTC: suspended (commit 0123456789)`."""
    pairs = [(one, other) for one, other in pairwise(found) if start <= other.since < end]
    return [
        f"{other.since:%Y-%m-%d %H:%M} UTC: {', '.join(_changed(one, other))} (commit {other.commit[:10]})"
        for one, other in pairs
    ]


def _changed(one: Stretch, other: Stretch) -> Iterator[str]:
    before, after = one.definition, other.definition
    if one.present != other.present:
        yield "came into the stack" if other.present else "taken out of the stack"
    if not (one.present and other.present):
        return
    if before.suspended != after.suspended:
        yield "suspended" if after.suspended else "resumed"
    if before.schedule != after.schedule:
        yield f"schedule {quoted(before.schedule.text)} became {quoted(after.schedule.text)}"
    if before.covers != after.covers:
        yield f"covers {after.covers}, and covered {before.covers}"
    if before.report_type != after.report_type:
        yield f"type {before.report_type} became {after.report_type}"
    if before.controls != after.controls:
        yield f"supports evidence for {in_words(after.controls)}, and did for {in_words(before.controls)}"


def _rests(stretch: Stretch) -> tuple[bool, bool]:
    return stretch.present, stretch.definition.suspended
