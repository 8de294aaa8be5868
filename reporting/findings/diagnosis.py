"""Everything that is to be said of a stack, what it accepts with its reason."""

from datetime import UTC, date, datetime

from reporting.finding import Finding
from reporting.findings.acceptance import Judge
from reporting.findings.catalogue import CATALOGUE, OF_STACKS
from reporting.findings.stack.item import Stack
from reporting.findings.stack.rules import RULES
from reporting.objects.plan import Plan

_MISSED = {name: code for name, code in OF_STACKS.items() if not code.switched}


def advise(plan: Plan, today: date | None = None) -> list[Finding]:
    """What the stack file alone tells. `today` is by default the day in UTC."""
    return diagnose(plan, [], today)


def diagnose(plan: Plan, of_cluster: list[Finding], today: date | None = None) -> list[Finding]:
    """What was found of the cluster, then what the stack file tells."""
    judge = _judge(plan, today)
    stack = Stack(plan, judge.today)
    return judge.judged([*of_cluster, *(finding for rule in RULES for finding in rule(stack))])


def accepted(found: list[Finding], plan: Plan, today: date | None = None) -> list[Finding]:
    """Some findings, each with the reason that the stack has for living with it."""
    return [_judge(plan, today).marked(finding) for finding in found]


def _judge(plan: Plan, today: date | None) -> Judge:
    settings = plan.settings
    return Judge(settings.accept, today or datetime.now(UTC).date(), settings.exceptions.grace, CATALOGUE, _MISSED)
