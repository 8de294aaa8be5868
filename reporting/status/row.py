"""One line of a status: a report, or a stack that could not be looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reporting.evidence.lateness import State
from reporting.evidence.report_status import ReportJob

GRAVE = (State.ABSENT, State.FAILED, State.NEVER, State.LATE)


@dataclass(frozen=True, slots=True)
class Row:
    """A report's state, and whether it is as the stack says (None where that is not known).

    `report` is None for a stack whose reports could not be looked at. `reason` says what is so, `way_out` what to do.
    """

    stack: str
    report: str | None
    state: State
    differs: bool | None = None
    made: ReportJob | None = None
    next_output: datetime | None = None
    late_by: timedelta | None = None
    reason: str = ""
    way_out: str = ""

    @property
    def fine(self) -> bool:
        """Whether nothing has to be done about it."""
        return self.state not in (*GRAVE, State.UNKNOWN) and not self.differs

    @property
    def in_words(self) -> str:
        """What is so and what to do, in one line."""
        return "; ".join(filter(None, [self.reason, self.way_out]))
