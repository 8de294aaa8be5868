"""What a stack lives with: findings that its file accepts, with the reason."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from reporting.faults import ACCEPT
from reporting.finding import Fault, Path, parsed_path
from reporting.quote import quoted
from reporting.stack.exceptions import Terms


def _key(text: str) -> str:
    try:
        parsed_path(text)
    except ValueError as error:
        raise Fault(
            ACCEPT,
            f"{error}, so nothing is accepted there.",
            "Write one as pulumi config set --path takes it, such as "
            "reportSets.hipstershop.reports.daily-soc2-inventory.suspend",
        ) from None
    return text


KeyPath = Annotated[str, AfterValidator(_key)]


class Acceptance(Terms):
    """The reason for living with all findings of a code, or with those about some keys `only`, and until a day.

    In a stack file the reason alone may stand for it.
    """

    only: list[KeyPath] | None = Field(None, examples=["[reportSets.hipstershop.reports.daily-soc2-inventory]"])

    @model_validator(mode="before")
    @classmethod
    def _of_reason(cls, value: object) -> object:
        if isinstance(value, str) and value.strip():
            return {"reason": value}
        if not isinstance(value, dict):
            raise Fault(
                ACCEPT,
                f"{quoted(value)} is no reason, and nothing is accepted without one.",
                "Write why, such as 'this cluster lives for a week', or {reason: ..., only: [...]}.",
            )
        return value

    def covers(self, path: Path) -> bool:
        """Whether it is about this key: one of `only`, or one below, or any where `only` is silent."""
        return self.only is None or any(begins(path, only) for _, only in self.keys)

    @property
    def keys(self) -> list[tuple[str, Path]]:
        """What `only` says, each as it is written and as a path."""
        return [(key, parsed_path(key)) for key in self.only or []]

    def __str__(self) -> str:
        only = f", only for {', '.join(self.only)}" if self.only is not None else ""
        return f"{self.accepted}{only}"


def begins(path: Path, first: Path) -> bool:
    """Whether a path is another one, or leads on from it."""
    return path[: len(first)] == first
