"""The pack as a whole: the team's choices, the stacks of this repository, and what rules may import."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from policy.rules import RULES
from policy.team_config import TeamConfigError, team_config
from tests.unit.stacks import PROJECT

PACK = PROJECT / "policy"
NAMES = [rule.name for rule in RULES]


def choices(tmp_path: Path, text: str) -> dict[str, dict[str, Any]]:
    file = tmp_path / "policy-config.json"
    file.write_text(text, encoding="utf-8")
    return team_config(file, NAMES)


def test_rules_have_names_of_their_own_and_defaults_for_all_that_can_be_set() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for rule in RULES:
        assert rule.description.endswith("."), rule.name
        assert all("default" in schema and "description" in schema for schema in rule.properties.values()), rule.name


def test_the_shipped_file_sets_what_the_rules_have() -> None:
    stated = team_config(PACK / "policy-config.json", NAMES)
    for rule in RULES:
        assert set(stated[rule.name]) == {"enforcementLevel"} | (set(rule.properties) & set(stated[rule.name]))


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
        ('{"cis-report": 3}', "cis-report is neither a level nor an object"),
    ],
)
def test_a_file_that_cannot_be_followed_is_refused_with_what_to_write(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TeamConfigError, match=re.escape(said)):
        choices(tmp_path, text)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TeamConfigError, match="cannot be read"):
        team_config(tmp_path / "policy-config.json", NAMES)


def test_rules_import_the_standard_library_and_each_other() -> None:
    for file in [*(PACK / "rules").glob("*.py"), PACK / "team_config.py"]:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import|from) (pulumi|reporting|components)", text, re.MULTILINE), file


def test_the_readme_names_every_rule_and_all_that_can_be_set() -> None:
    readme = (PACK / "README.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert all(f"`{word}`" in readme for word in [rule.name, *rule.properties]), rule.name


def test_the_shipped_file_is_written_as_json_that_people_read() -> None:
    text = (PACK / "policy-config.json").read_text(encoding="utf-8")
    assert list(json.loads(text)) == NAMES
