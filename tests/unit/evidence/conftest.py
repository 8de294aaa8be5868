"""A manager with a month of a report in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.evidence.gathered import NAME, defined, expected, version
from tests.unit.evidence.manager_server import Manager, manager, report_of


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Manager]:
    """A manager that has a daily report for each day of July."""
    with manager(tmp_path) as found:
        found.clusters[""] = [report_of(NAME, one.start, one.end) for one in expected(version(definition=defined()))]
        yield found
