"""A model of Calico's compliance controller, for what it makes of a report over time.

Written after its published source and apart from the code that it tests. It polls; of a report that is not suspended it
makes each window from the end of the last that it scheduled (at first the report's creation), once 30 minutes have
passed after the window's end. Where that end is more than 168 hours ago, it goes on from the first time of the schedule
that is not. The status keeps two successes and three failures.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from reporting.dialects.moments import Window, rfc3339
from reporting.dialects.schedule import Schedule

DELAY = timedelta(minutes=30)
LOOK_BACK = timedelta(hours=168)

Held = Callable[[datetime], bool]


@dataclass
class Controller:
    """One report's controller. Windows that end at one of `fails` fail, all others are made at once."""

    schedule: Schedule
    created: datetime
    fails: Collection[datetime] = ()
    scheduled: list[Window] = field(default_factory=list)

    def poll(self, now: datetime) -> None:
        """Schedule every window that can be."""
        last = self.scheduled[-1].end if self.scheduled else self.created
        if last < now - LOOK_BACK:
            last = self._next(now - LOOK_BACK) or datetime.max.replace(tzinfo=now.tzinfo)
        while (end := self._next(last)) and now > end + DELAY:
            self.scheduled.append(Window(last, end))
            last = end

    def run(self, until: datetime, held: Held = lambda _: False, also: Iterable[datetime] = ()) -> None:
        """Poll from the creation on, but where it is held up by an outage or a suspension; `also` when these end."""
        moments = {*self._moments(until), *(moment for moment in also if self.created <= moment < until)}
        for moment in sorted({*moments, until}):
            if not held(moment):
                self.poll(moment)

    @property
    def made(self) -> list[Window]:
        """The windows whose Jobs succeeded."""
        return [window for window in self.scheduled if window.end not in self.fails]

    def status(self) -> dict[str, object]:
        """The report's status, as the API server has it."""
        failed = [window for window in self.scheduled if window.end in self.fails]
        found = {
            "lastSuccessfulReportJobs": [_job(window, completed=True) for window in self.made[-2:]],
            "lastFailedReportJobs": [_job(window, completed=False) for window in failed[-3:]],
        }
        last = {"lastScheduledReportJob": _job(self.scheduled[-1], completed=False)} if self.scheduled else {}
        return {**{key: jobs for key, jobs in found.items() if jobs}, **last}

    def _next(self, after: datetime) -> datetime | None:
        return next(iter(self.schedule.next_runs(after, 1)), None)

    def _moments(self, until: datetime) -> Iterator[datetime]:
        """As soon as each window can be made: what is polled in between makes nothing more."""
        end = self._next(self.created)
        while end and end + DELAY < until:
            yield end + DELAY + timedelta(seconds=1)
            end = self._next(end)


def _job(window: Window, *, completed: bool) -> dict[str, object]:
    name = f"compliance-reporter.x-{window.end.timestamp():.0f}"
    job = {"kind": "Job", "namespace": "tigera-compliance", "name": name}
    found: dict[str, object] = {"start": rfc3339(window.start), "end": rfc3339(window.end), "job": job}
    return {**found, "jobCompletionTime": rfc3339(window.end + DELAY)} if completed else found
