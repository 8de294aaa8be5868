"""`reportctl render --for`: many stacks, and the objects with which an engine brings them to their clusters."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportctl.engines.engine import Engine, Options
from reportctl.engines.member import Member, folder_name
from reportctl.engines.rendering import engine_files, forsaken, outdated
from reportctl.engines.repository import is_ignored
from reportctl.project.findings import plan_without_errors
from reportctl.project.stacks import chosen_stacks, one_stack, project_in
from reportctl.show.console import note
from reportctl.show.failure import Failure
from reportctl.show.files import write
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.spans import counted


@dataclass(frozen=True)
class Request:
    """What was asked for: the engine, the project's folder, the stacks or every one, where to write, options."""

    engine: Engine
    project: Path
    stacks: tuple[str, ...]
    every: bool
    out: Path | None
    options: Options


def render_fleet(
    asked: Request,
    stack_files: Callable[[Plan, Owner], dict[str, list[Manifest]]],
    to_yaml: Callable[[Iterable[Manifest]], str],
) -> None:
    """Write the files of an engine, all or none of them. Raises Failure or StackFileError."""
    if asked.out is None:
        raise Failure(f"--for {asked.engine} needs a folder of a git checkout, such as: --out fleet")
    project = project_in(asked.project).name
    members = [
        Member(name, project, wanted.settings.cluster, stack_files(wanted, Owner(project, name)))
        for name, wanted in _plans(asked).items()
    ]
    files = engine_files(asked.engine, members, asked.options, asked.project, asked.out)
    for path, manifests in files.items():
        write(asked.out / path, to_yaml(manifests))
    for left in outdated(asked.engine, members, files, asked.out):
        left.unlink()
        note(f"removed {left}: its stack has it no more")
    note(f"wrote {counted(len(files), 'file')} for {counted(len(members), 'stack')} to {asked.out}")
    _tell_what_is_left(asked, asked.out)


def _plans(asked: Request) -> dict[str, Plan]:
    """Every stack that is to be rendered, read before anything is written."""
    if asked.every and asked.stacks:
        raise Failure("--stack and --all exclude each other. Keep one.")
    if asked.every:
        names: Sequence[str] = chosen_stacks(asked.project, ())
    else:
        names = chosen_stacks(asked.project, asked.stacks or (one_stack(asked.project, None),))
    found = {name: plan_without_errors(asked.project, name) for name in names}
    elsewhere = [name for name, wanted in found.items() if wanted.settings.cluster.kubeconfig is not None]
    for name in elsewhere:
        why = f"{name} is left out: its cluster.kubeconfig is a file of one machine, where no engine runs"
        if not asked.every:
            raise Failure(f"{why}. Say cluster.context or cluster.inCluster in its stack file.")
        note(why)
    rendered = {name: wanted for name, wanted in found.items() if name not in elsewhere}
    if not rendered:
        raise Failure("no stack is left to render.")
    for name, wanted in rendered.items():
        if wanted.runs:
            note(f"the runs of {name} are left out: each is made once, and an engine would make it again")
    return rendered


def _tell_what_is_left(asked: Request, out: Path) -> None:
    known = [folder_name(stack) for stack in chosen_stacks(asked.project, ())]
    for name in forsaken(asked.engine, known, out):
        note(f"{name} is rendered in {out} and no stack of the project any more: remove its files")
    if is_ignored(out):
        note(f"git ignores {out}: nothing in it gets to the repository that the engine reads")
