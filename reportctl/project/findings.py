"""What is to be said about a project's stack files: faults and advice, each with its line."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shlex import quote

from reporting.finding import Finding, Severity, StackFileError
from reporting.findings.diagnosis import diagnose
from reporting.findings.stack_file import of_file
from reporting.objects.live import LiveCluster
from reporting.objects.plan import Plan, plan
from reporting.source.stackfile import StackFile, read_project, read_stack


@dataclass(frozen=True, slots=True)
class Checked:
    """A stack, its file, and what is to be said about that, in the order of files and lines."""

    stack: str
    file: Path
    findings: tuple[Finding, ...]


def checked(project: Path, stack: str, today: date | None = None) -> Checked:
    """Every fault of a stack's file; where there is none, every advice. Raises nothing for a bad file."""
    file = read_project(project).file_of(stack)
    found = [
        replace(finding, file=finding.file or file, line=finding.line or 1, remedy=naming(stack, finding.remedy))
        for finding in _found(project, stack, today)
    ]
    return Checked(stack, file, tuple(sorted(found, key=lambda finding: _place(finding, file))))


def naming(stack: str, way_out: str) -> str:
    """A way out whose commands say the stack, for whoever looks at others than the selected one."""
    return way_out.replace("pulumi config set ", f"pulumi config set --stack {quote(stack)} ")


def _place(finding: Finding, first: Path) -> tuple[bool, Path, int]:
    """By line, what the stack's own file says first."""
    file = finding.file or first
    return file != first, file, finding.line or 1


def _found(project: Path, stack: str, today: date | None) -> list[Finding]:
    try:
        return findings_in(read_stack(project, stack), today)
    except StackFileError as error:
        return list(error.findings)


def plan_without_errors(project: Path, stack: str, live: LiveCluster | None = None) -> Plan:
    """A stack's plan, for what goes to a cluster without `pulumi up`.

    Raises StackFileError for what would stop that, such as an exception whose date has passed.
    """
    read = read_stack(project, stack)
    wanted = plan(read.settings(), live)
    if errors := [finding for finding in _diagnosed(read, wanted) if finding.severity is Severity.ERROR]:
        raise StackFileError(errors)
    return wanted


def findings_in(read: StackFile, today: date | None = None) -> list[Finding]:
    """The same of a stack file that was read, or that will be written."""
    try:
        return _diagnosed(read, plan(read.settings()), today)
    except StackFileError as error:
        return list(error.findings)


def _diagnosed(read: StackFile, wanted: Plan, today: date | None = None) -> list[Finding]:
    return read.placed(diagnose(wanted, list(of_file(read)), today))
