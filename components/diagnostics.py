"""What is worth saying beside a preview or an update, at the level that Pulumi shows it."""

from enum import StrEnum

import pulumi


def say(severity: StrEnum, message: str) -> None:
    """A warning where it is one, and an information otherwise."""
    if severity == "warning":
        pulumi.log.warn(message)
    else:
        pulumi.log.info(message)
