"""A finding and how much it weighs."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the run before anything is changed."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found on the cluster, in words."""

    severity: Severity
    message: str


def error(message: str) -> Finding:
    """A finding that stops the run."""
    return Finding(Severity.ERROR, message)


def warning(message: str) -> Finding:
    """A finding with which the run goes on, though something will not be as wished."""
    return Finding(Severity.WARNING, message)


def info(message: str) -> Finding:
    """A finding worth knowing."""
    return Finding(Severity.INFO, message)


def listed(names: list[str], most: int = 5) -> str:
    """Names for a sentence: the first few, and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
