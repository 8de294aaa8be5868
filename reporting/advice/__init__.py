"""What is legal in a stack file but unwise, each with its reason and the way out.

What only a cluster can tell is not here.
"""

from datetime import UTC, date, datetime

from reporting.advice.acceptance import acknowledged
from reporting.advice.catalogue import CATALOGUE, Kind, Severity
from reporting.advice.item import Advice, Stack
from reporting.advice.rules import RULES
from reporting.settings import Settings

__all__ = ["CATALOGUE", "Advice", "Kind", "Severity", "advise"]


def advise(settings: Settings, today: date | None = None) -> list[Advice]:
    """Everything to be said about a stack's settings, what it accepts with its reason.

    `today` is the day that workshopUntil is held against; by default today's in UTC.
    """
    stack = Stack(settings, today or datetime.now(UTC).date())
    return acknowledged([advice for rule in RULES for advice in rule(stack)], settings.accept)
