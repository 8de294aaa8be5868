"""`reportctl post`: one comment on a pull request, which each push brings up to date."""

import os
import re
from pathlib import Path
from typing import Annotated

import typer

from reportctl.ci.github import GitHub
from reportctl.show.console import note
from reportctl.show.failure import Failure


def post(
    file: Annotated[
        Path, typer.Option(help="The comment; its first line is its marker, <!-- ... -->.", metavar="FILE")
    ],
    pull_request: Annotated[int, typer.Option(help="The pull request's number.", min=1, metavar="NUMBER")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing of what was done.")] = False,
) -> None:
    """Put a comment on a GitHub pull request, or bring the one up to date that was put there before.

    It is found again by its first line, among the comments that workflows made. Needs GITHUB_TOKEN and, as every
    workflow has them, GITHUB_REPOSITORY and GITHUB_API_URL.

    Example: python -m reportctl post --file build/review/comment.md --pull-request 17
    """
    body = _read(file)
    comments = f"issues/{pull_request}/comments"
    with GitHub(os.environ) as github:
        found = github.own(comments, body.splitlines()[0])
        if found is None:
            done = github.create(comments, body=body)
        elif found["body"].splitlines() != body.splitlines():
            done = github.change(f"issues/comments/{found['id']}", body=body)
        else:
            done = found
    note(str(done["html_url"]), quiet=quiet)


_MARKER = re.compile(r"<!-- .+ -->")


def _read(file: Path) -> str:
    try:
        body = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{file} cannot be read: {error}.") from None
    if not _MARKER.fullmatch(body.partition("\n")[0]):
        raise Failure(
            f"{file} does not begin with a marker, by which the next push finds the comment again. Its first line must "
            "be one such as <!-- calico-reporting: diff -->; `python -m reportctl diff` writes it."
        )
    return body
