"""Builds a pinned program with Go."""

import os
from pathlib import Path

from sandbox.locks import exclusive
from sandbox.progress import Progress
from sandbox.toolchain import go
from sandbox.toolchain.cache import cached
from sandbox.toolchain.families import Family


def built(program: str, family: Family, progress: Progress) -> Path:
    """The program in the cache, built first where it is missing.

    It appears there whole or not at all, also when two processes want it at once.
    Raises `SandboxError` where Go is missing, too old, or fails.
    """
    target = cached(program, family)
    if target.exists():
        return target
    with exclusive(target.parent / ".lock"):
        if not target.exists():
            _build(program, family, target, progress)
    return target


def _build(program: str, family: Family, target: Path, progress: Progress) -> None:
    go.require(f"build {program} {family.version}")
    unfinished = target.with_name(f".{program}.{os.getpid()}")
    try:
        with progress.step(f"building {program} {family.version}") as step:
            go.build(family.packages[program], family.directory, unfinished, _linker_flags(family), step)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _linker_flags(family: Family) -> str:
    stamp = f" -X {family.version_variable}={family.version}" if family.version_variable else ""
    return f"-s -w{stamp}"
