"""Which of a project's stacks a verb is for."""

import json
import os
from collections.abc import Iterable
from hashlib import sha1
from pathlib import Path
from typing import Any

from reportctl.show.failure import Failure
from reporting.finding import StackFileError
from reporting.quote import quoted
from reporting.source.stackfile import Project, read_project, stack_names


def chosen_stacks(project: Path, wanted: Iterable[str]) -> list[str]:
    """The wanted stacks, or all where none is wanted. Raises Failure where there is nothing to read."""
    project_in(project)
    known = stack_names(project)
    if not known:
        raise Failure(f"{project.resolve()} has no stack file. Make one: pulumi stack init workshop")
    for name in wanted:
        if name not in known:
            raise Failure(f"there is no stack {quoted(name)} in {project.resolve()}; there are: {', '.join(known)}.")
    return list(dict.fromkeys(wanted)) or known


def one_stack(project: Path, wanted: str | None) -> str:
    """The wanted stack, or the one that `pulumi stack select` chose where none is said. Raises Failure."""
    known = chosen_stacks(project, [wanted] if wanted is not None else [])
    if wanted is not None:
        return wanted
    selected = selected_stack(project)
    if selected is None or selected not in known:
        found = f"the selected stack, {quoted(selected)}, has no file here" if selected else "no stack is selected"
        raise Failure(f"{found}. Say --stack NAME, or: pulumi stack select NAME; there are: {', '.join(known)}.")
    return selected


def selected_stack(project: Path) -> str | None:
    """The stack that `pulumi` would take, without its organization; None where none is selected.

    PULUMI_STACK, or what the project's workspace has for the backend that is logged in to. Read as Pulumi's
    pkg/workspace/settings.go and pkg/backend/state/stacks.go do, without its half a second.
    """
    stated = os.environ.get("PULUMI_STACK")
    if stated is None:
        home = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi")
        backend = os.environ.get("PULUMI_BACKEND_URL") or _read(home / "credentials.json").get("current")
        settings = _read(home / "workspaces" / _workspace_file(project))
        stated = str((settings.get("stacks") or {}).get(backend) or settings.get("stack") or "")
    return stated.rpartition("/")[2] or None


def _workspace_file(project: Path) -> str:
    """Named after the path of Pulumi.yaml, which Go takes from PWD where that leads here."""
    here = Path(os.environ.get("PWD", "."))
    folder = here if here.is_dir() and here.samefile(".") else Path.cwd()
    path = os.path.normpath(folder.absolute() / project / "Pulumi.yaml")
    return f"{read_project(project).name}-{sha1(path.encode(), usedforsecurity=False).hexdigest()}-workspace.json"


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def project_in(project: Path) -> Project:
    """What the folder's Pulumi.yaml says. Raises Failure where there is none, or one that cannot be used."""
    file = project / "Pulumi.yaml"
    if not file.is_file():
        raise Failure(f"{project.resolve()} has no Pulumi.yaml. Go to the project's folder, or say --project DIR.")
    try:
        return read_project(project)
    except StackFileError as error:
        raise Failure(f"{file} cannot be used: {error.findings[0]}") from None
