"""Advice on what a granted right reaches beyond what was meant."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.findings.stack.item import Stack
from reporting.objects.jobs import NAMESPACE
from reporting.spans import listed
from reporting.stack.access import May

_RBAC = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources"
_ESCALATION = "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation"

LIST_SHOWS_ALL = Code("LIST_SHOWS_ALL", Severity.NOTE, "access to named reports, which lists all of them", _RBAC)


def named_reports(stack: Stack) -> Iterator[Finding]:
    """Kubernetes cannot restrict a list by name."""
    for name, planned in stack.plan.access.items():
        if planned.grant.reports is not None:
            yield LIST_SHOWS_ALL.at(
                ("access", name, "reports"),
                "Kubernetes cannot restrict a list by name, and the documented rights have one: whoever may view "
                f"{listed(planned.grant.reports)} also sees the name and definition of every other report, though not "
                "what it says.",
                "Where that is too much, do not give the right; hand out the files (reportctl evidence) instead.",
            )


RUN_MAKES_PODS = Code(
    "RUN_MAKES_PODS", Severity.WARNING, "the right to run reports, which is one to run any Pod beside them", _ESCALATION
)


def runs_by_hand(stack: Stack) -> Iterator[Finding]:
    """Kubernetes does not look at what is in a Job."""
    for name, planned in stack.plan.access.items():
        if planned.grant.may is May.RUN:
            yield RUN_MAKES_PODS.at(
                ("access", name, "may"),
                f"Kubernetes does not look at what a Job runs: whoever may create Jobs in namespace {NAMESPACE} may "
                "run any image there, with its service accounts and Secrets, the reporter's included.",
                "Give it to those only who may have that; for others write runs into the stack file.",
            )
