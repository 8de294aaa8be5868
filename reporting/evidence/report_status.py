"""A GlobalReport's status: the Jobs that Calico's controller made, as it remembers them.

It keeps the two newest successes and the three newest failures, and knows nothing of runs by hand.
https://docs.tigera.io/calico-enterprise/latest/compliance/overview#view-report-generation-status

Undocumented, from the controller's published source: a failed Job has no completion time; and where the status is empty
but the archive knows the report, `lastScheduledReportJob` is the newest archived window, with an empty `job`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from reporting.dialects.moments import known_instant
from reporting.dialects.windows import JOB_START_DELAY

SUCCESSES_KEPT = 2
FAILURES_KEPT = 3


@dataclass(frozen=True, slots=True)
class ReportJob:
    """A window, the Job that makes it (None where it is not known), and when that Job had made it."""

    end: datetime
    start: datetime | None = None
    job: str | None = None
    completed: datetime | None = None

    @property
    def due(self) -> datetime:
        """When its Job starts, which is when its output is expected."""
        return self.end + JOB_START_DELAY

    @property
    def ended(self) -> datetime:
        """When its Job ended, or could have at the earliest."""
        return self.completed or self.due


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """What is known of a report's Jobs, each list from the oldest window to the newest."""

    successful: tuple[ReportJob, ...] = ()
    failed: tuple[ReportJob, ...] = ()
    active: tuple[ReportJob, ...] = ()
    last_scheduled: ReportJob | None = None

    @classmethod
    def read(cls, status: object) -> Self:
        """The status of an object as the API server sends it. Whatever is missing or cannot be read is left out."""
        found = status if isinstance(status, Mapping) else {}
        return cls(
            _jobs(found.get("lastSuccessfulReportJobs")),
            _jobs(found.get("lastFailedReportJobs")),
            _jobs(found.get("activeReportJobs")),
            _job(found.get("lastScheduledReportJob")),
        )

    @property
    def made(self) -> ReportJob | None:
        """The newest window that was made: by a Job that succeeded, or, before any, by what the archive knows."""
        archived = [self.last_scheduled] if self.last_scheduled and self.last_scheduled.job is None else []
        return _newest([*archived, *self.successful])

    @property
    def failure(self) -> ReportJob | None:
        """The newest failure, unless a later window was made."""
        newest, made = _newest(self.failed), self.made
        return newest if newest and (made is None or newest.end > made.end) else None

    @property
    def empty(self) -> bool:
        """Whether nothing was ever scheduled."""
        return self.last_scheduled is None and not (self.successful or self.failed or self.active)

    def as_of(self, instant: datetime) -> Self:
        """What it was at an instant, as far as it remembers."""
        jobs = (*self.successful, *self.failed, *self.active)
        begun = [job for job in (*jobs, self.last_scheduled) if job and job.due <= instant]
        return replace(
            self,
            successful=tuple(job for job in self.successful if job.ended <= instant),
            failed=tuple(job for job in self.failed if job.ended <= instant),
            active=tuple(job for job in jobs if job.due <= instant and (job in self.active or job.ended > instant)),
            last_scheduled=_newest(begun),
        )

    def remembers(self, instant: datetime) -> bool:
        """Whether it still tells what there was at an instant; it does not where newer Jobs took every place."""
        then = self.as_of(instant)
        successes = len(self.successful) < SUCCESSES_KEPT or bool(then.successful)
        return successes and (len(self.failed) < FAILURES_KEPT or not then.empty)


def _newest(jobs: Iterable[ReportJob]) -> ReportJob | None:
    return max(jobs, key=lambda job: job.end, default=None)


def _jobs(value: object) -> tuple[ReportJob, ...]:
    found = [_job(item) for item in value] if isinstance(value, list) else []
    return tuple(sorted(filter(None, found), key=lambda job: job.end))


def _job(value: object) -> ReportJob | None:
    """None without an end that can be read: nothing can be said of such a window."""
    entry: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    end = known_instant(entry.get("end"))
    reference = entry.get("job")
    name = reference.get("name") if isinstance(reference, Mapping) else None
    if end is None:
        return None
    completed = known_instant(entry.get("jobCompletionTime"))
    return ReportJob(
        end, known_instant(entry.get("start")), name if isinstance(name, str) and name else None, completed
    )
