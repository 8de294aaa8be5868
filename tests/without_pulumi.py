"""A machine that has everything but Pulumi, and cannot download it."""

import os
import shutil
from pathlib import Path

from sandbox.toolchain.families import FAMILIES

_KEPT = ("go", *(program for family in FAMILIES for program in family.packages))


def without_pulumi(folder: Path) -> dict[str, str]:
    """Environment variables: a PATH without the folders that have Pulumi, their other programs linked into `folder`."""
    for name in _KEPT:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    entries = os.environ["PATH"].split(os.pathsep)
    kept = [entry for entry in entries if not any(Path(entry).glob("pulumi*"))]
    return {"PATH": os.pathsep.join([str(folder), *kept]), "HTTPS_PROXY": "http://127.0.0.1:1"}
