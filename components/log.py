"""What is worth saying beside a preview or an update, at the level that Pulumi shows it."""

from collections.abc import Sequence
from enum import StrEnum

import pulumi

from reporting.findings.stack import Advice

MOST_ADVICE = 50


def say(severity: StrEnum, message: str) -> None:
    """A warning where it is one, and an information otherwise."""
    if severity == "warning":
        pulumi.log.warn(message)
    else:
        pulumi.log.info(message)


def show(advice: Sequence[Advice]) -> None:
    """Advice that the stack file has not accepted, warnings first, up to fifty pieces."""
    pending = sorted((item for item in advice if item.accepted is None), key=lambda item: item.severity != "warning")
    for item in pending[:MOST_ADVICE]:
        say(item.severity, str(item))
    if len(pending) > MOST_ADVICE:
        pulumi.log.warn(f"{len(pending) - MOST_ADVICE:,} more pieces of advice: bin/reportctl check")
