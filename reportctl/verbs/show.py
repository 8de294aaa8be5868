"""`reportctl show`: what counts for a stack, its bases included, and where each value was said."""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from reportctl.project.stacks import one_stack
from reportctl.show.findings import relative
from reportctl.show.options import HERE, ProjectOption, SelectedOption
from reporting.finding import Path, config_path
from reporting.source.expansion.bases import EXTENDS
from reporting.source.stackfile import StackFile, read_stack
from reporting.stack.settings import Settings
from reporting.writing.stacktext import base_text


def show(
    stack: SelectedOption = None,
    origin: Annotated[
        bool, typer.Option("--origin", help="A line for each value, with the file and line that say it.")
    ] = False,
    project: ProjectOption = HERE,
) -> None:
    """Print what a stack says, with the files that it extends below it, as one of them would say it.

    What the program takes where nobody says anything is not shown, and of a framework its name: README.md and
    `reportctl controls` have them.

    Example: bin/reportctl show --stack production --origin
    """
    read = read_stack(project, one_stack(project, stack))
    values = _in_order(read)
    if origin:
        sys.stdout.writelines(_line(read, path, value) for path, value in _leaves(values))
    else:
        sys.stdout.write(base_text(values) if values else "")


def _in_order(read: StackFile) -> dict[str, object]:
    """As README.md lists the keys; a key that means nothing comes last."""
    known = [str(field.alias) for field in Settings.model_fields.values() if field.alias != EXTENDS]
    unknown = [key for key in read.values if key not in (*known, EXTENDS)]
    return {key: read.values[key] for key in (*known, *unknown) if key in read.values}


def _leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """What is no map, or an empty one: a list counts as a whole, because a base's is replaced as a whole."""
    if isinstance(value, Mapping) and (value or not path):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, key))
    else:
        yield path, value


def _line(read: StackFile, path: Path, value: object) -> str:
    place = read.place(path)
    return f"{relative(place.file)}:{place.line}: {config_path(path)}: {json.dumps(value)}\n"
