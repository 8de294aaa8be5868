"""What a stack file said in a period, from its history in git."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reportctl.project.git import git
from reportctl.project.revision import Revision, revision
from reportctl.show.failure import Failure
from reporting.dialects.windows import JOB_START_DELAY
from reporting.evidence.history import ALWAYS, Definition, Version
from reporting.evidence.period import Period
from reporting.finding import StackFileError
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.source.stackfile import files_of
from reporting.words.controls import controls_of
from reporting.words.coverage import coverage

_AS_IT_IS = "the stack file is taken as it is today, as if it had always been so"


@dataclass(frozen=True)
class Past:
    """The versions of a stack file that were in force, and what is to be said of how they are known."""

    versions: tuple[Version, ...]
    notes: tuple[str, ...] = ()


def past(project: Path, stack: str, period: Period) -> Past:
    """The versions in force in a period, the one before it included. Raises Failure and StackFileError."""
    return _past(project, stack, period, frozenset(files_of(project, stack)))


def _past(project: Path, stack: str, period: Period, files: frozenset[str]) -> Past:
    """By the history of the files that the stack is read from; again where versions of it are read from others."""
    commits = _commits(project, files)
    if not commits:
        return _without_history(project, stack)
    first, notes = commits[0], []
    if _is_shallow(project):
        commits[0] = (first[0], ALWAYS)
        notes.append(
            f"The history of the stack file begins with commit {first[0][:10]} here, because the clone is shallow: "
            "what was before is taken to be the same. Fetch all of it (git fetch --unshallow), and run this again."
        )
    versions: list[Version] = []
    read_from: set[str] = set()
    for commit, since in _in_force(commits, period):
        try:
            with revision(project, commit) as at:
                read_from.update(files_of(at.folder, stack))
                versions.append(Version(since, commit, _reports(at, stack)))
        except StackFileError as error:
            notes.append(
                f"The stack file of commit {commit[:10]} ({since:%Y-%m-%d}) cannot be used, so that the one before it "
                f"counts: {error.findings[0]}"
            )
    if not read_from <= files:
        return _past(project, stack, period, files | read_from)
    return Past(tuple(versions), tuple(notes)) if any(one.reports for one in versions) else _nothing(stack, period)


def _nothing(stack: str, period: Period) -> Past:
    raise Failure(
        f"stack {stack} had no report from {period.first} to {period.last}, in no version of its file that can be "
        "read, so there is nothing to gather. Is it the right stack, and the right period?"
    )


def _without_history(project: Path, stack: str) -> Past:
    with revision(project, None) as at:
        found = Version(ALWAYS, "", _reports(at, stack))
    if not found.reports:
        raise Failure(f"stack {stack} has no report, so there is nothing to gather.")
    return Past((found,), (f"The stack file has no history in git: {_AS_IT_IS}.",))


def _commits(project: Path, files: Iterable[str]) -> list[tuple[str, datetime]]:
    """When one of these files changed on the branch that is checked out.

    The oldest first; times never go back.
    """
    log = git(project, "log", "--first-parent", "--format=%H %ct", "--", *sorted(files))
    lines = log.stdout.decode().splitlines() if log.returncode == 0 else []
    found: list[tuple[str, datetime]] = []
    for line in reversed(lines):
        commit, _, seconds = line.partition(" ")
        since = datetime.fromtimestamp(int(seconds), UTC)
        found.append((commit, max(since, found[-1][1]) if found else since))
    return found


def _in_force(commits: list[tuple[str, datetime]], period: Period) -> Iterator[tuple[str, datetime]]:
    """The last before the period, and those of it, until its last run was due."""
    before = [item for item in commits if item[1] <= period.start]
    yield from before[-1:]
    yield from (item for item in commits if period.start < item[1] <= period.end + JOB_START_DELAY)


def _is_shallow(project: Path) -> bool:
    return git(project, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def _reports(at: Revision, stack: str) -> dict[str, Definition]:
    found: Plan | None = at.plan(stack)
    return {name: _definition(planned) for name, planned in found.reports.items()} if found else {}


def _definition(planned: PlannedReport) -> Definition:
    report = planned.report
    return Definition(
        report.report_type,
        report.schedule,
        bool(report.suspend),
        coverage(report, planned.endpoints),
        planned.reason,
        controls_of(planned),
    )
