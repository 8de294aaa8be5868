"""A project in git whose stack file changed over time."""

import os
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from tests.project import ROOT

STACK = "production"


def commit(project: Path, at: datetime, reports: dict[str, dict[str, Any]], **values: Any) -> None:
    """Write the stack file with these reports, as a commit of that time."""
    (project / f"Pulumi.{STACK}.yaml").write_text(stack_text(reports, **values), encoding="utf-8")
    if not (project / ".git").exists():
        (project / "Pulumi.yaml").write_bytes((ROOT / "Pulumi.yaml").read_bytes())
        git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-qm", "change", at=at)


def stack_text(reports: dict[str, dict[str, Any]], **values: Any) -> str:
    stated = {
        "cluster": {"name": "prod-1", "context": "nowhere"},
        "intervals": "production",
        "retention": {"complianceReports": 3650},
        "reportSets": {"pci": {"reports": reports}} if reports else {},
        **values,
    }
    return yaml.dump({"config": {f"calico-reporting:{key}": value for key, value in stated.items()}})


def git(project: Path, *arguments: str, at: datetime | None = None) -> None:
    names = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
    dates = dict.fromkeys(names, f"{int(at.timestamp())} +0000") if at else {}
    author = ("-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(project), *author, *arguments], check=True, env={**os.environ, **dates})
