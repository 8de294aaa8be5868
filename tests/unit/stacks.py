"""Stack settings for tests: small, and valid unless told otherwise."""

from datetime import UTC, date, datetime
from typing import Any

from reporting.changes import Change, compare
from reporting.finding import Finding
from reporting.findings.diagnosis import advise
from reporting.findings.live import examine
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.source.load import load
from reporting.source.stackfile import read_stack
from reporting.stack.settings import Settings
from tests.project import SAMPLE

NOW = datetime(2026, 12, 1, tzinfo=UTC)

MINIMAL: dict[str, Any] = {"cluster": {"name": "test", "context": "test"}, "intervals": "production"}

INVENTORY: dict[str, Any] = {"reportType": "inventory", "schedule": "8 6 * * *"}


def settings(**values: Any) -> Settings:
    """Settings of a small stack with these keys beside or instead of its own."""
    return load({**MINIMAL, **values}, NOW)


def with_reports(*names: str, **values: Any) -> Settings:
    """Settings with one set of inventory reports of these names."""
    reports = dict.fromkeys(names, INVENTORY)
    return settings(reportSets={"all": {"reports": reports}}, **values)


def sample(stack: str) -> Settings:
    """The settings of a stack file of the tests."""
    return read_stack(SAMPLE, stack).settings(NOW)


def examined(of: Settings, owner: Owner, live: LiveCluster) -> list[Finding]:
    """What a look that found this cluster means for a stack."""
    return examine(plan(of, live), owner, live)


def advised(of: Settings, today: date | None = None) -> list[Finding]:
    """What is to be said of a stack without a cluster."""
    return advise(plan(of), today)


def compared(before: Settings | None, after: Settings | None) -> list[Change]:
    """What differs between two versions of a stack."""
    return compare(plan(before) if before else None, plan(after) if after else None)
