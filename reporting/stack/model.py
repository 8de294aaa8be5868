"""The base of everything a stack file may say, and the kinds of values that several keys have."""

from collections.abc import Callable
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator
from pydantic.alias_generators import to_camel

from reporting.dialects.durations import Duration
from reporting.faults import CHOICE, TYPE
from reporting.finding import Fault
from reporting.quote import quoted

AS_TEXT = PlainSerializer(str)


class Model(BaseModel):
    """Frozen, closed to unknown keys, strict about types, camelCase outside and snake_case inside."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=to_camel)


def keys_of(model: type[Model]) -> list[str]:
    """What may stand in a stack file's map of this model, in the model's order."""
    return [str(field.alias) for field in model.model_fields.values()]


def choice(options: type[StrEnum], what: str = "", remedy: str = "") -> PlainValidator:
    """One of a few words. `what` follows what was given: `is not a profile.`"""

    valid = f"is none of {', '.join(options)}."

    def choose(value: object) -> StrEnum:
        if value not in list(options):
            raise Fault(CHOICE, f"{quoted(value)} {what or valid}", remedy)
        return options(str(value))

    return PlainValidator(choose)


def duration(read: Callable[[str], Duration], example: str) -> PlainValidator:
    """A text that `read` takes for a duration fit for its purpose."""

    def validate(value: object) -> Duration:
        if not isinstance(value, str):
            raise Fault(TYPE, f"{quoted(value)} is not a duration.", f"Write text with a unit, such as {example}.")
        return read(value)

    return PlainValidator(validate)
