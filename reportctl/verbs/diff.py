"""`reportctl diff`: what a change to the stack files means, for the people who review it."""

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import typer

from reportctl.ci.comment import comment
from reportctl.project.difference import StackDifference, as_json, difference, differing_stacks
from reportctl.project.revision import Revision, branch_point, revision
from reportctl.show.console import console
from reportctl.show.failure import FAULT, Failure
from reportctl.show.options import HERE, ProjectOption
from reportctl.verbs.diff_lines import show


class Format(StrEnum):
    """What the difference is printed as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def diff(  # noqa: PLR0913, PLR0917
    base: Annotated[
        str | None,
        typer.Option(help="The git revision to compare with; where the branch left the default one.", metavar="REF"),
    ] = None,
    head: Annotated[
        str | None, typer.Option(help="The git revision to look at; the working tree without it.", metavar="REF")
    ] = None,
    stack: Annotated[str | None, typer.Option(help="One stack: NAME of Pulumi.NAME.yaml.", metavar="NAME")] = None,
    every: Annotated[bool, typer.Option("--all", help="All stacks of either revision: the default.")] = False,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="text for people, the default on a terminal; markdown for a pull request's comment, the default "
            "elsewhere; json for programs.",
        ),
    ] = None,
    project: ProjectOption = HERE,
) -> None:
    """Compare the stacks at two git revisions, object by object, in words.

    Without --base, with the point where the branch left the default branch (origin/HEAD, or main or master).

    Exit status: 0 without a change, 1 with one or where the head cannot be used, 2 where nothing could be compared.

    Example: bin/reportctl diff --base origin/main --stack production
    """
    if every and stack is not None:
        raise Failure("--stack and --all exclude each other. Keep one.")
    form = form or (Format.TEXT if sys.stdout.isatty() else Format.MARKDOWN)
    before = branch_point(project, head) if base is None else revision(project, base)
    with before as old, revision(project, head) as new:
        found = [difference(old, new, name) for name in differing_stacks(old, new, stack)]
        _print(old, new, found, form)
    if any(found):
        raise typer.Exit(FAULT)


def _print(base: Revision, head: Revision, found: Sequence[StackDifference], form: Format) -> None:
    match form:
        case Format.TEXT:
            show(base, head, found, console())
        case Format.MARKDOWN:
            sys.stdout.write(comment(base, head, found))
        case Format.JSON:
            sys.stdout.write(json.dumps(as_json(base, head, found), indent=2) + "\n")
