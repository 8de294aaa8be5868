"""What a stack file said in a period, read from git."""

import shutil
import subprocess
from pathlib import Path

import pytest

from reportctl.evidence.past import past
from reportctl.show.failure import Failure
from reporting.evidence.history import ALWAYS
from tests.unit.evidence.gathered import DAY, JULY, NAME, day
from tests.unit.evidence.projects import STACK, commit, git

DAILY = {"reportType": "inventory", "schedule": "0 0 * * *"}


def schedules(project: Path) -> list[tuple[str, ...]]:
    found = past(project, STACK, JULY)
    return [tuple(sorted(one.schedule.text for one in version.reports.values())) for version in found.versions]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    return made


def test_versions_are_those_in_force_in_the_period_and_the_one_before(project: Path) -> None:
    for number, at in enumerate((day(1) - 60 * DAY, day(1) - 30 * DAY, day(10, 9), day(20, 9), day(31) + 40 * DAY)):
        commit(project, at, {NAME: {**DAILY, "schedule": f"{number} 0 * * *"}})
    assert schedules(project) == [("1 0 * * *",), ("2 0 * * *",), ("3 0 * * *",)]
    since = [version.since for version in past(project, STACK, JULY).versions]
    assert since == [day(1) - 30 * DAY, day(10, 9), day(20, 9)]


def test_a_suspension_has_its_reason_and_what_a_report_covers_is_in_words(project: Path) -> None:
    report = {**DAILY, "suspend": True, "endpoints": {"namespaces": {"names": ["pci"]}}}
    commit(project, day(10), {NAME: report}, accept={"SUSPENDED": "the nodes move"})
    (version,) = past(project, STACK, JULY).versions
    found = version.reports[NAME]
    assert (found.suspended, found.reason, found.covers) == (True, "the nodes move", "endpoints in namespace pci")


def test_a_version_without_reports_is_one_in_which_they_were_gone(project: Path) -> None:
    commit(project, day(1) - DAY, {NAME: DAILY})
    commit(project, day(10), {})
    commit(project, day(20), {NAME: DAILY}, compliance="absent")
    assert schedules(project) == [("0 0 * * *",), (), ()]


def test_a_version_that_cannot_be_used_is_told_and_the_one_before_counts(project: Path) -> None:
    commit(project, day(1) - DAY, {NAME: DAILY})
    commit(project, day(10), {NAME: {**DAILY, "schedule": "0 0 * * 7"}})
    found = past(project, STACK, JULY)
    assert len(found.versions) == 1
    assert "(2026-07-10) cannot be used, so that the one before it counts" in found.notes[0]


def test_without_git_the_stack_file_counts_as_if_it_had_always_been_so(project: Path) -> None:
    commit(project, day(10), {NAME: DAILY})
    shutil.rmtree(project / ".git")
    found = past(project, STACK, JULY)
    assert [version.since for version in found.versions] == [ALWAYS]
    assert "no history in git" in found.notes[0]


def test_a_shallow_clone_says_where_its_history_begins(project: Path) -> None:
    commit(project, day(1) - DAY, {NAME: DAILY})
    commit(project, day(10), {NAME: {**DAILY, "schedule": "5 0 * * *"}})
    clone = project.parent / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", project.as_uri(), str(clone)], check=True)
    found = past(clone, STACK, JULY)
    assert [version.since for version in found.versions] == [ALWAYS]
    assert "git fetch --unshallow" in found.notes[0]


def test_a_stack_that_had_no_report_in_the_period_is_an_error(project: Path) -> None:
    commit(project, day(31) + 40 * DAY, {NAME: DAILY})
    with pytest.raises(Failure, match="had no report from 2026-07-01 to 2026-07-31"):
        past(project, STACK, JULY)


def test_times_of_commits_never_go_back(project: Path) -> None:
    commit(project, day(10), {NAME: DAILY})
    commit(project, day(5), {NAME: {**DAILY, "schedule": "5 0 * * *"}})
    assert [version.since for version in past(project, STACK, JULY).versions] == [day(10), day(10)]


def test_a_merge_counts_when_it_was_made_and_not_what_was_tried_on_its_branch(project: Path) -> None:
    commit(project, day(1) - DAY, {NAME: DAILY})
    git(project, "checkout", "-qb", "branch")
    commit(project, day(3), {NAME: {**DAILY, "schedule": "3 0 * * *"}})
    commit(project, day(4), {NAME: {**DAILY, "schedule": "4 0 * * *"}})
    git(project, "checkout", "-q", "main")
    git(project, "merge", "-q", "--no-ff", "--no-edit", "branch", at=day(8))
    found = past(project, STACK, JULY).versions
    assert [(version.since, version.reports[NAME].schedule.text) for version in found] == [
        (day(1) - DAY, "0 0 * * *"),
        (day(8), "4 0 * * *"),
    ]
