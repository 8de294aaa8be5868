"""How Jobs get on: moving lines on a terminal, one line for each change in a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cluster.following import ENDED, Show
from reportctl.show.console import console


@contextmanager
def display(jobs: list[str], *, quiet: bool) -> Iterator[Show]:
    """What fits standard error: nothing where quiet. Moving lines are gone when all have ended."""
    target = console(sys.stderr)
    if quiet:
        yield lambda _job, _text: None
    elif not target.is_terminal or target.is_dumb_terminal:
        yield _lines()
    else:
        columns = (SpinnerColumn(), _text("description"), TimeElapsedColumn(), _text("fields[text]"))
        with Progress(*columns, console=target, transient=True) as progress:
            tasks = {job: progress.add_task(job, total=1, text="") for job in jobs}
            yield lambda job, text: progress.update(tasks[job], completed=text == ENDED, text=text)


def _text(field: str) -> TextColumn:
    return TextColumn(f"{{task.{field}}}", markup=False)


def _lines() -> Show:
    shown: dict[str, str] = {}

    def show(job: str, text: str) -> None:
        if shown.get(job) != text:
            shown[job] = text
            sys.stderr.write(f"{datetime.now(UTC):%H:%M:%SZ} {job}: {text}\n")
            sys.stderr.flush()

    return show
