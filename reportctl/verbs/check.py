"""`reportctl check`: stack files held against what the cluster would make of them, without a cluster."""

import json
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from reportctl.ci.sarif import sarif_log
from reportctl.project.findings import Checked, checked
from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import console, note
from reportctl.show.failure import FAULT, Failure
from reportctl.show.findings import relative, show
from reportctl.show.options import HERE, ProjectOption
from reporting.finding import Finding, Severity
from reporting.spans import counted


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


def check(  # noqa: PLR0913, PLR0917
    stack: Annotated[
        list[str] | None, typer.Option(help="A stack to check; can be said several times.", metavar="NAME")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Check every stack; so does neither --stack nor --all.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="text for people and editors; json or sarif for programs.")
    ] = Format.TEXT,
    accepted: Annotated[
        bool, typer.Option("--accepted", help="Show what stack files accept as well, with the reason.")
    ] = False,
    output: Annotated[Path | None, typer.Option(help="Write here, not to standard output.", metavar="FILE")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Leave out notes and the summary.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Check stack files without cluster or credentials: errors, warnings and notes, each with its line.

    Errors stop `pulumi up`; warnings and notes are legal but unwise. What is known and accepted is said in the
    stack file: accept: {CODE: "reason"}. docs/findings.md lists the codes.

    Exit status: 0 (warnings and notes included), 1 for an error in a stack file, 2 where nothing could be checked.

    Example: bin/reportctl check --stack workshop --format sarif
    """
    if stack and every:
        raise Failure("--stack and --all exclude each other. Keep one.")
    found = [checked(project, name) for name in chosen_stacks(project, stack or [])]
    shown = [_without_notes(one) for one in found] if quiet else found
    _write(shown, form, output, accepted=accepted)
    note(_summary(found, accepted=accepted), quiet=quiet)
    if any(finding.severity is Severity.ERROR for one in found for finding in one.findings):
        raise typer.Exit(FAULT)


def _without_notes(one: Checked) -> Checked:
    pressing = tuple(finding for finding in one.findings if finding.severity is not Severity.NOTE)
    return Checked(one.stack, one.file, pressing)


def _write(found: list[Checked], form: Format, output: Path | None, *, accepted: bool) -> None:
    if output is None:
        _write_to(None, found, form, accepted=accepted)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            _write_to(file, found, form, accepted=accepted)
    except OSError as error:
        raise Failure(f"{output} cannot be written: {error.strerror}.") from None


def _write_to(file: Any, found: list[Checked], form: Format, *, accepted: bool) -> None:
    match form:
        case Format.JSON:
            _write_json(file, {"findings": [_as_json(one, finding) for one in found for finding in one.findings]})
        case Format.SARIF:
            _write_json(file, sarif_log(found))
        case Format.TEXT:
            blocks = [finding for one in found for finding in one.findings if accepted or finding.accepted is None]
            show(_weightiest(blocks), console(file))
            if len(blocks) > _MOST_BLOCKS:
                note(f"{len(blocks) - _MOST_BLOCKS:,} more: --format json lists them all")


def _write_json(file: Any, document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2), file=file)


def _as_json(one: Checked, finding: Finding) -> dict[str, Any]:
    accepted = finding.accepted
    return {
        "stack": one.stack,
        "file": str(relative(finding.file or one.file)),
        "line": finding.line,
        "severity": finding.severity.value,
        "code": finding.code,
        "key": finding.key,
        "what": finding.what,
        "remedy": finding.remedy,
        "accepted": accepted and accepted.reason,
        "owner": accepted and accepted.owner,
        "until": accepted and accepted.until and accepted.until.isoformat(),
        "ticket": accepted and accepted.ticket,
    }


# Nobody reads more.
_MOST_BLOCKS = 500


def _weightiest(blocks: list[Finding]) -> list[Finding]:
    """All of them, or the first of the most severe where there are too many."""
    if len(blocks) <= _MOST_BLOCKS:
        return blocks
    order = list(Severity)
    by_weight = sorted(blocks, key=lambda block: (block.accepted is not None, order.index(block.severity)))
    return by_weight[:_MOST_BLOCKS]


def _summary(found: list[Checked], *, accepted: bool) -> str:
    findings = [finding for one in found for finding in one.findings]
    pending = Counter(finding.severity for finding in findings if finding.accepted is None)
    parts = [counted(pending[severity], severity.value) for severity in Severity if pending[severity]]
    said = ", ".join(parts) or f"{counted(len(found), 'stack')}: nothing to do"
    hidden = Counter(finding.code for finding in findings if finding.accepted is not None)
    return said + (f"; {_hidden(hidden, accepted=accepted)}" if hidden else "")


def _hidden(codes: Counter[str], *, accepted: bool) -> str:
    by_code: Iterable[str] = (f"{code} {count:,}" for code, count in sorted(codes.items()))
    return f"{codes.total():,} accepted ({', '.join(by_code) if accepted else '--accepted shows them'})"
