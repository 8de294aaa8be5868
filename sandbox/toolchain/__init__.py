"""The programs that the control plane and the linters are made of.

Their versions are pinned in `<family>/go.mod` beside this file. A program on PATH of the same
major and minor version is used; what is missing is built with Go, once, into a cache.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

from sandbox.progress import Progress
from sandbox.toolchain import go
from sandbox.toolchain.build import build
from sandbox.toolchain.cache import cached
from sandbox.toolchain.families import family, family_of
from sandbox.toolchain.installed import installed

CONTROL_PLANE = ("etcd", "kwok", "kubernetes")
"""The families that a control plane needs."""


def programs(families: Iterable[str] = CONTROL_PLANE, progress: Progress | None = None) -> dict[str, Path]:
    """Every program of the families by its name, such as `{"kubectl": Path(...), ...}`.

    Raises `SandboxError` for an unknown family, and where a program has to be built but Go is
    missing, too old, or fails.
    """
    return _provided([name for owner in map(family, families) for name in owner.packages], progress or Progress())


def program(name: str, progress: Progress | None = None) -> Path:
    """One program by its name. Raises `SandboxError` as `programs` does."""
    return _provided([name], progress or Progress())[name]


def _provided(names: Iterable[str], progress: Progress) -> dict[str, Path]:
    found = {name: installed(name, family_of(name)) or cached(name, family_of(name)) for name in names}
    if missing := [name for name, path in found.items() if not path.exists()]:
        _build(missing, progress)
    return found


def _build(missing: Iterable[str], progress: Progress) -> None:
    """All families side by side: one compiles while another one waits for its modules."""
    families = [(list(names), owner) for owner, names in groupby(missing, family_of)]
    what = "; ".join(f"{', '.join(names)} {owner.version}" for names, owner in families)
    go.require(f"build {what}")
    with progress.step(f"building {what}") as step, ThreadPoolExecutor() as side_by_side:
        for done in [side_by_side.submit(build, names, owner, step) for names, owner in families]:
            done.result()
