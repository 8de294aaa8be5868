"""Advice on a loss of data that is confirmed, and on objects of the operator that are not looked at."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.findings.stack.item import Stack
from reporting.stack.retention import KINDS, Retention

CONFIRMS_NOTHING = Code("CONFIRMS_NOTHING", Severity.WARNING, "a confirmed loss of data that is not the one to come")


def confirms_nothing(stack: Stack) -> Iterator[Finding]:
    """Other days than those that are set, or none are."""
    retention = stack.settings.retention
    for kind, confirmed in retention.confirm_loss.days().items():
        days = retention.managed().get(kind)
        if days != confirmed:
            yield CONFIRMS_NOTHING.at(
                ("retention", "confirmLoss", kind),
                f"The loss of {KINDS[kind]} is confirmed for {confirmed} days, and this stack sets "
                f"{'none' if days is None else days}: it confirms nothing.",
                f"Remove it: pulumi config rm --path retention.confirmLoss.{kind}",
            )


def keep_longer(retention: Retention, key: str) -> str:
    """What to do for data of a kind to be kept longer, to stand after a colon."""
    if retention.manage:
        return f"raise retention.{key} here"
    return (
        f"let this stack set the days, with manage: true and {key} under retention, or set spec.retention.{key} of "
        "LogStorage tigera-secure and say the same here"
    )
