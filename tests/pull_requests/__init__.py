"""Sample pull requests, and how to have one as a git repository."""

import os
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
PROJECT_FILE = HERE.parents[1] / "Pulumi.yaml"
SAMPLES = sorted(folder.name for folder in HERE.iterdir() if (folder / "head").is_dir())
STACK = "shop"

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{role}_{key}": "reviewer" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")},
}


def checkout(sample: str, folder: Path) -> Path:
    """A repository with the sample's base as tag `base`, and its head as tag `head` and working tree."""
    project = new_repository(folder)
    for side in ("base", "head"):
        shutil.copytree(HERE / sample / side, project, dirs_exist_ok=True, copy_function=shutil.copyfile)
        commit(project, side)
    return project


def new_repository(folder: Path) -> Path:
    """A repository with Pulumi.yaml, where nothing is committed yet."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    shutil.copy(PROJECT_FILE, folder)
    return folder


def commit(project: Path, tag: str) -> str:
    """Commits everything, tags it, and says its id."""
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--allow-empty", "--message", tag)
    git(project, "tag", tag)
    return git(project, "rev-parse", "HEAD").strip()


def git(project: Path, *arguments: str) -> str:
    """What a git command prints."""
    done = subprocess.run(
        ["git", "-C", str(project), *arguments],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, **_ENVIRONMENT},
    )
    return done.stdout
