"""`reportctl changed`: which stacks a change concerns, for a workflow that previews each of them."""

import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportctl.project.git import changed_files, merge_base
from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import note
from reportctl.show.failure import Failure
from reportctl.show.options import HERE, ProjectOption
from reporting.finding import StackFileError
from reporting.source.stackfile import files_of, read_stack

PROGRAM = ("Pulumi.yaml", "__main__.py", "cluster/", "components/", "reporting/", "requirements.txt")
"""What every stack is run with; a path with a slash at its end is a folder."""


class Format(StrEnum):
    """How the stacks are listed."""

    JSON = "json"
    LINES = "lines"


def changed(
    base: Annotated[
        str | None, typer.Option(help="The branch or revision that the change is for.", metavar="REF")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every stack, changed or not.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="json for a workflow's matrix; lines for a shell's loop.")
    ] = Format.JSON,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing of the stacks that are left out.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """List the stacks that can be run from here and that a change concerns.

    A stack is concerned by its own stack file, its bases and the files that they name; all are by the program and its
    requirements. A stack whose cluster.kubeconfig is not on this machine belongs to another one, and is left out.

    Example: bin/reportctl changed --base origin/main
    """
    if every == (base is not None):
        raise Failure("Say either --base REF or --all.")
    known = chosen_stacks(project, [])
    concerned = known if base is None else stacks_changed_since(project, merge_base(project, base), known)
    stacks = stacks_of_this_machine(project, concerned)
    for name in sorted(set(concerned) - set(stacks)):
        note(f"{name} is left out: its cluster.kubeconfig is not on this machine", quiet=quiet)
    sys.stdout.write(f"{json.dumps(stacks)}\n" if form is Format.JSON else "".join(f"{name}\n" for name in stacks))


def stacks_changed_since(project: Path, commit: str, known: list[str]) -> list[str]:
    """The known stacks that the files which differ from a commit concern."""
    files = changed_files(project, commit)
    if any(file in PROGRAM or file.startswith(_FOLDERS) for file in files):
        return known
    return [name for name in known if not set(files_of(project, name)).isdisjoint(files)]


def stacks_of_this_machine(project: Path, stacks: Iterable[str]) -> list[str]:
    """The stacks but for those whose cluster is named by a kubeconfig that is not here."""
    return [name for name in stacks if not _is_elsewhere(project, name)]


_FOLDERS = tuple(path for path in PROGRAM if path.endswith("/"))


def _is_elsewhere(project: Path, stack: str) -> bool:
    try:
        cluster = read_stack(project, stack).values.get("cluster")
    except StackFileError:
        return False
    kubeconfig = cluster.get("kubeconfig") if isinstance(cluster, dict) else None
    return isinstance(kubeconfig, str) and not (project / kubeconfig).expanduser().exists()
