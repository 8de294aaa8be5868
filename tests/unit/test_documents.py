"""What the README and Pulumi.yaml say of the settings and the commands is what the code says."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reporting.findings.reference import reference
from reporting.source.stackfile import Project, parse_stack
from reporting.stack.settings import Settings
from tests.project import ROOT
from tests.unit.command_line import Run

README = (ROOT / "README.md").read_text(encoding="utf-8")

FAULTY = """
config:
  calico-reporting:cluster: {name: sandbox}
  calico-reporting:intervals: staging
  calico-reporting:reportSets:
    hipstershop:
      reports:
        daily-soc2-inventory: {reportType: inventory, schedule: 8 6 * * 7}
  calico-reporting:runs:
    first-look: {reports: [daily-soc2-inventory], last: 2h}
"""


def project_config() -> dict[str, dict[str, Any]]:
    config: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["config"]
    return config


def test_pulumi_yaml_describes_every_key_and_no_other() -> None:
    described = {key: entry["description"] for key, entry in project_config().items()}
    assert described == {field.alias: field.description for field in Settings.model_fields.values()}


def test_every_key_has_a_type_and_a_default_so_that_our_own_message_comes() -> None:
    assert all({"type", "default"} <= entry.keys() for entry in project_config().values())


def test_the_oldest_cli_is_the_one_that_the_pinned_sdk_belongs_to() -> None:
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert f"pulumi=={project['requiredPulumiVersion'].removeprefix('>=')}\n" in pins


def test_the_readme_lists_every_key_with_its_description_and_example() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \| `(.*)` \|$", README, re.MULTILINE)
    assert rows == [
        (field.alias, field.description, (field.examples or [""])[0]) for field in Settings.model_fields.values()
    ]


@pytest.mark.parametrize("field", Settings.model_fields.values(), ids=lambda field: str(field.alias))
def test_every_example_of_a_key_is_valid(field: Any, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/all.yaml").write_text("intervals: workshop\n")
    minimal = {"cluster": "{name: a, context: b}", "intervals": "production"}
    values = {**minimal, field.alias: field.examples[0]}
    if field.alias in ("runs", "adopt", "access"):
        report = '{daily-soc2-inventory: {reportType: inventory, schedule: ""}}'
        values["reportSets"] = f"{{all: {{reports: {report}}}}}"
    text = "config:\n" + "".join(f"  calico-reporting:{key}: {value}\n" for key, value in values.items())
    parse_stack(text, Path("Pulumi.example.yaml"), Project(folder=tmp_path)).settings()


def test_the_readme_shows_the_errors_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\nruntime: python\n", encoding="utf-8")
    (tmp_path / "Pulumi.dev.yaml").write_text(FAULTY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = run("check")
    assert f"```console\n$ reportctl check\n{ran.out}{ran.err}```" in README


def test_the_findings_are_listed_as_they_are() -> None:
    assert (ROOT / "docs" / "findings.md").read_text(encoding="utf-8") == reference(), (
        "write it anew: python -m reporting.findings.reference > docs/findings.md"
    )


def test_every_make_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`|\$ )make (\w+)", README, re.MULTILINE))
    assert {"demo", "test", "lint", "bench", "clean"} <= named <= targets
