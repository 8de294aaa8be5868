"""A GlobalReport's schedule: read, stepped and explained as Calico's compliance controller runs it.

Not here: what the product makes of it, such as the most runs an hour that a report may have.
https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from reporting.dialects.cron_fields import Crontab, Every, ScheduleError, parse
from reporting.dialects.cron_oddities import Oddity, oddities
from reporting.dialects.cron_times import gaps, next_run
from reporting.dialects.cron_words import describe

__all__ = ["Oddity", "Schedule", "ScheduleError"]

_HOUR = 3600


@dataclass(frozen=True)
class Schedule:
    """A schedule in UTC, equal to another with the same text. Raises ScheduleError.

    The empty text is a schedule too: run by hand only. `parsed` is what the text says, None for the empty one.
    """

    text: str
    parsed: Crontab | Every | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parsed", parse(self.text) if self.text else None)

    @property
    def manual(self) -> bool:
        """Whether the report never runs by itself."""
        return self.parsed is None

    def next_runs(self, after: datetime, count: int) -> list[datetime]:
        """The next runs after an instant, in UTC; fewer than `count` where no more come within five years.

        `after` carries a time zone; ValueError without one.
        """
        moment: datetime | None = _in_utc(after)
        runs: list[datetime] = []
        while self.parsed and moment and len(runs) < count:
            moment = next_run(self.parsed, moment)
            runs += [moment] if moment else []
        return runs

    def describe(self) -> str:
        """When it runs, in words: `every day at 06:08 UTC`."""
        if self.parsed is None:
            return "by hand only"
        return "never" if gaps(self.parsed) is None else describe(self.parsed)

    def busiest_hour(self) -> int:
        """The most runs in any 60 minutes."""
        match self.parsed:
            case Every(seconds=seconds):
                return -(-_HOUR // seconds)
            case Crontab(minute=minute) if gaps(self.parsed):
                return len(minute.values)
        return 0

    def shortest_period(self) -> timedelta | None:
        """The shortest time between two runs over the whole calendar; None where it never runs."""
        found = gaps(self.parsed) if self.parsed else None
        return found[0] if found else None

    def longest_period(self) -> timedelta | None:
        """The longest time between two runs over the whole calendar; None where it never runs."""
        found = gaps(self.parsed) if self.parsed else None
        return found[1] if found else None

    def oddities(self) -> list[Oddity]:
        """Where the text does not mean what it seems to."""
        return oddities(self.parsed) if self.parsed else []


def _in_utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone. Schedules run in UTC: give datetime(..., tzinfo=UTC).")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment} is outside the years 1 to 9999 in UTC.") from None
