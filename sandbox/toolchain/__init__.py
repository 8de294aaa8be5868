"""The programs that the control plane and the linters are made of.

Their versions are pinned in `<family>/go.mod` beside this file. A program on PATH of the same
major and minor version is used; what is missing is built with Go, once, into a cache.
"""

from collections.abc import Iterable
from pathlib import Path

from sandbox.progress import Progress
from sandbox.toolchain.build import built
from sandbox.toolchain.families import Family, family, family_of
from sandbox.toolchain.installed import installed

CONTROL_PLANE = ("etcd", "kwok", "kubernetes")
"""The families that a control plane needs."""


def programs(families: Iterable[str] = CONTROL_PLANE, progress: Progress | None = None) -> dict[str, Path]:
    """Every program of the families by its name, such as `{"kubectl": Path(...), ...}`.

    Raises `SandboxError` for an unknown family, and where a program has to be built but Go is
    missing, too old, or fails.
    """
    progress = progress or Progress()
    chosen = [family(name) for name in families]
    return {
        name: _found_or_built(name, chosen_family, progress)
        for chosen_family in chosen
        for name in chosen_family.packages
    }


def program(name: str, progress: Progress | None = None) -> Path:
    """One program by its name. Raises `SandboxError` as `programs` does."""
    return _found_or_built(name, family_of(name), progress or Progress())


def _found_or_built(name: str, owner: Family, progress: Progress) -> Path:
    return installed(name, owner) or built(name, owner, progress)
