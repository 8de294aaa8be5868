"""A project in a git checkout, from which an engine reads."""

import shutil
import subprocess
from pathlib import Path

from tests.project import SAMPLE

ORIGIN = "https://github.com/acme/reporting.git"


def fleet(checkout: Path, *stacks: str, below: str = ".", origin: str | None = ORIGIN) -> Path:
    """The project's folder, `below` the checkout's: `workshop` and `production`, and others like workshop."""
    project = checkout / below
    project.mkdir(parents=True)
    shutil.copy(SAMPLE / "Pulumi.yaml", project)
    for stack in stacks or ("production", "workshop"):
        text = (SAMPLE / f"Pulumi.{stack if stack == 'production' else 'workshop'}.yaml").read_text(encoding="utf-8")
        (project / f"Pulumi.{stack}.yaml").write_text(text, encoding="utf-8")
    _git(checkout, "init", "--quiet", "--initial-branch", "main")
    _git(checkout, "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "--allow-empty", "-mx")
    if origin is not None:
        _git(checkout, "remote", "add", "origin", origin)
    return project


def _git(checkout: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", checkout, *arguments], check=True, capture_output=True)
