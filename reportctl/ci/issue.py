"""`reportctl issue`: one issue that is open as long as a stack has drifted."""

import json
import os
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from reportctl.ci.changed import stacks_of_this_machine
from reportctl.ci.comment import LONGEST, escaped
from reportctl.ci.drift import Drift, State
from reportctl.ci.github import GitHub, Item
from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import note
from reportctl.show.failure import Failure
from reportctl.show.options import HERE, ProjectOption
from reporting.spans import listed

MARKER = "<!-- calico-reporting: drift -->"
"""The issue's first line, by which the next night finds it again."""

LABEL = "reporting-drift"


def issue(
    results: Annotated[Path, typer.Option(help="The folder of what `reportctl drift` wrote.", metavar="DIR")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing of what was done.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Open an issue on GitHub where a stack has drifted, bring it up to date, and close it when all are clean.

    There is one issue for all stacks. A stack without a result keeps it open as well. Needs GITHUB_TOKEN and, as
    every workflow has them, GITHUB_REPOSITORY, GITHUB_API_URL and GITHUB_RUN_ID.

    Example: python -m reportctl issue --results build/drift
    """
    stacks = stacks_of_this_machine(project, chosen_stacks(project, []))
    found = _complete(stacks, _read(results))
    with GitHub(os.environ) as github:
        opened = github.own("issues", MARKER, state="open", labels=LABEL)
        note(_keep(github, opened, found, _run(os.environ)), quiet=quiet)


def title(found: Iterable[Drift]) -> str:
    """The issue's title: which stacks have drifted, and of which that is not known."""
    drifted = [each.stack for each in found if each.state is State.DRIFTED]
    unknown = [each.stack for each in found if each.state is State.UNKNOWN]
    parts = [f"drift in {listed(drifted)}"] if drifted else []
    parts += [f"no look at {listed(unknown)}"] if unknown else []
    return f"Compliance reporting: {'; '.join(parts)}"[:_LONGEST_TITLE]


def body(found: Iterable[Drift], run: str) -> str:
    """The issue's text: what Pulumi says of each stack that is not clean, and what to do."""
    unclean = [each for each in found if each.state is not State.CLEAN]
    room = (LONGEST - _RESERVE) // len(unclean)
    sections = [_section(each, room) for each in unclean]
    return "\n\n".join([MARKER, f"Found by {run} on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.", *sections])


def _keep(github: GitHub, opened: Item | None, found: list[Drift], run: str) -> str:
    """Bring the issue in line with what was found; returns what was done."""
    if all(each.state is State.CLEAN for each in found):
        return _close(github, opened, run)
    content = {"title": title(found), "body": body(found, run)}
    if opened is None:
        made = github.create("issues", **content, labels=[LABEL])
        return f"opened {made['html_url']}"
    place = f"issues/{opened['number']}"
    if opened["title"] != content["title"]:
        github.create(f"{place}/comments", body=f"Now: {content['title']} ({run}).")
    github.change(place, **content)
    return f"brought {opened['html_url']} up to date"


def _close(github: GitHub, opened: Item | None, run: str) -> str:
    if opened is None:
        return "no drift, and no issue is open"
    place = f"issues/{opened['number']}"
    github.create(f"{place}/comments", body=f"No drift any more, as {run} found.")
    github.change(place, state="closed", state_reason="completed")
    return f"closed {opened['html_url']}"


_LONGEST_TITLE = 256
_RESERVE = 4_000

_TO_DO = {
    State.DRIFTED: (
        "Somebody or something changed the cluster beside this stack. `pulumi up --stack {stack}` brings it back to "
        "what the stack file says; to keep the change, write it into the stack file."
    ),
    State.UNKNOWN: "The look failed, so whether there is drift is not known. The end of what was said:",
}


def _section(found: Drift, room: int) -> str:
    name = escaped(found.stack)
    said = _shown(found.said, max(room - len(name) - 1_000, 0))
    return f"## Stack {name}\n\n{_TO_DO[found.state].format(stack=name)}\n\n{said}"


def _shown(text: str, room: int) -> str:
    """The end of a text as it is, between fences longer than any in it."""
    end = text.strip()[-room:] if room else ""
    fence = "`" * max([3, *(len(found) + 1 for found in re.findall(r"`{3,}", end))])
    return f"{fence}text\n{end}\n{fence}"


def _complete(stacks: Iterable[str], found: Mapping[str, Drift]) -> list[Drift]:
    """A result for each stack, also for one whose look ended before it had any."""
    return [found.get(stack, Drift(stack, State.UNKNOWN, "There is no result of this stack.")) for stack in stacks]


def _read(results: Path) -> dict[str, Drift]:
    read = [_result(file) for file in sorted(results.rglob("*.json"))]
    return {found.stack: found for found in read}


def _result(file: Path) -> Drift:
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
        return Drift(content["stack"], State(content["state"]), content["said"])
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Failure(f"{file} is no result of `reportctl drift`: {error}.") from None


def _run(environ: Mapping[str, str]) -> str:
    """The workflow's run, as a link."""
    number = environ.get("GITHUB_RUN_ID")
    if number is None:
        return "`reportctl drift`"
    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"[this run]({server}/{environ['GITHUB_REPOSITORY']}/actions/runs/{number})"
