"""The stack files of a project as they are in the working tree, or as they were at a git revision."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reportctl.project.git import default_branch, git, merge_base
from reportctl.show.failure import Failure
from reporting.objects.plan import Plan, plan
from reporting.quote import quoted
from reporting.source.stackfile import files_named_by, read_stack, stack_names

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
        found = Revision(name or ref, commit, Path(folder))
        _bring(project, commit, found)
        yield found


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


def _bring(project: Path, commit: str, to: Revision) -> None:
    """Pulumi.yaml and the stack files of the project's folder at a commit, and then the files that these name."""
    for name, blob in _blobs(project, commit).items():
        if _is_stack_file(Path(name)):
            _write(to.folder / name, _checked(project, "cat-file", "blob", blob))
    for name in files_named_by(to.folder, to.stacks()):
        for blob in _blobs(project, commit, name).values():
            _write(to.folder / name, _checked(project, "cat-file", "blob", blob))


def _blobs(project: Path, commit: str, *names: str) -> dict[str, str]:
    """The ids of files at a commit: those of the project's folder, or the named one. Links are left out."""
    listing = _checked(project, "ls-tree", "-z", commit, "--", *names).split(b"\0")
    return dict(_blob(entry) for entry in listing if entry.startswith(b"100"))


def _blob(entry: bytes) -> tuple[str, str]:
    """An entry of `git ls-tree`: mode, type and id, then a tab and the name."""
    about, _, name = entry.partition(b"\t")
    return os.fsdecode(name), about.split()[2].decode()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _is_stack_file(name: Path) -> bool:
    return name.match("Pulumi.yaml") or name.match("Pulumi.*.yaml")


def _checked(project: Path, *arguments: str) -> bytes:
    done = git(project, *arguments)
    if done.returncode:
        raise Failure(f"git {arguments[0]} failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
