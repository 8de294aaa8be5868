"""Programs that are on PATH already."""

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from sandbox.toolchain.families import Family

_VERSION = re.compile(r"\bv?(\d+)\.(\d+)\.\d+")


def installed(program: str, family: Family) -> Path | None:
    """The program on PATH, where its major and minor version are the pinned ones."""
    found = shutil.which(program)
    if found and _major_minor(_version_text(program, found)) == _major_minor(family.version):
        return Path(found)
    return None


def _major_minor(text: str) -> tuple[str, str] | None:
    match = _VERSION.search(text)
    return (match[1], match[2]) if match else None


@cache
def _version_text(program: str, path: str) -> str:
    arguments = ["version", "--client"] if program == "kubectl" else ["--version"]
    environment = os.environ | {"KUBECONFIG": os.devnull, "KUBERC": "off"}
    try:
        answer = subprocess.run(
            [path, *arguments], capture_output=True, text=True, timeout=10, check=False, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout or answer.stderr
