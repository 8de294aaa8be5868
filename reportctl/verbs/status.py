"""`reportctl status`: whether the reports of stacks came, and what to do where they did not."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from reportctl.project.stacks import chosen_stacks, one_stack
from reportctl.show.console import console, note
from reportctl.show.failure import COULD_NOT_RUN, FAULT, Failure
from reportctl.show.files import replace
from reportctl.show.options import HERE, ProjectOption
from reportctl.show.since import since_instant
from reportctl.status.as_json import as_json
from reportctl.status.looking import Look
from reportctl.status.markdown import markdown, summary
from reportctl.status.table import status_table
from reporting.dialects.durations import Duration, DurationError
from reporting.evidence.lateness import State
from reporting.status.row import Row


class Format(StrEnum):
    """How the status is written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"
    OPENMETRICS = "openmetrics"


def status(  # noqa: PLR0913, PLR0917
    stack: Annotated[
        list[str] | None,
        typer.Option(help="A stack; can be said several times. The selected one without it.", metavar="NAME"),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every stack of the project.")] = False,
    form: Annotated[
        Format,
        typer.Option("--format", help="table for people; markdown for an issue; json or openmetrics for programs."),
    ] = Format.TABLE,
    grace: Annotated[
        str, typer.Option(help="How long an output may be overdue, on top of Calico's own 30 minutes.", metavar="TIME")
    ] = "30m",
    at: Annotated[
        str | None, typer.Option("--at", help="Judge as of this instant (RFC 3339), by default now.", metavar="TIME")
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Keep the table current, until Ctrl-C.")] = False,
    output: Annotated[
        Path | None, typer.Option(help="Write here, all at once, not to standard output.", metavar="FILE")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Leave out the summary.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Say of each report whether it came: its state, its last window, its next output, and what to do.

    States: unknown, absent (not on the cluster), failed, never (nothing was ever scheduled), late, running, suspended,
    by-hand (Calico makes none by itself), new (its first output is not due), ok. `differs` marks a report that is not
    as the stack says. Calico keeps the newest few Jobs of a report, and a Job that succeeded is no archived report.

    Exit status: 0; 1 where a report is absent, failed, never, late or differs; 2 where one is unknown.

    Example: bin/reportctl status --stack workshop --stack production --grace 2h
    """
    if stack and every:
        raise Failure("--stack and --all exclude each other. Keep one.")
    stacks = chosen_stacks(project, stack or []) if stack or every else [one_stack(project, None)]
    look = Look(project, stacks, _grace(grace), None if at is None else since_instant(at, "--at"))
    rows = _watched(look, form) if watch else look.rows()
    _write(rows, look, form, output)
    note(summary(rows), quiet=quiet)
    raise typer.Exit(exit_status(rows))


def exit_status(rows: Sequence[Row]) -> int:
    """What the rows mean for whoever called."""
    if any(row.state is State.UNKNOWN for row in rows):
        return COULD_NOT_RUN
    return 0 if all(row.fine for row in rows) else FAULT


def _grace(text: str) -> timedelta:
    try:
        grace = Duration.parse(text)
    except DurationError as error:
        raise Failure(f"--grace: {error}") from None
    if not 0 <= grace.seconds <= _LONGEST_GRACE.total_seconds():
        raise Failure(f"--grace: {text} is not between 0s and a year (8760h). Write one such as 30m or 2h.")
    return timedelta(seconds=grace.seconds)


_LONGEST_GRACE = timedelta(hours=8760)


def _watched(look: Look, form: Format) -> list[Row]:
    """The rows of the last look, when the watching ends."""
    from reportctl.status.watching import watch  # noqa: PLC0415

    shown = console()
    if form is not Format.TABLE or look.at is not None:
        raise Failure("--watch keeps the table of now current. Leave out --format and --at, or --watch.")
    if not shown.is_terminal:
        raise Failure("--watch needs a terminal. For programs: --format json or openmetrics, as often as needed.")
    return watch(look, shown)


def _write(rows: Sequence[Row], look: Look, form: Format, output: Path | None) -> None:
    if output is not None:
        replace(output, _text(rows, look, form))
    elif form is Format.TABLE:
        _print(rows, console())
    else:
        typer.echo(_text(rows, look, form), nl=False)


def _text(rows: Sequence[Row], look: Look, form: Format) -> str:
    now = look.at or datetime.now(UTC)
    match form:
        case Format.JSON:
            return json.dumps([as_json(row) for row in rows], indent=2) + "\n"
        case Format.MARKDOWN:
            return markdown(rows, look.stacks, now)
        case Format.OPENMETRICS:
            from reportctl.status.openmetrics import openmetrics  # noqa: PLC0415 - 30 ms, for those who ask

            return openmetrics(rows, look.stacks, now).decode()
    text = StringIO()
    _print(rows, console(text))
    return text.getvalue()


def _print(rows: Sequence[Row], target: Console) -> None:
    if rows:
        target.print(status_table(rows, target))
