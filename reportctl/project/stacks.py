"""Which of a project's stacks a verb is for."""

from collections.abc import Iterable
from pathlib import Path

from reportctl.show.failure import Failure
from reporting.finding import StackFileError
from reporting.quote import quoted
from reporting.source.stackfile import project_defaults, stack_names


def chosen_stacks(project: Path, wanted: Iterable[str]) -> list[str]:
    """The wanted stacks, or all where none is wanted. Raises Failure where there is nothing to read."""
    _check_project(project)
    known = stack_names(project)
    if not known:
        raise Failure(f"{project.resolve()} has no stack file. Make one: pulumi stack init workshop")
    for name in wanted:
        if name not in known:
            raise Failure(f"there is no stack {quoted(name)} in {project.resolve()}; there are: {', '.join(known)}.")
    return list(dict.fromkeys(wanted)) or known


def _check_project(project: Path) -> None:
    file = project / "Pulumi.yaml"
    if not file.is_file():
        raise Failure(f"{project.resolve()} has no Pulumi.yaml. Go to the project's folder, or say --project DIR.")
    try:
        project_defaults(project)
    except StackFileError as error:
        raise Failure(f"{file} cannot be used: {error.findings[0]}") from None
