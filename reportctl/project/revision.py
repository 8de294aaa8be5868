"""The stack files of a project as they are in the working tree, or as they were at a git revision."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from reportctl.project.git import default_branch, git, merge_base
from reportctl.show.failure import Failure
from reporting.finding import Finding
from reporting.objects.plan import Plan, plan
from reporting.quote import quoted
from reporting.source.stackfile import read_stack, stack_names

WORKING_TREE = "the working tree"


@dataclass(frozen=True, slots=True)
class Revision:
    """A project's stack files at one revision, in a folder."""

    name: str
    commit: str | None
    folder: Path

    def stacks(self) -> list[str]:
        """The stacks that have a file."""
        return stack_names(self.folder)

    def plan(self, stack: str) -> Plan | None:
        """A stack's objects, None where it has no file. Raises StackFileError with every fault."""
        if stack not in self.stacks():
            return None
        return plan(read_stack(self.folder, stack).settings())

    def within(self, finding: Finding) -> Finding:
        """A finding whose file is said from the project's folder on, as at every revision."""
        return replace(finding, file=finding.file.relative_to(self.folder)) if finding.file else finding

    def __str__(self) -> str:
        return f"{self.name} ({self.commit[:10]})" if self.commit else self.name


@contextmanager
def revision(project: Path, ref: str | None, name: str | None = None) -> Iterator[Revision]:
    """A project at a git revision, or its working tree where none is said. Raises Failure.

    `name`: what people are told instead of `ref`.
    """
    if ref is None:
        yield Revision(WORKING_TREE, None, project)
        return
    commit = _commit(project, ref)
    with TemporaryDirectory(prefix="calico-reporting-") as folder:
        _bring(project, commit, Path(folder))
        yield Revision(name or ref, commit, Path(folder))


@contextmanager
def branch_point(project: Path, head: str | None) -> Iterator[Revision]:
    """A project where the branch of `head`, or of the working tree, left the default branch. Raises Failure."""
    _check_repository(project)
    branch = default_branch(project)
    commit = merge_base(project, branch, head or "HEAD")
    with revision(project, commit, name=f"where the branch left {branch}") as found:
        yield found


def _commit(project: Path, ref: str) -> str:
    _check_repository(project)
    found = git(project, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if found.returncode:
        raise Failure(f"{quoted(ref)} is no commit that is known in {project.resolve()}. {_way_to(project)}")
    return found.stdout.decode().strip()


def _check_repository(project: Path) -> None:
    found = git(project, "rev-parse", "--is-inside-work-tree")
    if found.returncode or found.stdout.strip() != b"true":
        said = found.stderr.decode(errors="replace").strip().removeprefix("fatal: ") or "no working tree"
        raise Failure(
            f"{project.resolve()} cannot be compared with an earlier revision ({said}). Run this in a git checkout "
            "of the project, or say --project DIR."
        )


def _way_to(project: Path) -> str:
    shallow = git(project, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    if shallow:
        return (
            "This clone is shallow, without its history. Fetch it: git fetch --unshallow; in a workflow, give "
            "actions/checkout fetch-depth: 0."
        )
    return "Fetch it first (git fetch origin main), or write one that is there, such as HEAD^ or origin/main."


def _bring(project: Path, commit: str, folder: Path) -> None:
    """Every YAML file of the project's folder at a commit, as any of them may be a base. Links are left out."""
    listing = _checked(project, "ls-tree", "-r", "-z", commit).split(b"\0")
    blobs = dict(_blob(entry) for entry in listing if entry.startswith(b"100") and entry.endswith(_YAML))
    for (name, _), content in zip(blobs.items(), _contents(project, list(blobs.values())), strict=True):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


_YAML = (b".yaml", b".yml")


def _blob(entry: bytes) -> tuple[str, bytes]:
    """An entry of `git ls-tree`: mode, type and id, then a tab and the name."""
    about, _, name = entry.partition(b"\t")
    return os.fsdecode(name), about.split()[2]


def _contents(project: Path, blobs: Sequence[bytes]) -> Iterator[bytes]:
    """What `git cat-file --batch` answers: for each a line that ends in its size, its bytes, and a line's end."""
    answer = BytesIO(_checked(project, "cat-file", "--batch", given=b"".join(blob + b"\n" for blob in blobs)))
    for _ in blobs:
        size = int(answer.readline().rsplit(maxsplit=1)[-1])
        yield answer.read(size)
        answer.read(1)


def _checked(project: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = git(project, *arguments, given=given)
    if done.returncode:
        raise Failure(f"git {arguments[0]} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
