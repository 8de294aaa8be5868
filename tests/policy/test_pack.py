"""The pack as a whole: the team's choices, the stacks of this repository, and what rules may import."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from policy.rules import RULES
from policy.rules.durations import seconds
from policy.team_config import TeamConfigError, team_config
from tests.project import ROOT

PACK = ROOT / "policy"
PROPERTIES = {rule.name: rule.properties for rule in RULES}
NAMES = list(PROPERTIES)


def choices(tmp_path: Path, text: str) -> dict[str, dict[str, Any]]:
    file = tmp_path / "policy-config.json"
    file.write_text(text, encoding="utf-8")
    return team_config(file, PROPERTIES)


def test_rules_have_names_of_their_own_and_defaults_for_all_that_can_be_set() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for rule in RULES:
        assert rule.description.endswith("."), rule.name
        assert all("default" in schema and "description" in schema for schema in rule.properties.values()), rule.name


def test_the_shipped_file_can_be_followed_and_names_every_rule() -> None:
    stated = team_config(PACK / "policy-config.json", PROPERTIES)
    assert stated["cis-exclusions"] == {"enforcementLevel": "mandatory", "allowed": ["1.1.4", "1.2.5"]}
    assert list(json.loads((PACK / "policy-config.json").read_text(encoding="utf-8"))) == NAMES


def test_a_rule_that_nobody_mentions_is_mandatory(tmp_path: Path) -> None:
    assert choices(tmp_path, "{}") == {name: {"enforcementLevel": "mandatory"} for name in NAMES}


def test_properties_without_a_level_keep_the_usual_one(tmp_path: Path) -> None:
    found = choices(tmp_path, '{"cis-exclusions": {"allowed": ["1.2.5"]}}')
    assert found["cis-exclusions"] == {"allowed": ["1.2.5"], "enforcementLevel": "mandatory"}


def test_all_is_the_level_of_rules_without_one(tmp_path: Path) -> None:
    found = choices(tmp_path, '{"all": "advisory", "cis-report": "disabled", "report-names": {"pattern": "a"}}')
    assert found["felix-fields"] == {"enforcementLevel": "advisory"}
    assert found["cis-report"] == {"enforcementLevel": "disabled"}
    assert found["report-names"] == {"pattern": "a", "enforcementLevel": "advisory"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "is no JSON object"),
        ('{"cis-reports": "advisory"}', "'cis-reports' is no rule of this pack, so it would do nothing. Write cis-rep"),
        ('{"nonsense": "advisory"}', "There are: production-intervals, "),
        ('{"cis-report": "strict"}', "cis-report has level 'strict'. Write advisory, mandatory or disabled."),
        ('{"cis-report": {"enforcementLevel": "remediate"}}', "cis-report has level 'remediate'"),
        ('{"all": {"enforcementLevel": "advisory"}}', "all has level"),
        ('{"report-names": {"patern": ".*"}}', "'patern' is no property of report-names, so it would do nothing."),
        ('{"felix-fields": {"field": []}}', "Write fields."),
        ('{"cis-report": 3}', "cis-report is neither a level nor an object"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused_with_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TeamConfigError, match=re.escape(said)):
        choices(tmp_path, text)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TeamConfigError, match="cannot be read"):
        team_config(tmp_path / "policy-config.json", PROPERTIES)


@pytest.mark.parametrize(
    ("interval", "valid"),
    [("300s", True), ("5m0s", True), ("1.5h", True), ("soon", False), ("", False), ("300", False)],
)
def test_an_interval_that_nobody_can_read_is_refused_by_the_schema(interval: str, valid: bool) -> None:
    for name in ("production-intervals", "workshop-end-date"):
        assert bool(re.search(PROPERTIES[name]["shortest"]["pattern"], interval)) is valid
        assert (seconds(interval) is not None) is valid


def test_rules_import_the_standard_library_and_each_other() -> None:
    for file in [*(PACK / "rules").glob("*.py"), PACK / "team_config.py"]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (pulumi|reporting|components)", text, re.MULTILINE), file


def test_the_readme_names_every_rule_and_all_that_can_be_set() -> None:
    readme = (PACK / "README.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert all(f"`{word}`" in readme for word in [rule.name, *rule.properties]), rule.name
