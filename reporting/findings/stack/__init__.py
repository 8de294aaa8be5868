"""What is legal in a stack file but unwise, each with its reason and the way out.

What only a cluster can tell is not here.
"""

from datetime import UTC, date, datetime

from reporting.findings.acceptance import acknowledged
from reporting.findings.catalogue import CATALOGUE, Kind, Severity
from reporting.findings.stack.item import Advice, Stack
from reporting.findings.stack.rules import RULES
from reporting.stack.settings import Settings

__all__ = ["CATALOGUE", "Advice", "Kind", "Severity", "advise"]


def advise(settings: Settings, today: date | None = None) -> list[Advice]:
    """Everything to be said about a stack's settings, what it accepts with its reason.

    `today` is the day that workshopUntil is held against; by default today's in UTC.
    """
    stack = Stack(settings, today or datetime.now(UTC).date())
    return acknowledged([advice for rule in RULES for advice in rule(stack)], settings.accept)
