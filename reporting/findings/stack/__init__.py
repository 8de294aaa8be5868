"""What is legal in a stack file but unwise, each with its reason and the way out.

What only a cluster can tell is not here.
"""

from datetime import UTC, date, datetime

from reporting.findings.acceptance import acknowledged
from reporting.findings.catalogue import CATALOGUE, Kind, Severity
from reporting.findings.stack.item import Advice, Stack
from reporting.findings.stack.rules import RULES
from reporting.objects.plan import Plan

__all__ = ["CATALOGUE", "Advice", "Kind", "Severity", "advise"]


def advise(plan: Plan, today: date | None = None) -> list[Advice]:
    """Everything to be said about a stack, what it accepts with its reason.

    `today` is the day that intervalsUntil is held against; by default today's in UTC.
    """
    stack = Stack(plan, today or datetime.now(UTC).date())
    return acknowledged([advice for rule in RULES for advice in rule(stack)], plan.settings.accept)
