"""Why a window, or a part of one, is in no archive: the first of these reasons that holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from reporting.dialects.moments import Window
from reporting.dialects.windows import JOB_START_DELAY
from reporting.evidence.controller import LOOK_BACK, TOO_LONG
from reporting.evidence.history import Stretch, at, began
from reporting.evidence.report_status import FAILURES_KEPT
from reporting.spans import span


class Cause(StrEnum):
    """What kind of reason it is."""

    UNREADABLE = "archive cannot be read"
    BEFORE = "before the report existed"
    REMOVED = "removed from the stack"
    SUSPENDED = "suspended"
    BY_HAND = "moved by a run by hand"
    FAILED = "failed"
    TOO_LONG = "period too long for the controller"
    NOT_DUE = "not due yet"
    LATE = "late"
    RETENTION = "beyond retention"
    UNKNOWN = "missing"


@dataclass(frozen=True, slots=True)
class Gap:
    """A time that no archived report covers, and why."""

    part: Window
    cause: Cause
    reason: str


@dataclass(frozen=True)
class Circumstances:
    """All that tells why a report's windows may be missing.

    `made` is when the archive was first asked and `now` when it was last; `keeps` is how long it keeps a report, None
    where it keeps them for ever. `unreadable` has what is wrong with entries that it lists, by their windows, and
    `faults` why it may have more than it lists. `failed` are the Jobs that failed, by the end of their window, and
    `created` when the report that is on the cluster was made, as far as these are known.
    """

    stretches: Sequence[Stretch]
    made: datetime
    now: datetime
    keeps: timedelta | None = None
    held: Sequence[Window] = ()
    unreadable: Mapping[Window, str] = field(default_factory=dict)
    faults: Sequence[str] = ()
    failed: Mapping[datetime, str] = field(default_factory=dict)
    created: datetime | None = None

    @cached_property
    def held_from(self) -> dict[datetime, Window]:
        """What is archived, by where it begins."""
        return {window.start: window for window in self.held}


def gap(window: Window, part: Window, case: Circumstances) -> Gap:
    """The reason for a part of a window, which may be all of it."""
    for cause, rule in _RULES:
        if reason := rule(window, part, case):
            return Gap(part, cause, reason)
    return Gap(part, Cause.UNKNOWN, _NOBODY_KNOWS)


_NOBODY_KNOWS = (
    "the archive does not have it, and why cannot be told any more: the cluster remembers "
    f"{FAILURES_KEPT} failed Jobs of a report"
)


def _unreadable(window: Window, part: Window, case: Circumstances) -> str:
    return next((fault for entry, fault in case.unreadable.items() if _overlap(entry, part)), "")


def _before(window: Window, part: Window, case: Circumstances) -> str:
    first = next(stretch for stretch in case.stretches if stretch.present)
    if part.start < first.since and (part.end <= first.since or part != window):
        return f"the report came into the stack on {_time(first.since)}{_by(first)}"
    return ""


def _removed(window: Window, part: Window, case: Circumstances) -> str:
    moments = [window.end + JOB_START_DELAY, *([] if part == window else [part.start])]
    absent = [stretch for stretch in (at(case.stretches, moment) for moment in moments) if not stretch.present]
    if not absent:
        return ""
    gone = began(case.stretches, absent[0])
    return f"the report was taken out of the stack on {_time(gone.since)}{_by(gone)}"


def _suspended(window: Window, part: Window, case: Circumstances) -> str:
    stretch = at(case.stretches, window.end + JOB_START_DELAY)
    if not (stretch.present and stretch.definition.suspended):
        return ""
    first = began(case.stretches, stretch)
    why = f": {stretch.definition.reason}" if stretch.definition.reason else ""
    return f"suspended {_since(first)}{_by(first)}{why}"


def _made_anew(window: Window, part: Window, case: Circumstances) -> str:
    if case.created is None or part.end > case.created:
        return ""
    return (
        f"the report that is on the cluster was made on {_time(case.created)}, after this time: before, it was not "
        "there, or another one of its name that was deleted"
    )


def _by_hand(window: Window, part: Window, case: Circumstances) -> str:
    run = case.held_from.get(part.end)
    if run is None or run.end >= window.end:
        return ""
    return f"a run by hand over {_time(run.start)} to {_time(run.end)} moved the series, which went on from its end"


def _failed(window: Window, part: Window, case: Circumstances) -> str:
    job = case.failed.get(window.end)
    return f"its Job {job} failed" if job else ""


def _too_long(window: Window, part: Window, case: Circumstances) -> str:
    if window.length < TOO_LONG:
        return ""
    return (
        f"a window of {span(window.length)} is not to be expected: by its published source, Calico's controller looks "
        "back seven days from when it starts a run (not tried on a cluster)"
    )


def _not_due(window: Window, part: Window, case: Circumstances) -> str:
    due = window.end + JOB_START_DELAY
    return f"its run starts on {_time(due)}" if case.now < due else ""


def _late(window: Window, part: Window, case: Circumstances) -> str:
    if window.start < case.now - LOOK_BACK:
        return ""
    return f"due since {_time(window.end + JOB_START_DELAY)}; Calico's controller may still make it"


def _beyond_retention(window: Window, part: Window, case: Circumstances) -> str:
    if case.keeps is None or window.end >= case.made - case.keeps:
        return ""
    return f"the archive keeps {span(case.keeps)}, and was first asked on {_time(case.made)}: it may be gone by then"


def _partly_unread(window: Window, part: Window, case: Circumstances) -> str:
    return next(iter(case.faults), "")


_Rule = Callable[[Window, Window, Circumstances], str]
_RULES: tuple[tuple[Cause, _Rule], ...] = (
    (Cause.UNREADABLE, _unreadable),
    (Cause.BEFORE, _before),
    (Cause.REMOVED, _removed),
    (Cause.SUSPENDED, _suspended),
    (Cause.BY_HAND, _by_hand),
    (Cause.FAILED, _failed),
    (Cause.TOO_LONG, _too_long),
    (Cause.NOT_DUE, _not_due),
    (Cause.UNREADABLE, _partly_unread),
    (Cause.BEFORE, _made_anew),
    (Cause.LATE, _late),
    (Cause.RETENTION, _beyond_retention),
)


def _overlap(one: Window, other: Window) -> bool:
    return one.start < other.end and other.start < one.end


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _since(stretch: Stretch) -> str:
    return f"since {_time(stretch.since)}" if stretch.commit else "since before its history here begins"


def _by(stretch: Stretch) -> str:
    return f" (commit {stretch.commit[:10]})" if stretch.commit else ""
