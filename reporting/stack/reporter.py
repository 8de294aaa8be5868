"""How reporter Jobs run where the cluster's own PodTemplate does not say."""

from typing import Annotated

from pydantic import Field, PlainSerializer, PlainValidator

from reporting.dialects.durations import Duration
from reporting.faults import RANGE, TYPE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import Model

LONGEST_DEADLINE_MINUTES = 24 * 60


def _deadline(value: object) -> Duration:
    if not isinstance(value, str):
        raise Fault(TYPE, f"{quoted(value)} is not a duration.", "Write text with a unit, such as 8m.")
    deadline = Duration.parse(value)
    if not 10**9 <= deadline.nanoseconds <= LONGEST_DEADLINE_MINUTES * 60 * 10**9:
        raise Fault(RANGE, f"{quoted(value)} is out of range.", "Write from 1s to 24h, such as 8m.")
    return deadline


class Reporter(Model):
    """The image (where a private registry has its own name for it) and how long a Job may take."""

    image: str | None = Field(None, min_length=1, examples=["registry.example.com/compliance-reporter:v3.22.1"])
    deadline: Annotated[Duration, PlainValidator(_deadline), PlainSerializer(str)] = Field(
        Duration.parse("8m"), examples=["8m"]
    )

    @property
    def deadline_seconds(self) -> int:
        """After so many seconds Kubernetes ends a Job that has not finished."""
        return self.deadline.nanoseconds // 10**9
