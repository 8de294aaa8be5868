"""`reportctl check`: stack files held against what the cluster would make of them, without a cluster."""

import json
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from reportctl.ci.sarif import relative, sarif_log
from reportctl.project.findings import Finding, Level, findings_of
from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import console, note
from reportctl.show.failure import FAULT, Failure
from reportctl.show.options import HERE, ProjectOption
from reporting.spans import counted


class Format(StrEnum):
    """How findings are written."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"


def check(  # noqa: PLR0913, PLR0917
    stack: Annotated[
        list[str] | None, typer.Option(help="A stack to check; can be said several times.", metavar="NAME")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Check every stack; so does neither --stack nor --all.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="table for people; json or sarif for programs.")
    ] = Format.TABLE,
    output: Annotated[Path | None, typer.Option(help="Write here, not to standard output.", metavar="FILE")] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Leave out notes and the summary; in a table also what is accepted.")
    ] = False,
    project: ProjectOption = HERE,
) -> None:
    """Check stack files without cluster or credentials: errors, warnings and notes, each with its line.

    Errors stop `pulumi up`; warnings and notes are legal but unwise. What is known and accepted is said in the
    stack file: accept: {CODE: "reason"}.

    Exit status: 0 (warnings and notes included), 1 for an error in a stack file, 2 where nothing could be checked.

    Example: bin/reportctl check --stack workshop --format sarif
    """
    if stack and every:
        raise Failure("--stack and --all exclude each other. Keep one.")
    stacks = chosen_stacks(project, stack or [])
    found = [finding for name in stacks for finding in findings_of(project, name)]
    shown = [finding for finding in found if not quiet or finding.level is not Level.NOTE]
    _write(shown, form, output, quiet=quiet)
    note(_summary(stacks, found), quiet=quiet)
    if any(finding.level is Level.ERROR for finding in found):
        raise typer.Exit(FAULT)


def _write(findings: list[Finding], form: Format, output: Path | None, *, quiet: bool) -> None:
    if output is None:
        _write_to(None, findings, form, quiet=quiet)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            _write_to(file, findings, form, quiet=quiet)
    except OSError as error:
        raise Failure(f"{output} cannot be written: {error.strerror}.") from None


def _write_to(file: Any, findings: list[Finding], form: Format, *, quiet: bool) -> None:
    match form:
        case Format.JSON:
            _write_json(file, {"findings": [_as_json(finding) for finding in findings]})
        case Format.SARIF:
            _write_json(file, sarif_log(findings))
        case Format.TABLE:
            rows = [finding for finding in findings if not quiet or finding.accepted is None]
            if rows:
                console(file).print(_table(_weightiest(rows)))
            if len(rows) > _MOST_ROWS:
                note(f"{len(rows) - _MOST_ROWS:,} more: --format json lists them all")


def _write_json(file: Any, document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2), file=file)


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "stack": finding.stack,
        "file": str(relative(finding.file)),
        "line": finding.line,
        "severity": finding.level.value,
        "code": finding.code,
        "key": finding.key,
        "what": finding.what,
        "remedy": finding.remedy,
        "accepted": finding.accepted,
    }


# Nobody reads a longer table, and printing one takes longer than checking.
_MOST_ROWS = 500


def _weightiest(findings: list[Finding]) -> list[Finding]:
    """All findings, or the first of the most severe where there are too many."""
    if len(findings) <= _MOST_ROWS:
        return findings
    order = list(Level)
    by_weight = sorted(findings, key=lambda finding: (finding.accepted is not None, order.index(finding.level)))
    return by_weight[:_MOST_ROWS]


_COLOURS = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.NOTE: "cyan"}


def _table(findings: Iterable[Finding]) -> Table:
    table = Table("stack", "severity", "where", "what", "what to do", expand=True, show_lines=True)
    table.columns[3].ratio = 3
    table.columns[4].ratio = 2
    for finding in findings:
        where = f"{relative(finding.file)}:{finding.line}"
        what = Text.assemble((f"{finding.code} ", "bold"), f"{finding.key}\n", finding.what, overflow="fold")
        table.add_row(Text(finding.stack), _severity(finding), Text(where, overflow="fold"), what, _to_do(finding))
    return table


def _severity(finding: Finding) -> Text:
    if finding.accepted is not None:
        return Text("accepted", style="dim")
    return Text(finding.level.value, style=_COLOURS[finding.level])


def _to_do(finding: Finding) -> Text:
    return Text(finding.remedy if finding.accepted is None else f"Accepted: {finding.accepted}")


def _summary(stacks: list[str], findings: Iterable[Finding]) -> str:
    counts = Counter("accepted" if finding.accepted is not None else finding.level.value for finding in findings)
    parts = [counted(counts[level.value], level.value) for level in Level]
    return f"{counted(len(stacks), 'stack')}: {', '.join(parts)}, {counts['accepted']} accepted"
