"""`reportctl diff`: what a change to the stack files means, for the people who review it."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportctl.ci.comment import comment
from reportctl.project.difference import as_json, difference, differing_stacks
from reportctl.project.revision import revision
from reportctl.show.failure import FAULT, Failure
from reportctl.show.options import HERE, ProjectOption


class Format(StrEnum):
    """What the difference is printed as."""

    MARKDOWN = "markdown"
    JSON = "json"


def diff(  # noqa: PLR0913, PLR0917
    base: Annotated[str, typer.Option(help="The git revision to compare with.", metavar="REF")],
    head: Annotated[
        str | None, typer.Option(help="The git revision to look at; the working tree without it.", metavar="REF")
    ] = None,
    stack: Annotated[str | None, typer.Option(help="One stack: NAME of Pulumi.NAME.yaml.", metavar="NAME")] = None,
    every: Annotated[bool, typer.Option("--all", help="All stacks of either revision: the default.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="Markdown for a pull request's comment, JSON for machines.")
    ] = Format.MARKDOWN,
    project: ProjectOption = HERE,
) -> None:
    """Compare the stacks at two git revisions, object by object, in words.

    Exit status: 0 without a change, 1 with one or where the head cannot be used, 2 where nothing could be compared.
    To compare with the point where a branch began: --base "$(git merge-base origin/main HEAD)".

    Example: bin/reportctl diff --base origin/main --stack production
    """
    if every and stack is not None:
        raise Failure("--stack and --all exclude each other. Keep one.")
    text, changed = _difference(base, head, stack, form, project)
    sys.stdout.write(text)
    if changed:
        raise typer.Exit(FAULT)


def _difference(base: str, head: str | None, stack: str | None, form: Format, project: Path) -> tuple[str, bool]:
    with revision(project, base) as before, revision(project, head) as after:
        found = [difference(before, after, name) for name in differing_stacks(before, after, stack)]
        if form is Format.JSON:
            text = json.dumps(as_json(before, after, found), indent=2) + "\n"
        else:
            text = comment(before, after, found)
    return text, any(found)
