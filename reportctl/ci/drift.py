"""`reportctl drift`: whether the cluster still is what a stack says, as Pulumi sees it."""

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import note
from reportctl.show.failure import COULD_NOT_RUN, FAULT, Failure
from reportctl.show.options import HERE, ProjectOption, StackOption


def drift(
    stack: StackOption,
    organization: Annotated[
        str | None,
        typer.Option(help="The organization in Pulumi Cloud.", envvar="PULUMI_ORGANIZATION", metavar="NAME"),
    ] = None,
    project: ProjectOption = HERE,
) -> None:
    """Preview a stack with a refresh, expecting no changes. Nothing is changed.

    Exit status: 0 without drift, 1 with drift, 2 where it is not known.

    Example: bin/reportctl drift --stack production
    """
    chosen_stacks(project, [stack])
    ended = preview(project, f"{organization}/{stack}" if organization else stack)
    status, words = _MEANINGS.get(ended, _UNKNOWN)
    note(f"{stack}: {words}")
    raise typer.Exit(status)


def preview(project: Path, stack: str) -> int:
    """How the `pulumi` on PATH ends its preview, shown as it goes. Raises Failure where there is none."""
    command = ["pulumi", "preview", "--stack", stack, *_FLAGS]
    environment = {**os.environ, "PULUMI_RUN_PROGRAM": "true"}
    try:
        ended = subprocess.run(command, cwd=project, env=environment, stdin=subprocess.DEVNULL, check=False)
    except FileNotFoundError:
        raise Failure("pulumi is not on PATH. Install it: https://www.pulumi.com/docs/install/") from None
    return ended.returncode


_FLAGS = ("--refresh", "--expect-no-changes", "--diff", "--non-interactive", "--color=never")

# By Pulumi's exit status: pkg/cmd/pulumi/cmd/exit_codes.go, where 7 is ExitNoChanges.
_MEANINGS = {0: (0, "no drift"), 7: (FAULT, "the cluster is not what the stack says")}
_UNKNOWN = (COULD_NOT_RUN, "whether there is drift is not known, because the preview failed")
