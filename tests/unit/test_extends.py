"""Two stacks on one base: what is said of it is said with its file and line, wherever somebody reads it."""

import json
from pathlib import Path

import pytest

from reporting.finding import StackFileError
from reporting.source.expansion.bases import with_bases
from reporting.source.expansion.merging import Layer
from reporting.source.load import settings_of
from reporting.source.runconfig import values_of_run
from reporting.source.stackfile import read_stack
from tests.pull_requests import commit, new_repository
from tests.unit.command_line import Run

STACK = """\
config:
  calico-reporting:extends: [base/all.yaml]
  calico-reporting:cluster: {{name: {name}, context: {name}}}
"""
BASE = """\
intervals: production
reportSets:
  duty:
    endpoints: {selector: all()}
    reports:
      daily:
        reportType: inventory
        schedule: "8 6 * * *"
      seldom:
        reportType: inventory
        schedule: "0 0 * * 0"
"""
WEEKLY = "base/all.yaml:11"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = new_repository(tmp_path / "project")
    (made / "base").mkdir()
    (made / "base/all.yaml").write_text(BASE)
    for name in ("east", "west"):
        (made / f"Pulumi.{name}.yaml").write_text(STACK.format(name=name))
    commit(made, "base")
    return made


def write(project: Path, name: str, text: str) -> None:
    (project / name).write_text(text)


def test_a_finding_in_a_base_is_told_with_the_bases_line(project: Path, run: Run) -> None:
    ran = run("check", "--stack", "east", at=project)
    assert f"{WEEKLY}: warning: reportSets.duty.reports.seldom.schedule: " in ran.out


def test_a_fault_in_a_base_is_told_with_the_bases_line(project: Path, run: Run) -> None:
    write(project, "base/all.yaml", BASE.replace("8 6 * * *", "8 6 * * 7"))
    ran = run("check", "--stack", "east", at=project)
    assert ran.status == 1
    assert "base/all.yaml:8: error: reportSets.duty.reports.daily.schedule: " in ran.out


def test_a_pull_request_is_annotated_in_the_base(project: Path, run: Run) -> None:
    log = json.loads(run("check", "--stack", "east", "--format", "sarif", at=project).out)
    places = [result["locations"][0]["physicalLocation"] for result in log["runs"][0]["results"]]
    base = [place["region"]["startLine"] for place in places if place["artifactLocation"]["uri"] == "base/all.yaml"]
    assert 11 in base
    found = json.loads(run("check", "--stack", "east", "--format", "json", at=project).out)["findings"]
    assert {(one["file"], one["line"]) for one in found if one["code"] == "LONG_PERIOD"} == {("base/all.yaml", 11)}


def test_a_changed_line_of_a_base_is_a_change_of_every_stack_on_it(project: Path, run: Run) -> None:
    write(project, "base/all.yaml", BASE.replace("8 6 * * *", "8 7 * * *"))
    found = json.loads(run("diff", "--base", "base", "--format", "json", at=project).out)
    assert [(one["stack"], len(one["changes"])) for one in found["stacks"]] == [("east", 1), ("west", 1)]
    assert json.loads(run("changed", "--base", "base", at=project).out) == ["east", "west"]
    text = run("diff", "--base", "base", "--format", "text", at=project).out
    for stack in ("east", "west"):
        assert text.count(f"base/all.yaml:8: changed: stack {stack}: daily moves from 06:08 to 07:08 UTC") == 1


def test_a_run_of_pulumi_reads_the_same_as_the_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    config = {
        "calico-reporting:extends": '["base/all.yaml"]',
        "calico-reporting:cluster": '{"name": "east", "context": "east"}',
        "calico-reporting:intervals": "",
        "calico-reporting:reportSets": "{}",
        "calico-reporting:adopt": "[]",
    }
    said = with_bases(Layer(values_of_run(config)), Path())
    assert settings_of(said) == read_stack(project, "east").settings()


def test_a_run_of_pulumi_knows_the_lines_of_bases_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    write(project, "base/all.yaml", BASE.replace("8 6 * * *", "8 6 * * 7"))
    said = with_bases(Layer({"extends": ["base/all.yaml"], "cluster": {}}), Path())
    with pytest.raises(StackFileError) as refused:
        settings_of(said)
    places = {finding.key: (finding.file, finding.line) for finding in refused.value.findings}
    assert places == {
        "cluster": (None, None),
        "reportSets.duty.reports.daily.schedule": (Path("base/all.yaml"), 8),
    }


def test_what_nobody_says_is_missed_in_the_stack_file(project: Path) -> None:
    write(project, "Pulumi.east.yaml", "config:\n  calico-reporting:extends: [base/all.yaml]\n")
    with pytest.raises(StackFileError) as refused:
        read_stack(project, "east").settings()
    [finding] = refused.value.findings
    assert (finding.file, finding.line) == (project / "Pulumi.east.yaml", 1)


def test_show_prints_what_counts_in_the_form_of_a_base(project: Path, run: Run) -> None:
    write(project, "Pulumi.east.yaml", STACK.format(name="east") + "  calico-reporting:intervals: workshop\n")
    shown = run("show", "--stack", "east", at=project).out
    assert shown.startswith("cluster:\n  name: east\n  context: east\nintervals: workshop\nreportSets:\n")
    assert "extends" not in shown
    write(project, "base/shown.yaml", "".join(shown.partition("intervals")[1:]))
    write(project, "Pulumi.again.yaml", STACK.format(name="east").replace("all.yaml", "shown.yaml"))
    again, east = (read_stack(project, name).settings() for name in ("again", "east"))
    assert again.model_copy(update={"extends": east.extends}) == east


def test_show_says_of_each_value_where_it_was_said(project: Path, run: Run) -> None:
    write(project, "Pulumi.east.yaml", STACK.format(name="east") + "  calico-reporting:intervals: workshop\n")
    lines = run("show", "--stack", "east", "--origin", at=project).out.splitlines()
    assert 'Pulumi.east.yaml:4: intervals: "workshop"' in lines
    assert f'{WEEKLY}: reportSets.duty.reports.seldom.schedule: "0 0 * * 0"' in lines
    assert 'Pulumi.east.yaml:3: cluster.name: "east"' in lines


def test_show_takes_a_hostile_value_for_text(project: Path, run: Run) -> None:
    write(
        project, "Pulumi.east.yaml", STACK.format(name="east") + '  calico-reporting:intervals: "\\e[31mred\\nline"\n'
    )
    ran = run("show", "--stack", "east", "--origin", at=project)
    assert "\x1b" not in ran.out
    assert "\x1b" not in run("show", "--stack", "east", at=project).out


def test_stack_files_in_a_folder_of_their_own_are_read(project: Path, run: Run) -> None:
    (project / "stacks").mkdir()
    (project / "Pulumi.east.yaml").rename(project / "stacks/Pulumi.east.yaml")
    (project / "Pulumi.west.yaml").unlink()
    text = (project / "Pulumi.yaml").read_text()
    write(project, "Pulumi.yaml", f"stackConfigDir: stacks\n{text}")
    commit(project, "moved")
    assert f"{WEEKLY}: warning" in run("check", at=project).out
    write(project, "base/all.yaml", BASE.replace("8 6 * * *", "8 7 * * *"))
    assert "Pulumi.east" not in run("diff", "--base", "moved", at=project).err
    assert json.loads(run("changed", "--base", "moved", at=project).out) == ["east"]


def test_check_says_that_it_does_not_see_an_environment(project: Path, run: Run) -> None:
    write(project, "Pulumi.east.yaml", f"environment: [team/prod]\n{STACK.format(name='east')}")
    assert "Pulumi.east.yaml:1: note: environment: " in run("check", "--stack", "east", at=project).out


def test_check_warns_before_a_stack_file_is_too_large_to_be_handed_over(project: Path, run: Run) -> None:
    reports = "".join(
        f'      r{i:04}: {{reportType: inventory, schedule: "", endpoints: {{selector: "team == \'{i:060}\'"}}}}\n'
        for i in range(1000)
    )
    sets = f"reportSets:\n  many:\n    reports:\n{reports}"
    write(project, "base/many.yaml", sets)
    write(project, "Pulumi.east.yaml", STACK.format(name="east").replace("all.yaml]", "all.yaml, base/many.yaml]"))
    assert "CONFIG_SIZE" not in run("check", "--stack", "east", at=project).out
    inner = "".join(f"  {line}\n" for line in sets.splitlines())
    write(project, "Pulumi.east.yaml", STACK.format(name="east") + inner)
    found = run("check", "--stack", "east", "--format", "json", at=project).out
    [size] = [one for one in json.loads(found)["findings"] if one["code"] == "CONFIG_SIZE"]
    assert "extends" in size["remedy"]
