"""What is excused, with the reason, who answers for it, until when, and in which ticket."""

import re
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_serializer, model_validator

from reporting.dialects.moments import Day
from reporting.faults import MISSING, TYPE
from reporting.finding import Accepted, Fault
from reporting.quote import quoted
from reporting.stack.model import Model

# Control characters but tab and line feed, and what turns the direction of writing.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _words(text: str) -> str:
    if not text.strip():
        raise Fault(MISSING, f"{quoted(text)} says nothing to whoever asks.", "Write some words, or remove the key.")
    if _UNPRINTABLE.search(text):
        raise Fault(
            TYPE,
            f"{quoted(text)} has characters that terminals, pages and calendars take for orders.",
            "Write plain text; lines may end in it.",
        )
    return text


# An annotation carries them, and all annotations of an object together have 256 KiB.
Reason = Annotated[str, Field(max_length=2000), AfterValidator(_words)]
Name = Annotated[str, Field(max_length=200), AfterValidator(_words)]


EXCEPTIONS = "calico-reporting/exceptions"
"""The annotation of a report with what is excused of it: a JSON list of maps."""


class Terms(Model):
    """On which terms something is excused. What has an end or a ticket has somebody who answers for it."""

    reason: Reason = Field(examples=["this cluster lives for a week"])
    owner: Name | None = Field(None, examples=["platform team"])
    until: Day | None = Field(None, examples=["2027-03-01"])
    ticket: Name | None = Field(None, examples=["OPS-123"])

    @property
    def accepted(self) -> Accepted:
        """What a finding, a list and an annotation say of them."""
        return Accepted(self.reason, self.owner, self.until, self.ticket)

    def noted(self, **what: object) -> dict[str, object]:
        """The terms and what is excused on them, as the annotation has it."""
        stated = {
            "reason": self.reason,
            "owner": self.owner,
            "until": self.until and self.until.isoformat(),
            "ticket": self.ticket,
        }
        return {key: value for key, value in (*what.items(), *stated.items()) if value is not None}

    @model_validator(mode="after")
    def _has_an_owner(self) -> Self:
        said = " and ".join(key for key in ("until", "ticket") if getattr(self, key) is not None)
        if said and self.owner is None:
            raise Fault(
                MISSING,
                f"{said} without an owner: an exception without owner is mended by nobody when it ends.",
                "Write who answers for it, such as owner: platform team",
            )
        return self


class Suspension(Terms):
    """Why a report is suspended, where `suspend: true` alone does not say it."""

    @model_serializer
    def _as_calico_knows_it(self) -> bool:
        return True


# The forms of what is said plainly or, as a map, on terms. Pydantic puts them into the place of an error, where the
# program leaves them out again.
PLAIN, ON_TERMS = Tag("[plain]"), Tag("[terms]")
BY_FORM = Discriminator(lambda value: (ON_TERMS if isinstance(value, dict | Terms) else PLAIN).tag)


class ExceptionRules(Model):
    """What holds for every exception of the stack."""

    grace_days: Annotated[int, Field(ge=0, le=90)] = Field(0, examples=["7"])

    @property
    def grace(self) -> timedelta:
        """How long after its last day an exception is not yet an error."""
        return timedelta(days=self.grace_days)
