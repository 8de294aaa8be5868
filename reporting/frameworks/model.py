"""What a framework's file says."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator
from pydantic.alias_generators import to_camel

from reporting.faults import DUPLICATE, MISSING, NAME
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.report_types import BuiltInType

Basis = Literal["cited", "inferred"]
"""Who says that a report supports evidence for a control: a document with an address, or whoever wrote the file."""

_MARKS = set(":;,()")
_CONTROL_ID = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")


def _plain(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise Fault(NAME, f"{quoted(text)} is not one line of text.", "Write a few words.")
    return text


def _control_id(text: str) -> str:
    if not _CONTROL_ID.fullmatch(text):
        raise Fault(NAME, f"{quoted(text)} is not a control's id: letters, digits, '.', '-' and '_'.", "Write CC6.1.")
    return text


def _framework_name(text: str) -> str:
    if _MARKS & set(_plain(text)):
        raise Fault(NAME, f"{quoted(text)} is not a framework's name: none of : ; , ( ) in it.", "Write SOC 2.")
    return text


def _address(text: str) -> str:
    if not _plain(text).startswith("https://") or " " in text:
        raise Fault(NAME, f"{quoted(text)} is not the address of a document.", "Write one that begins with https://")
    return text


Line = Annotated[str, AfterValidator(_plain)]
ControlId = Annotated[
    str, AfterValidator(_control_id), Field(json_schema_extra={"pattern": f"^{_CONTROL_ID.pattern}$"})
]
Address = Annotated[str, AfterValidator(_address), Field(json_schema_extra={"pattern": "^https://[^ ]+$"})]

# In a JSON Schema, keys that fit no pattern may be anything else.
_NO_OTHER_KEYS: dict[str, JsonValue] = {"additionalProperties": False}


class _Part(BaseModel):
    """Frozen, closed to unknown keys, strict about types, camelCase outside and snake_case inside."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=to_camel)


class Support(_Part):
    """On what basis reports of a type are held to support evidence for a control."""

    model_config = ConfigDict(
        json_schema_extra={"if": {"properties": {"basis": {"const": "cited"}}}, "then": {"required": ["source"]}}
    )

    basis: Basis = Field(
        description="cited: a document says so, which is the source. inferred: from the control's text and the report.",
        examples=["inferred"],
    )
    source: Address | None = Field(
        None, description="Where it is said; needed where it is cited.", examples=["https://example.com/mapping"]
    )

    @model_validator(mode="after")
    def _what_is_cited_has_a_source(self) -> Self:
        if self.basis == "cited" and self.source is None:
            raise Fault(MISSING, "is cited, and does not say where from.", "Add its source, or write basis: inferred.")
        return self


class Control(_Part):
    """A control that reports support evidence for."""

    title: Line = Field(description="What it is about, in your own words.", examples=["Access is restricted"])
    supported_by: dict[BuiltInType, Support] = Field(
        description="The report types that support evidence for it, each with its basis.",
        examples=["{inventory: {basis: inferred}}"],
        min_length=1,
    )

    def support(self, report_type: str) -> Support | None:
        """On what basis reports of a type support evidence for it; None where they do not."""
        return next((found for of_type, found in self.supported_by.items() if of_type == report_type), None)


class Unsupported(_Part):
    """A control that no report of Calico's can say anything about."""

    title: Line = Field(description="What it is about, in your own words.", examples=["Physical access"])
    why: Line = Field(description="Why no report can support it.", examples=["A report knows nothing of buildings."])


class Framework(_Part):
    """A framework: its controls, and the reports that are made for it."""

    name: Annotated[str, AfterValidator(_framework_name)] = Field(
        description="What people call it.", examples=["SOC 2"]
    )
    audit_period: int = Field(
        description="Days that an audit looks back on, which evidence has to be kept for.",
        examples=["365"],
        ge=1,
        le=3_660,
    )
    reports: list[BuiltInType] = Field(
        description="The types of report that are made daily for it.", examples=["[inventory]"], min_length=1
    )
    controls: dict[ControlId, Control] = Field(
        description="The controls that reports support evidence for, by id.",
        examples=["{CC6.1: {title: Access is restricted, supportedBy: {inventory: {basis: inferred}}}}"],
        min_length=1,
        json_schema_extra=_NO_OTHER_KEYS,
    )
    unsupported: dict[ControlId, Unsupported] = Field(
        {},
        description="Controls that no report of Calico's can support, by id: what a reader might look for here.",
        examples=["{CC6.4: {title: Physical access, why: A report knows nothing of buildings.}}"],
        json_schema_extra=_NO_OTHER_KEYS,
    )

    @field_validator("reports")
    @classmethod
    def _each_once(cls, reports: list[BuiltInType]) -> list[BuiltInType]:
        if len(set(reports)) < len(reports):
            raise Fault(DUPLICATE, "names a type twice, and one report of each is made.", "Name each once.")
        return reports

    @model_validator(mode="after")
    def _supported_or_not(self) -> Self:
        both = [name for name in self.unsupported if name in self.controls]
        if both:
            raise Fault(
                DUPLICATE, f"{', '.join(both)} is both under controls and under unsupported.", "Keep one of the two."
            )
        return self
