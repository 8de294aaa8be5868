"""What git knows of the project's folder."""

import os
import subprocess
from pathlib import Path

from reportctl.show.failure import Failure
from reporting.quote import quoted


def git(project: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """A git command in that folder, `given` on its standard input, ended whatever its status. Raises Failure."""
    try:
        return subprocess.run(
            ["git", "-C", str(project), *arguments],
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise Failure("git is not on PATH, and revisions are read with it. Install git.") from None


def merge_base(project: Path, ref: str, head: str = "HEAD") -> str:
    """The commit where a branch, by default the working tree's, left `ref`. Raises Failure."""
    found = git(project, "merge-base", "--end-of-options", ref, head)
    if found.returncode:
        said = found.stderr.decode(errors="replace").strip().removeprefix("fatal: ") or "no common commit"
        raise Failure(
            f"{quoted(ref)} cannot be compared with what is checked out in {project.resolve()} ({said}). Fetch it "
            "with its history: git fetch origin main; in a workflow, give actions/checkout fetch-depth: 0."
        )
    return found.stdout.decode().strip()


def default_branch(project: Path) -> str:
    """The branch that changes are for: origin's default branch, or main or master. Raises Failure."""
    origin = git(project, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").stdout.decode().strip()
    for name in filter(None, (origin, "origin/main", "origin/master", "main", "master")):
        if git(project, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").returncode == 0:
            return name
    raise Failure(
        f"{project.resolve()} has no branch origin/HEAD, main or master to compare with. Say which revision to compare "
        "with: --base REF"
    )


def changed_files(project: Path, commit: str) -> list[str]:
    """The files below the folder that differ from a commit, as paths within it; new and deleted ones too."""
    listings = (
        git(project, "diff", "--name-only", "--no-renames", "--relative", "-z", commit),
        git(project, "ls-files", "--others", "--exclude-standard", "-z"),
    )
    return sorted({os.fsdecode(name) for listing in listings for name in listing.stdout.split(b"\0") if name})
