"""What every tier of the tests shares: fixtures, and the rule for what may be skipped."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

# How fast values are made says something of the machine, not of the program.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

pytest_plugins = ["tests.cluster"]

# Nothing else may be skipped: these are not on every machine.
ALLOWED_SKIPS = ("no pulumi CLI", "no Node", "no Chromium", "no ../shared")

_skipped: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and isinstance(report.longrepr, tuple):
        _skipped[report.longrepr[2].removeprefix("Skipped: ")] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reason, count in _skipped.items():
        verdict = "" if reason.startswith(ALLOWED_SKIPS) else " (NOT ALLOWED: this fails the run)"
        terminalreporter.write_line(f"skipped {count}: {reason}{verdict}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if any(not reason.startswith(ALLOWED_SKIPS) for reason in _skipped):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
