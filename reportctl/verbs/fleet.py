"""`reportctl fleet`: all stacks of a project and their clusters at one look."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportctl.fleet.looking import FleetLook
from reportctl.project.stacks import chosen_stacks, project_in
from reportctl.show.console import console, note
from reportctl.show.failure import COULD_NOT_RUN, FAULT
from reportctl.show.files import replace
from reportctl.show.options import HERE, ProjectOption
from reporting.fleet.row import FleetRow, State
from reporting.fleet.words import summary


class Format(StrEnum):
    """How a fleet is written to standard output."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def fleet(
    stack: Annotated[
        list[str] | None,
        typer.Option(help="A stack; can be said several times. All of the project without it.", metavar="NAME"),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="table for people; json (docs/fleet.schema.json) or csv for programs.")
    ] = Format.TABLE,
    out: Annotated[
        Path | None,
        typer.Option(help="Write a page of it here as well, which needs nothing beside it.", metavar="FILE"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Leave out progress and summary.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Look at all stacks side by side: a row for each cluster, what needs somebody first.

    States: unknown (could not be looked at), error (something stops pulumi up), failing (a report is absent, failed,
    never came or is late), drift (a report or Felix field is not as the stack says), warning, ok. Findings are those of
    pulumi preview that no stack accepts.

    Nothing is shown before every cluster has answered or let its deadline pass; after Ctrl-C nothing is.

    Exit status: 0 (warnings included); 1 for an error, a failing report or drift; 2 where a state is unknown.

    Example: bin/reportctl fleet --out build/fleet.html
    """
    stacks = chosen_stacks(project, stack or [])
    rows = _looked(FleetLook(project, stacks), quiet=quiet)
    if out is not None:
        _write_page(out, project, rows, quiet=quiet)
    _print(rows, form)
    note(summary(rows), quiet=quiet)
    raise typer.Exit(exit_status(rows))


def exit_status(rows: Sequence[FleetRow]) -> int:
    """What the rows mean for whoever called."""
    if any(row.state is State.UNKNOWN for row in rows):
        return COULD_NOT_RUN
    return FAULT if any(row.pressing for row in rows) else 0


def _looked(look: FleetLook, *, quiet: bool) -> list[FleetRow]:
    from reportctl.show.counting import counting  # noqa: PLC0415 - rich's bars take 20 ms, for those who look

    with counting("clusters", len(look.stacks), quiet=quiet) as done:
        return look.rows(done)


def _print(rows: Sequence[FleetRow], form: Format) -> None:
    from reportctl.fleet.as_json import fleet_as_csv, fleet_as_json  # noqa: PLC0415
    from reportctl.fleet.table import fleet_table  # noqa: PLC0415

    match form:
        case Format.TABLE:
            target = console()
            target.print(fleet_table(rows, target))
        case Format.JSON:
            sys.stdout.write(f"{json.dumps(fleet_as_json(rows), indent=2)}\n")
        case Format.CSV:
            sys.stdout.write(fleet_as_csv(rows))


def _write_page(out: Path, project: Path, rows: Sequence[FleetRow], *, quiet: bool) -> None:
    from reportctl.page.fleet import render_fleet  # noqa: PLC0415 - jinja2 takes 30 ms, for those who ask

    replace(out, render_fleet(project_in(project).name, rows, datetime.now(UTC)))
    note(f"wrote {out}", quiet=quiet)
