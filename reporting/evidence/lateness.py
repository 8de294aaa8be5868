"""What has become of a report, as far as its schedule, its creation, its status and the time of day tell.

A suspension leaves no trace once it has ended: what it held up counts as late until the controller has made up for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from reporting.dialects.moments import rfc3339
from reporting.dialects.schedule import Schedule
from reporting.dialects.windows import JOB_START_DELAY
from reporting.evidence.controller import TOO_LONG, next_end
from reporting.evidence.report_status import ReportJob, ReportStatus

GRACE = timedelta(minutes=30)


class State(StrEnum):
    """What a report is, the gravest first: of several that hold, the first counts."""

    UNKNOWN = "unknown"
    ABSENT = "absent"
    FAILED = "failed"
    NEVER = "never"
    LATE = "late"
    RUNNING = "running"
    SUSPENDED = "suspended"
    BY_HAND = "by-hand"
    NEW = "new"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Standing:
    """A report's state, the newest window that was made, and what is expected next.

    `late_by` is for how long its output is due, where every grace has passed; `about` the Job that the state is about.
    """

    state: State
    made: ReportJob | None = None
    next_output: datetime | None = None
    late_by: timedelta | None = None
    about: ReportJob | None = None
    reason: str = ""


def standing(  # noqa: PLR0913
    schedule: Schedule,
    created: datetime,
    status: ReportStatus,
    now: datetime,
    *,
    suspended: bool = False,
    grace: timedelta = GRACE,
) -> Standing:
    """The standing of a report that is on the cluster. `grace` is added to the controller's own 30 minutes."""
    case = _Case(schedule, created, status.as_of(now), now, suspended, grace)
    state = case.state
    due = case.due if state in (State.NEVER, State.LATE) else None
    return Standing(
        state,
        case.status.made,
        None if case.upcoming is None or suspended else case.upcoming + JOB_START_DELAY,
        now - due if due else None,
        case.about,
        case.reason,
    )


@dataclass(frozen=True)
class _Case:
    schedule: Schedule
    created: datetime
    status: ReportStatus
    now: datetime
    suspended: bool
    grace: timedelta

    @cached_property
    def state(self) -> State:
        holds = {
            State.FAILED: self.status.failure is not None,
            State.NEVER: self.overdue and self.status.empty,
            State.LATE: self.overdue,
            State.RUNNING: bool(self.status.active),
            State.SUSPENDED: self.suspended,
            State.BY_HAND: self.upcoming is None,
            State.NEW: self.status.made is None,
        }
        return next((state for state, so in holds.items() if so), State.OK)

    @property
    def begin(self) -> datetime:
        """Where the first window begins that was not made: a report made anew does not owe what was before it."""
        return max(self.created, self.status.made.end) if self.status.made else self.created

    @cached_property
    def due(self) -> datetime | None:
        """Since when the oldest output is expected that has not come."""
        end = next_end(self.schedule, self.begin, self.begin)
        return end + JOB_START_DELAY if end else None

    @property
    def overdue(self) -> bool:
        return not self.suspended and self.due is not None and self.now > self.due + self.grace

    @cached_property
    def upcoming(self) -> datetime | None:
        """The end of the next window that is not overdue and did not fail."""
        begin = max(self.begin, self.status.failure.end) if self.status.failure else self.begin
        before_due = self.now - JOB_START_DELAY - self.grace - timedelta.resolution
        return next_end(self.schedule, begin, max(begin, before_due))

    @property
    def about(self) -> ReportJob | None:
        if self.state is State.FAILED:
            return self.status.failure
        return self.status.active[-1] if self.state in (State.LATE, State.RUNNING) and self.status.active else None

    @property
    def reason(self) -> str:
        failure, active = self.status.failure, self.status.active
        match self.state:
            case State.FAILED if failure:
                return f"the Job for the window until {rfc3339(failure.end)} failed"
            case State.NEVER:
                return "nothing was ever scheduled"
            case State.LATE:
                return "its Job still runs" if active else "its output did not come"
            case State.BY_HAND:
                return self.why_by_hand
        return ""

    @property
    def why_by_hand(self) -> str:
        if self.schedule.manual:
            return "it has no schedule"
        if self.schedule.shortest_period() is None:
            return "its schedule names no time that ever comes"
        return (
            f"its windows are {TOO_LONG / timedelta(hours=1):g} hours or longer, and Calico's controller is not "
            "expected to make those (deduced from its source, not tried); schedule it every day"
        )
