"""The exceptions of a stack, each with how it stands on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reporting.finding import config_path
from reporting.findings.acceptance import ACCEPT_UNUSED
from reporting.findings.diagnosis import advise
from reporting.findings.stack.exceptions import EXCEPTION_UNUSED
from reporting.objects.exceptions import State, StatedException, state_by_date, stated_exceptions
from reporting.objects.plan import Plan

_UNUSED = (ACCEPT_UNUSED.name, EXCEPTION_UNUSED.name)


@dataclass(frozen=True, slots=True)
class JudgedException:
    """An exception, the stack and the cluster that it is about, and how it stands."""

    stack: str
    cluster: str
    stated: StatedException
    state: State

    @property
    def key(self) -> str:
        """Where the stack file says it, as `pulumi config set --path` takes it."""
        return config_path(self.stated.path)

    @property
    def id(self) -> str:
        """Its name among all of a project."""
        return f"{self.stack}/{self.stated.id}"


def judged_exceptions(stack: str, plan: Plan, today: date) -> list[JudgedException]:
    """All exceptions of a stack in the order of their ends, those without one last."""
    unused = {finding.path for finding in advise(plan, today) if finding.code in _UNUSED}
    grace, cluster = plan.settings.exceptions.grace, plan.settings.cluster.name
    return by_date(
        JudgedException(
            stack,
            cluster,
            one,
            State.UNUSED if one.path in unused else state_by_date(one.terms, today, grace),
        )
        for one in stated_exceptions(plan)
    )


def ending_exceptions(stack: str, plan: Plan, today: date) -> list[JudgedException]:
    """Those that end soon or are over, in the order of their ends."""
    grace, cluster = plan.settings.exceptions.grace, plan.settings.cluster.name
    found = ((one, state_by_date(one.terms, today, grace)) for one in stated_exceptions(plan))
    return by_date(JudgedException(stack, cluster, one, state) for one, state in found if state is not State.CURRENT)


def by_date(found: Iterable[JudgedException]) -> list[JudgedException]:
    """The same in the order of their ends, those without one last."""
    return sorted(found, key=lambda one: one.stated.until or date.max)
