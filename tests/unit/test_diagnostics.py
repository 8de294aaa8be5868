"""What `pulumi up` says of advice."""

import pulumi
import pytest

from components.log import MOST_ADVICE, show
from tests.unit.stacks import INVENTORY, advised, settings


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text: lines.append(("warning", text)))
    monkeypatch.setattr(pulumi.log, "info", lambda text: lines.append(("note", text)))
    return lines


def test_accepted_advice_is_not_shown(said: list[tuple[str, str]]) -> None:
    show(advised(settings(intervals="workshop")))
    assert [level for level, text in said if "WORKSHOP_INTERVALS" in text] == ["warning"]
    said.clear()
    show(advised(settings(intervals="workshop", accept={"WORKSHOP_INTERVALS": "a week only"})))
    assert not [text for _, text in said if "WORKSHOP_INTERVALS" in text]


def test_warnings_come_before_notes(said: list[tuple[str, str]]) -> None:
    both = {"a": INVENTORY, "b": {**INVENTORY, "reportType": "policy-audit"}}
    show(advised(settings(reportSets={"all": {"reports": both}})))
    levels = [level for level, _ in said]
    assert set(levels) == {"warning", "note"}
    assert levels == sorted(levels, reverse=True)


def test_a_long_list_is_cut_and_counted(said: list[tuple[str, str]]) -> None:
    reports = {f"report-{number}": {**INVENTORY, "reportType": "policy-audit"} for number in range(60)}
    advice = advised(settings(reportSets={"all": {"reports": reports}}))
    show(advice)
    assert len(said) == MOST_ADVICE + 1
    assert said[-1][1].startswith(f"{len(advice) - MOST_ADVICE} more")
