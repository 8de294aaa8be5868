"""What `pulumi up` says of findings, and where it ends."""

import pulumi
import pytest

from components.log import ALL_IS_SAID, MOST_SAID, say
from reporting.faults import CHOICE
from reporting.findings.live.look import runs_unseen
from tests.unit.stacks import INVENTORY, advised, settings


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    monkeypatch.setattr(pulumi.log, "error", lambda text, _: lines.append(("error", text)))
    monkeypatch.setattr(pulumi.log, "warn", lambda text, _: lines.append(("warning", text)))
    monkeypatch.setattr(pulumi.log, "info", lambda text, _: lines.append(("note", text)))
    return lines


def test_what_is_accepted_is_not_said(said: list[tuple[str, str]]) -> None:
    say(advised(settings(intervals="workshop")))
    assert [level for level, text in said if "WORKSHOP_INTERVALS" in text] == ["warning"]
    said.clear()
    say(advised(settings(intervals="workshop", accept={"WORKSHOP_INTERVALS": "a week only"})))
    assert not [text for _, text in said if "WORKSHOP_INTERVALS" in text]


def test_warnings_come_before_notes(said: list[tuple[str, str]]) -> None:
    both = {"a": INVENTORY, "b": {**INVENTORY, "reportType": "policy-audit"}}
    say(advised(settings(reportSets={"all": {"reports": both}})))
    levels = [level for level, _ in said]
    assert set(levels) == {"warning", "note"}
    assert levels == sorted(levels, reverse=True)


def test_a_long_list_is_cut_and_counted(said: list[tuple[str, str]]) -> None:
    reports = {f"report-{number}": {**INVENTORY, "reportType": "policy-audit"} for number in range(60)}
    advice = advised(settings(reportSets={"all": {"reports": reports}}))
    say(advice)
    assert len(said) == MOST_SAID + 1
    assert said[-1][1].startswith(f"{len(advice) - MOST_SAID} more")


def test_each_error_has_a_line_of_its_own_and_no_advice_beside_it_and_ends_the_program(
    said: list[tuple[str, str]],
) -> None:
    wrong = CHOICE.at(("intervals",), "'fast' is not a profile.", "Write workshop.")
    with pytest.raises(SystemExit) as ended:
        say([*advised(settings(intervals="workshop")), wrong, runs_unseen()])
    assert ended.value.code == ALL_IS_SAID == 32
    assert [level for level, _ in said] == ["error", "error"]
    assert said[0][1] == "intervals: 'fast' is not a profile. Write workshop.  [CHOICE]"
