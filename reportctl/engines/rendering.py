"""A folder of a repository for one engine: which files belong there, and which no longer do."""

from collections.abc import Collection, Sequence
from pathlib import Path

from reportctl.engines.argocd import argocd_files
from reportctl.engines.engine import Engine, Options
from reportctl.engines.flux import flux_files
from reportctl.engines.member import Member
from reportctl.engines.pko import pko_files
from reportctl.engines.repository import repository_of
from reportctl.show.failure import Failure
from reporting.objects.manifest import Manifest
from reporting.quote import quoted


def engine_files(
    engine: Engine, members: Sequence[Member], options: Options, project: Path, out: Path
) -> dict[str, list[Manifest]]:
    """All files by path below `out`. Raises Failure."""
    _refuse_strangers_first(members, options)
    _refuse_other_engine(engine, out)
    if engine is Engine.PKO:
        return pko_files(members, repository_of(project, options), options)
    make = {Engine.ARGOCD: argocd_files, Engine.FLUX: flux_files}[engine]
    return make(members, repository_of(out, options), options)


def outdated(engine: Engine, members: Sequence[Member], files: Collection[str], out: Path) -> list[Path]:
    """What an earlier rendering left for these stacks and this one no longer has, such as the reports of a stack that
    has none any more: the engine would go on with it."""
    ours = {member.folder for member in members}
    return [path for path in _rendered(engine, out) if _folder(out, path) in ours and _below(out, path) not in files]


def forsaken(engine: Engine, known: Collection[str], out: Path) -> list[str]:
    """Rendered stacks that are none of these folders' names: the project has them no more, and the engine still has."""
    return sorted({_folder(out, path) for path in _rendered(engine, out)} - set(known))


def _rendered(engine: Engine, out: Path) -> list[Path]:
    """Every file of a stack, as the three engines' modules lay them out."""
    layout = {
        Engine.PKO: ("pko/*.yaml",),
        Engine.ARGOCD: ("stacks/*/own/*.yaml", "stacks/*/shared/*.yaml", "argocd/own/*.yaml", "argocd/shared/*.yaml"),
        Engine.FLUX: ("stacks/*/own/*.yaml", "stacks/*/shared/*.yaml", "flux/stacks/*.yaml"),
    }
    return sorted(path for pattern in layout[engine] for path in out.glob(pattern))


def _folder(out: Path, path: Path) -> str:
    """The stack's folder name, which is in the path of what is rendered, and the name of what an engine reads."""
    parts = path.relative_to(out).parts
    return parts[1] if parts[0] == "stacks" else path.stem


def _below(out: Path, path: Path) -> str:
    return path.relative_to(out).as_posix()


def _refuse_strangers_first(members: Sequence[Member], options: Options) -> None:
    rendered = [member.stack for member in members]
    for stack in options.first:
        if stack not in rendered:
            raise Failure(
                f"--first {quoted(stack)} is not among the stacks that are rendered: {', '.join(rendered)}. "
                f"Add --stack {stack}, or say --all."
            )


def _refuse_other_engine(engine: Engine, out: Path) -> None:
    if engine is Engine.PKO:
        return
    other = Engine.FLUX if engine is Engine.ARGOCD else Engine.ARGOCD
    if (out / other).is_dir():
        raise Failure(
            f"{out} is rendered for {other}, whose marks are in its files. Give {engine} a folder of its own."
        )
