"""Which windows of a period are archived, which of them in part, and why the others are not.

A window is archived where archived reports cover all of its time, whoever had them made and however they are cut.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reporting.dialects.moments import Window
from reporting.evidence.gaps import Circumstances, Gap, gap


class State(StrEnum):
    """How much of a window is archived."""

    ARCHIVED = "archived"
    PARTLY = "archived in part"
    MISSING = "gap"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A window of the period, and what of it is missing."""

    window: Window
    gaps: tuple[Gap, ...] = ()

    @property
    def state(self) -> State:
        """How much of it is archived."""
        if not self.gaps:
            return State.ARCHIVED
        return State.MISSING if self.gaps[0].part == self.window else State.PARTLY


def completeness(expected: Sequence[Window], case: Circumstances) -> list[Outcome]:
    """What became of each window that was expected."""
    covered = merged(case.held)
    return [
        Outcome(window, tuple(gap(window, part, case) for part in uncovered(window, covered))) for window in expected
    ]


def merged(windows: Iterable[Window]) -> list[Window]:
    """The time that windows cover together, as windows that do not touch."""
    found: list[Window] = []
    for window in sorted(windows, key=lambda window: window.start):
        if found and window.start <= found[-1].end:
            found[-1] = Window(found[-1].start, max(found[-1].end, window.end))
        else:
            found.append(window)
    return found


def uncovered(window: Window, covered: Sequence[Window]) -> list[Window]:
    """What of a window is in none of these, which are in order and do not touch."""
    missing, start = [], window.start
    for place in range(bisect_right(covered, window.start, key=lambda one: one.end), len(covered)):
        if covered[place].start >= window.end:
            break
        if covered[place].start > start:
            missing.append(Window(start, covered[place].start))
        start = covered[place].end
    return [*missing, Window(start, window.end)] if start < window.end else missing
