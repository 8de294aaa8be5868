"""`reportctl drift`: whether the cluster still is what a stack says, as Pulumi sees it."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import note
from reportctl.show.failure import COULD_NOT_RUN, FAULT, Failure
from reportctl.show.options import HERE, ProjectOption, StackOption


class State(StrEnum):
    """What became of a look at one stack."""

    CLEAN = "clean"
    DRIFTED = "drifted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Drift:
    """One stack, its state, and what Pulumi said."""

    stack: str
    state: State
    said: str


def drift(
    stack: StackOption,
    output: Annotated[
        Path | None, typer.Option(help="Write the result here as JSON, for `reportctl issue`.", metavar="FILE")
    ] = None,
    organization: Annotated[
        str | None,
        typer.Option(help="The organization in Pulumi Cloud.", envvar="PULUMI_ORGANIZATION", metavar="NAME"),
    ] = None,
    project: ProjectOption = HERE,
) -> None:
    """Preview a stack with a refresh, expecting no changes. Nothing is changed.

    Exit status: 0 without drift, 1 with drift, 2 where it is not known.

    Example: python -m reportctl drift --stack production
    """
    chosen_stacks(project, [stack])
    found = look(project, stack, organization)
    sys.stdout.write(found.said)
    if output is not None:
        _write(output, found)
    note(f"{stack}: {_IN_WORDS[found.state]}")
    raise typer.Exit(_EXIT_STATUS[found.state])


def look(project: Path, stack: str, organization: str | None = None) -> Drift:
    """One stack, looked at with the `pulumi` on PATH. Raises Failure where there is none."""
    name = f"{organization}/{stack}" if organization else stack
    try:
        ended = subprocess.run(
            ["pulumi", "preview", "--stack", name, *_FLAGS],
            cwd=project,
            env={**os.environ, "PULUMI_RUN_PROGRAM": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except FileNotFoundError:
        raise Failure("pulumi is not on PATH. Install it: https://www.pulumi.com/docs/install/") from None
    state = _STATES.get(ended.returncode, State.UNKNOWN)
    return Drift(stack, state, ended.stdout.decode(errors="replace"))


_FLAGS = ("--refresh", "--expect-no-changes", "--diff", "--non-interactive", "--color=never")

# Pulumi's exit statuses: pkg/cmd/pulumi/cmd/exit_codes.go, where 7 is ExitNoChanges.
_STATES = {0: State.CLEAN, 7: State.DRIFTED}

_EXIT_STATUS = {State.CLEAN: 0, State.DRIFTED: FAULT, State.UNKNOWN: COULD_NOT_RUN}

_IN_WORDS = {
    State.CLEAN: "no drift",
    State.DRIFTED: "the cluster is not what the stack says",
    State.UNKNOWN: "whether there is drift is not known, because the preview failed",
}


def _write(file: Path, found: Drift) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(asdict(found), indent=2), encoding="utf-8")
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from None
