"""A report's week as shapes: one bar for each window, one mark where its run starts and its output is expected."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from reporting.dialects.cron_fields import Every
from reporting.dialects.moments import Window
from reporting.dialects.schedule import Schedule
from reporting.dialects.windows import JOB_START_DELAY, next_windows
from reporting.evidence.controller import TOO_LONG
from reporting.stack.reports import Report

HOURS = 7 * 24
UNITS_AN_HOUR = 6
WIDTH = HOURS * UNITS_AN_HOUR
HEIGHT = 20

# More windows a week than this are drawn as one band: single ones could not be told apart.
MOST_WINDOWS = 28

_BAR_TOP, _BAR_HEIGHT = 5, 10
_GAP = 1
_MARK = 3


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from an instant on, in UTC."""

    start: datetime

    @property
    def end(self) -> datetime:
        return self.start + timedelta(hours=HOURS)

    def place(self, moment: datetime) -> float:
        """Where an instant lies, in units from the left edge; the edges for what is outside."""
        hours = (moment - self.start) / timedelta(hours=1)
        return round(min(max(hours, 0), HOURS) * UNITS_AN_HOUR, 1)

    def days(self) -> list[tuple[float, str]]:
        """Each day's place in percent of the width, and its name."""
        starts = [self.start, *self._midnights()]
        return [(round(self.place(day) * 100 / WIDTH, 2), f"{day:%a} {day.day} {day:%b}") for day in starts]

    def grid(self) -> str:
        """A line at each midnight within the week, as an SVG path."""
        return " ".join(f"M{self.place(day):g} 0v{HEIGHT}" for day in self._midnights())

    def _midnights(self) -> list[datetime]:
        first = datetime.combine(self.start.date(), datetime.min.time(), UTC)
        days = [first + timedelta(days=number) for number in range(1, 8)]
        return [day for day in days if self.start < day < self.end]


@dataclass(frozen=True, slots=True)
class Lane:
    """One report's line in the timeline: SVG paths, and the same in words.

    `band` says that the windows are too many or their times unknown, so that one band stands for all.
    """

    even: str = ""
    odd: str = ""
    marks: str = ""
    windows: tuple[str, ...] = ()
    band: bool = False
    note: str = ""


def lane(report: Report, week: Week) -> Lane:
    """The line of a report in a week."""
    if report.suspend:
        return Lane(note="suspended")
    return _lane(report.schedule, week)


@lru_cache(maxsize=4096)
def _lane(schedule: Schedule, week: Week) -> Lane:
    if schedule.manual:
        return Lane(note="no run by itself")
    if isinstance(schedule.parsed, Every):
        return Lane(band=True, note="times depend on when the report was created")
    windows = next_windows(schedule, week.start - JOB_START_DELAY, MOST_WINDOWS + 1)
    shown = [window for window in windows if window.start < week.end]
    if not windows:
        return Lane(note="never runs")
    if all(window.length >= TOO_LONG for window in windows):
        return Lane(note="no report expected: a window is longer than Calico's controller looks back")
    if len(shown) > MOST_WINDOWS:
        return Lane(band=True, note=f"more than {MOST_WINDOWS} windows this week")
    return _drawn(shown, week)


def _drawn(windows: list[Window], week: Week) -> Lane:
    ended = [window for window in windows if window.end + JOB_START_DELAY < week.end]
    bars = [_bar(window, week) for window in windows]
    return Lane(
        "".join(bars[::2]),
        "".join(bars[1::2]),
        "".join(_mark(window, week) for window in ended),
        tuple(_in_words(window) for window in ended),
        note="" if ended else f"no run this week; the next one on {_minute(windows[0].end + JOB_START_DELAY)}",
    )


def _bar(window: Window, week: Week) -> str:
    left, right = week.place(window.start), week.place(window.end)
    length = round(right - left - _GAP, 1)
    return f"M{left:g} {_BAR_TOP}h{length:g}v{_BAR_HEIGHT}H{left:g}z" if length > 0 else ""


def _mark(window: Window, week: Week) -> str:
    return f"M{week.place(window.end + JOB_START_DELAY):g} 1h{_MARK}v{HEIGHT - 2}h-{_MARK}z"


def _in_words(window: Window) -> str:
    output = window.end + JOB_START_DELAY
    clock = f"{output:%H:%M}" if output.date() == window.end.date() else _minute(output)
    return f"{_minute(window.start)} to {_minute(window.end)}, output from {clock}"


def _minute(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"
