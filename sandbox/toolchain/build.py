"""Builds pinned programs with Go."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from sandbox.locks import exclusive
from sandbox.progress import Step
from sandbox.toolchain import go
from sandbox.toolchain.cache import cached
from sandbox.toolchain.families import Family


def build(programs: Sequence[str], family: Family, step: Step) -> None:
    """Bring programs of one family into the cache; those that are there already stay.

    They appear there whole or not at all, also when two processes want them at once.
    Raises `SandboxError` where Go fails.
    """
    folder = cached(programs[0], family).parent
    with exclusive(folder / ".lock"):
        if missing := [name for name in programs if not (folder / name).exists()]:
            _build(missing, family, folder, step)


def _build(programs: Sequence[str], family: Family, folder: Path, step: Step) -> None:
    unfinished = folder / ".unfinished"
    unfinished.mkdir(exist_ok=True)
    try:
        packages = [family.packages[name] for name in programs]
        output = unfinished / programs[0] if len(programs) == 1 else unfinished
        go.build(packages, family.directory, output, _stamp(family), step)
        for name in programs:
            (unfinished / name).replace(folder / name)
    finally:
        shutil.rmtree(unfinished)


def _stamp(family: Family) -> str:
    return f"-X {family.version_variable}={family.version}" if family.version_variable else ""
