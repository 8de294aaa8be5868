"""What is to be said beside a preview or an update, at the level at which Pulumi shows it."""

from collections.abc import Callable, Iterable

import pulumi

from reporting.finding import Finding, Severity

MOST_SAID = 50

# Tells the engine that the program has said all there is to say about its end
# (pulumi, sdk/python/cmd/pulumi-language-python: pythonProcessExitedAfterShowingUserActionableMessage).
ALL_IS_SAID = 32


def say(findings: Iterable[Finding], about: pulumi.Resource | None = None) -> None:
    """Each error, which ends the program; where there is none, what is not accepted, warnings first. Up to fifty.

    Pulumi shows them with the resource that they are `about`, by default the stack.
    """
    pending = sorted((finding for finding in findings if finding.accepted is None), key=_weight)
    errors = [finding for finding in pending if finding.severity is Severity.ERROR]
    said = errors or pending
    for finding in said[:MOST_SAID]:
        _logger(finding)(finding.with_place, about)
    if len(said) > MOST_SAID:
        _logger(said[0])(f"{len(said) - MOST_SAID:,} more: bin/reportctl check", about)
    if errors:
        raise SystemExit(ALL_IS_SAID)


def _weight(finding: Finding) -> int:
    return list(Severity).index(finding.severity)


def _logger(finding: Finding) -> Callable[[str, pulumi.Resource | None], None]:
    by_severity = {Severity.ERROR: pulumi.log.error, Severity.WARNING: pulumi.log.warn, Severity.NOTE: pulumi.log.info}
    return by_severity[finding.severity]
