"""`reportctl exceptions`: who is excused from what, and until when."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from reportctl.exceptions.table import show
from reportctl.project.stacks import chosen_stacks, project_in
from reportctl.show.console import console, note
from reportctl.show.failure import Failure
from reportctl.show.files import write
from reportctl.show.options import HERE, ProjectOption
from reportctl.show.spreadsheets import csv_text
from reporting.dialects.moments import parse_day
from reporting.exceptions.judged import JudgedException, by_date, judged_exceptions
from reporting.exceptions.oscal import plan_of_action
from reporting.exceptions.rows import COLUMNS, as_map
from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from reporting.spans import counted


class Format(StrEnum):
    """How exceptions are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    OSCAL = "oscal"


def exceptions(  # noqa: PLR0913, PLR0917
    stack: Annotated[list[str] | None, typer.Option(help="A stack; can be said several times.", metavar="NAME")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every stack; so does neither --stack nor --all.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="table for people; csv, json, or oscal (plan of action and milestones).")
    ] = Format.TABLE,
    day: Annotated[
        str | None, typer.Option("--on", help="How they stand on this day; today (UTC) without.", metavar="DAY")
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Write here, not to standard output.", metavar="FILE")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="The list alone.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """List what stacks except, by the day on which it ends: CIS tests left out, reports suspended, findings accepted.

    One that is over stops `pulumi up`, once the days of exceptions.graceDays are over too. In CSV, cells that a
    spreadsheet would take for formulas begin with an apostrophe.

    Example: bin/reportctl exceptions --all --format csv --output exceptions.csv
    """
    if stack and every:
        raise Failure("--stack and --all exclude each other. Keep one.")
    today = datetime.now(UTC).date() if day is None else _day(day)
    plans = {name: plan(read_stack(project, name).settings()) for name in chosen_stacks(project, stack or [])}
    found = by_date(one for name, wanted in plans.items() for one in judged_exceptions(name, wanted, today))
    if form is Format.TABLE and output is None:
        show(found, console())
    else:
        clusters = {name: wanted.settings.cluster.name for name, wanted in plans.items()}
        _write(_text(form, found, plan_of_action(project_in(project).name, clusters, found, today)), output)
    note(f"{counted(len(found), 'exception')} in {counted(len(plans), 'stack')}, as of {today}", quiet=quiet)


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise Failure(f"--on: {error}") from None


def _text(form: Format, found: Sequence[JudgedException], oscal: dict[str, Any]) -> str:
    maps = [as_map(one) for one in found]
    match form:
        case Format.TABLE:
            text = StringIO()
            show(found, console(text))
            return text.getvalue()
        case Format.CSV:
            return csv_text(COLUMNS, ([one[column] for column in COLUMNS] for one in maps))
        case Format.JSON:
            return f"{json.dumps({'exceptions': maps}, indent=2)}\n"
        case Format.OSCAL:
            return f"{json.dumps(oscal, indent=2)}\n"


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        write(output, text)
