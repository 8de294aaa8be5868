"""Stack settings for tests: small, and valid unless told otherwise."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reporting.source.stackfile import read_stack
from reporting.stack.settings import Settings, load

PROJECT = Path(__file__).resolve().parents[2]
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


def shipped(stack: str) -> Settings:
    """The settings of a stack file of this project."""
    return read_stack(PROJECT, stack).settings(NOW)
