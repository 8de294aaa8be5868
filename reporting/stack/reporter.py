"""How reporter Jobs run where the cluster's own PodTemplate does not say."""

from typing import Annotated

from pydantic import Field

from reporting.dialects.durations import Duration
from reporting.faults import RANGE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import AS_TEXT, Model, duration

LONGEST_DEADLINE_MINUTES = 24 * 60


def _deadline(text: str) -> Duration:
    deadline = Duration.parse(text)
    if not 10**9 <= deadline.nanoseconds <= LONGEST_DEADLINE_MINUTES * 60 * 10**9:
        raise Fault(RANGE, f"{quoted(text)} is out of range.", "Write from 1s to 24h, such as 8m.")
    return deadline


class Reporter(Model):
    """The image (where a private registry has its own name for it) and how long a Job may take."""

    image: str | None = Field(None, min_length=1, examples=["registry.example.com/compliance-reporter:v3.22.1"])
    deadline: Annotated[Duration, duration(_deadline, "8m"), AS_TEXT] = Field(Duration.parse("8m"), examples=["8m"])

    @property
    def deadline_seconds(self) -> int:
        """After so many seconds Kubernetes ends a Job that has not finished."""
        return self.deadline.nanoseconds // 10**9
