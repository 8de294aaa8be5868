"""One difference between two versions of a stack."""

from dataclasses import dataclass
from enum import StrEnum

from reporting.finding import Path


class Kind(StrEnum):
    """What became of the subject."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Change:
    """What differs: in which object, at which path of the stack file, and a sentence for people.

    `subject` is the object in words: `report daily-soc2-inventory`, `intervals`, `run first-look`.
    """

    kind: Kind
    subject: str
    path: Path
    sentence: str
