"""How Jobs get on: moving lines on a terminal, one line for each change in a log."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from cluster.following import Display
from reportctl.show.console import console
from reporting.objects.job_status import Result


@contextmanager
def display(jobs: list[str], *, quiet: bool) -> Iterator[Display]:
    """What fits standard error: nothing where quiet."""
    target = console(sys.stderr)
    if quiet or not target.is_terminal or target.is_dumb_terminal:
        yield _Lines(quiet=quiet)
        return
    columns = (SpinnerColumn(), _text("description"), TimeElapsedColumn(), _text("fields[text]"))
    with Progress(*columns, console=target) as progress:
        yield _Moving(progress, {job: progress.add_task(job, total=1, text="") for job in jobs})


def _text(field: str) -> TextColumn:
    return TextColumn(f"{{task.{field}}}", markup=False)


class _Moving:
    def __init__(self, progress: Progress, tasks: dict[str, TaskID]):
        self._progress = progress
        self._tasks = tasks

    def show(self, job: str, text: str) -> None:
        self._progress.update(self._tasks[job], text=text)

    def end(self, job: str, result: Result) -> None:
        self._progress.update(self._tasks[job], completed=1, text=result.value)


class _Lines:
    def __init__(self, *, quiet: bool):
        self._quiet = quiet
        self._shown: dict[str, str] = {}

    def show(self, job: str, text: str) -> None:
        if not self._quiet and self._shown.get(job) != text:
            self._shown[job] = text
            sys.stderr.write(f"{datetime.now(UTC):%H:%M:%SZ} {job}: {text}\n")
            sys.stderr.flush()

    def end(self, job: str, result: Result) -> None:
        self.show(job, result.value)
