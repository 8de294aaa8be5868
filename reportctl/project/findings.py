"""What is to be said about a project's stack files: faults and advice, each with its line."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reporting.finding import Finding, StackFileError
from reporting.findings.diagnosis import advise
from reporting.objects.plan import plan
from reporting.source.stackfile import StackFile, read_stack


@dataclass(frozen=True, slots=True)
class Checked:
    """A stack, its file, and what is to be said about that, in the file's order."""

    stack: str
    file: Path
    findings: tuple[Finding, ...]


def checked(project: Path, stack: str, today: date | None = None) -> Checked:
    """Every fault of a stack's file; where there is none, every advice. Raises nothing for a bad file."""
    found = [replace(finding, line=finding.line or 1) for finding in _found(project, stack, today)]
    in_order = sorted(found, key=lambda finding: finding.line or 1)
    return Checked(stack, project / f"Pulumi.{stack}.yaml", tuple(in_order))


def _found(project: Path, stack: str, today: date | None) -> list[Finding]:
    try:
        return findings_in(read_stack(project, stack), today)
    except StackFileError as error:
        return list(error.findings)


def findings_in(read: StackFile, today: date | None = None) -> list[Finding]:
    """The same of a stack file that was read, or that will be written."""
    try:
        return read.placed(advise(plan(read.settings()), today))
    except StackFileError as error:
        return list(error.findings)
