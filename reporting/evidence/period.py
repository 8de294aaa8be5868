"""The days that evidence is gathered for, in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from reporting.dialects.moments import Window, parse_day

_DAY = timedelta(days=1)
_EARLIEST = 1970
_LONGEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both of them included."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last, time(), UTC) + _DAY

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return [self.first + _DAY * number for number in range((self.last - self.first).days + 1)]

    def has(self, window: Window) -> bool:
        """Whether the window is one of the period: it ends in it, so that of two periods only one has it."""
        return self.start < window.end <= self.end


def day_of(window: Window) -> date:
    """The day that a window ends on; one that ends at midnight belongs to the day before."""
    return (window.end - timedelta(microseconds=1)).date()


def parse_period(first: str, last: str, now: datetime) -> Period:
    """The period from one day to another. Raises ValueError where it is none, or not over at an instant."""
    period = Period(_day("--from", first), _day("--to", last))
    if period.first.year < _EARLIEST:
        raise ValueError(f"--from: {first} is before there were any reports. Write a day since {_EARLIEST}.")
    if period.last < period.first:
        raise ValueError(
            f"--to: {last} is before --from {first}, so the period has no day. Did you mean --from {last} --to {first}?"
        )
    if period.end > now:
        raise ValueError(_not_over(period, now))
    if period.end - period.start > _LONGEST:
        raise ValueError(f"the period from {first} to {last} is longer than five years. Make a folder for each year.")
    return period


def _not_over(period: Period, now: datetime) -> str:
    yesterday = now.date() - _DAY
    if period.first > yesterday:
        return (
            f"--from: {period.first} to {period.last} is not over ({now:%Y-%m-%d %H:%M} UTC is now), so there is no "
            "evidence of it yet. Write days that have passed."
        )
    return (
        f"--to: {period.last} is not over ({now:%Y-%m-%d %H:%M} UTC is now), so what is still to come would look like "
        f"gaps. Write a day that has passed, such as --to {yesterday}."
    )


def _day(option: str, text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise ValueError(f"{option}: {error}") from None
