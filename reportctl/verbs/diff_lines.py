"""Differences between revisions as a terminal shows them: `file:line: what became of it: a sentence`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path as FilePath
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from reportctl.project.difference import StackDifference
from reportctl.project.revision import Revision
from reporting.changes import Kind
from reporting.finding import Path, StackFileError
from reporting.source.expansion.merging import Place
from reporting.source.stackfile import read_project, read_stack
from reporting.spans import counted, listed

_STYLES = {Kind.ADDED: "green", Kind.REMOVED: "red", Kind.CHANGED: "yellow", Kind.RENAMED: "cyan", "error": "bold red"}


def show(base: Revision, head: Revision, differences: Sequence[StackDifference], to: Console) -> None:
    """Print all of them, and how many there are."""
    for difference in differences:
        for place, what, sentence in _lines(head, difference):
            to.print(_line(place, what, sentence, to), soft_wrap=True)
    to.print(f"{_summary(differences)}, from {base} to {head}", soft_wrap=True)


def _lines(head: Revision, difference: StackDifference) -> Iterator[tuple[str, str, str]]:
    file = read_project(head.folder).file_of(difference.stack).relative_to(head.folder)
    for problem in difference.head_problems:
        where = Place(problem.file or file, problem.line or 1)
        yield str(where), "error", _of_stack(difference.stack, where, file, str(problem))
    if difference.base_problems:
        count = counted(len(difference.base_problems), "error")
        yield (
            str(file),
            "error",
            f"{count} at the base, so all that the head says is shown. {difference.base_problems[0]}",
        )
    place = _finder(head, difference.stack)
    for change in difference.changes:
        where = place(change.path) or Place(file, 1)
        yield str(where), change.kind, _of_stack(difference.stack, where, file, change.sentence)


def _of_stack(stack: str, where: Place, own: FilePath, sentence: str) -> str:
    """A line of a base is a line of several stacks, so it says which."""
    return sentence if where.file == own else f"stack {stack}: {sentence}"


def _finder(head: Revision, stack: str) -> Callable[[Path], Place | None]:
    """Where a path is said; nowhere in a stack whose file is gone."""
    try:
        read = read_stack(head.folder, stack)
    except StackFileError:
        return lambda _: None
    return lambda path: read.place(path).within(head.folder)


def _line(place: str, what: str, sentence: str, to: Console) -> Text:
    text = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in f"{place}: {what}: {sentence}")
    if to.is_terminal:
        rows = wrap(text, to.width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        text = "\n".join(rows)
    shown = Text(text)
    shown.stylize(_STYLES[what], len(place) + 2, len(place) + 2 + len(what))
    return shown


def _summary(differences: Iterable[StackDifference]) -> str:
    changed = [difference for difference in differences if difference]
    unchanged = [difference.stack for difference in differences if not difference]
    if not changed:
        return "no change"
    changes = sum(len(difference.changes) for difference in changed)
    errors = sum(len(difference.head_problems) for difference in changed)
    counts = [counted(changes, "change")] + ([counted(errors, "error")] if errors else [])
    beside = f" (none in {listed(unchanged)})" if unchanged else ""
    return f"{', '.join(counts)} in {counted(len(changed), 'stack')}{beside}"
