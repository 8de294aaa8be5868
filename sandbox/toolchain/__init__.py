"""The programs that the control plane and the linters are made of.

Their versions are pinned in `<family>/go.mod` beside this file. A program on PATH of the same
major and minor version is used; what is missing is built with Go, once, into a cache.
"""

from collections.abc import Iterable
from pathlib import Path

from sandbox.progress import Progress
from sandbox.toolchain.build import built
from sandbox.toolchain.cache import cached
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
    owners = {name: owner for owner in map(family, families) for name in owner.packages}
    found = {name: _found(name, owner) for name, owner in owners.items()}
    if missing := [name for name, path in found.items() if path is None]:
        progress.say(f"to be built with Go, once, in up to 8 minutes on two cores: {', '.join(missing)}")
    return {name: path or built(name, owners[name], progress) for name, path in found.items()}


def program(name: str, progress: Progress | None = None) -> Path:
    """One program by its name. Raises `SandboxError` as `programs` does."""
    owner = family_of(name)
    return _found(name, owner) or built(name, owner, progress or Progress())


def _found(name: str, owner: Family) -> Path | None:
    in_cache = cached(name, owner)
    return installed(name, owner) or (in_cache if in_cache.exists() else None)
