"""`reportctl plan`: a page that shows what a stack will do in the coming week."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from reportctl.page import Comparison, plan_view, render_page
from reportctl.project.difference import difference
from reportctl.project.revision import revision
from reportctl.project.stacks import one_stack
from reportctl.show.console import note
from reportctl.show.files import write
from reportctl.show.options import HERE, ProjectOption, SelectedOption
from reportctl.show.since import since_instant
from reporting.objects import plan as objects
from reporting.source.stackfile import read_stack


def plan(  # noqa: PLR0913, PLR0917
    out: Annotated[Path, typer.Option(help="Where the page goes.", metavar="FILE")],
    stack: SelectedOption = None,
    base: Annotated[str | None, typer.Option(help="Show what differs from this git revision.", metavar="REF")] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", help="When the week begins, by default the coming midnight UTC.", metavar="TIME"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing of the page that was written.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Write one page about a stack's coming week: windows, runs, intervals, coverage, controls and advice.

    The page needs nothing beside it: it opens from disk, in light and dark, and prints.

    Example: bin/reportctl plan --stack workshop --out build/plan.html --base origin/main
    """
    stack = one_stack(project, stack)
    start = _coming_midnight() if since is None else since_instant(since)
    wanted = objects.plan(read_stack(project, stack).settings())
    comparison = _comparison(project, stack, base) if base is not None else None
    write(out, render_page(plan_view(stack, wanted, start, comparison)))
    note(f"wrote {out}", quiet=quiet)


def _comparison(project: Path, stack: str, base: str) -> Comparison:
    with revision(project, base) as before, revision(project, None) as after:
        found = difference(before, after, stack)
        return Comparison(str(before), found.changes, found.base_problems)


def _coming_midnight() -> datetime:
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=1)
