"""Where built programs are kept: outside the checkout, shared by all checkouts of one user."""

import os
import platform
import sys
from pathlib import Path

from sandbox.toolchain.families import Family

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def cache_directory() -> Path:
    """`$CALICO_REPORTING_CACHE`, or `calico-reporting` in the user's cache directory."""
    own = os.environ.get("CALICO_REPORTING_CACHE")
    return Path(own) if own else _user_cache() / "calico-reporting"


def cached(program: str, family: Family) -> Path:
    """Where the program is, or will be: `<cache>/<family>-<version>-<os>-<arch>-unoptimised/<program>`."""
    machine = platform.machine().lower()
    target = f"{sys.platform}-{_ARCHITECTURES.get(machine, machine)}"
    return cache_directory() / f"{family.name}-{family.version}-{target}-unoptimised" / program


def _user_cache() -> Path:
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return Path(xdg)
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
