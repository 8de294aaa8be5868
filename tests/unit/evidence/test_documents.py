"""docs/evidence.md and docs/leaving.md say what is there."""

import re
from pathlib import Path

import pytest
import typer.main

from reportctl.__main__ import VERBS
from reportctl.verbs.evidence import evidence
from reporting.evidence.gaps import Cause
from reporting.report_types import BUILT_IN_TYPES
from reporting.source.expansion.frameworks import built_in
from tests.project import ROOT

EVIDENCE, LEAVING = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("evidence.md", "leaving.md"))


def test_every_reason_for_a_gap_is_in_the_table() -> None:
    reasons = "".join(re.findall(r"^\| ([^|]*) \|", EVIDENCE, re.MULTILINE))
    assert [cause for cause in Cause if cause.value not in reasons and cause is not Cause.REMOVED] == []
    assert "removed from the stack" in reasons


@pytest.mark.parametrize("page", [EVIDENCE, LEAVING], ids=["evidence", "leaving"])
def test_every_command_is_one_that_there_is(page: str) -> None:
    commands = re.findall(r"^bin/reportctl (\w+)(.*)$", page, re.MULTILINE)
    assert commands
    assert {verb for verb, _ in commands} <= set(VERBS)
    known = {option for parameter in typer.main.get_command(evidence).params for option in parameter.opts}
    stated = {option for verb, rest in commands if verb == "evidence" for option in re.findall(r"--[a-z-]+", rest)}
    assert stated <= known


def test_the_managers_api_is_called_undocumented_where_it_is_described_and_where_it_is_written() -> None:
    assert "**Undocumented by Tigera**" in EVIDENCE
    assert "UNDOCUMENTED" in (ROOT / "cluster" / "archive" / "manager_api.py").read_text(encoding="utf-8")


def test_each_report_types_controls_are_those_of_the_page() -> None:
    for name in BUILT_IN_TYPES:
        (row,) = re.findall(rf"^\| {name} \|.*$", LEAVING, re.MULTILINE)
        controls = [control for preset in built_in().values() for control in preset.supported_by(name)]
        assert controls
        assert all(control.control in row for control in controls)


def test_every_page_that_is_linked_is_there() -> None:
    for page in (EVIDENCE, LEAVING):
        for link in re.findall(r"\]\(([\w./-]+\.md)\)", page):
            assert (ROOT / "docs" / Path(link)).is_file()
