"""A manager with a month of a report in it, a project that has the report, and the verb run on both."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.command_line import Ran, Run
from tests.unit.evidence.gathered import DAY, NAME, day, defined, expected, version
from tests.unit.evidence.manager_server import TOKEN, Manager, manager, report_of
from tests.unit.evidence.projects import STACK, commit

Gather = Callable[..., Ran]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Manager]:
    """A manager that has a daily report for each day of July."""
    with manager(tmp_path) as found:
        found.clusters[""] = [report_of(NAME, one.start, one.end) for one in expected(version(definition=defined()))]
        yield found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose stack has had the report since long."""
    made = tmp_path / "project"
    made.mkdir()
    commit(made, day(1) - 90 * DAY, {NAME: {"reportType": "inventory", "schedule": "0 0 * * *"}})
    return made


@pytest.fixture
def gather(run: Run, served: Manager, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Gather:
    """`gather()`: July from the manager into `out`; other options come after these, and count instead of them."""
    monkeypatch.setenv("CALICO_MANAGER_TOKEN", TOKEN)

    def gathers(*options: object) -> Ran:
        return run("evidence", *arguments(served, project, tmp_path / "out"), *options)

    return gathers


def arguments(served: Manager, project: Path, out: Path) -> list[object]:
    """July of the stack from this manager."""
    return [
        *("--stack", STACK, "--project", project, "--from", "2026-07-01", "--to", "2026-07-31", "--out", out),
        *("--manager", served.url, "--certificate-authority", served.authority, "--no-cluster"),
    ]
