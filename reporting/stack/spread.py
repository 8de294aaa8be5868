"""A schedule that says no minute: one is computed, so that a fleet's reports do not all run at once."""

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, PlainValidator

from reporting.dialects.between import Between
from reporting.faults import TYPE
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import Model


def _between(value: object) -> Between:
    if not isinstance(value, str):
        raise Fault(TYPE, f"{quoted(value)} is no stretch of the day.", 'Write text in quotes, such as "00:00-06:00".')
    return Between.parse(value)


BetweenText = Annotated[Between, PlainValidator(_between), PlainSerializer(str)]


class Spread(Model):
    """How often, and in which stretch of the day: the set's, or else 00:00-23:30, where it says none."""

    spread: Literal["daily"] = Field("daily", examples=["daily"])
    between: BetweenText | None = Field(None, examples=['"00:00-06:00"'])
