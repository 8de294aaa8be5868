"""A team may call the project what it likes: Pulumi puts a stack's keys under that name."""

import shutil
from pathlib import Path

import pytest

from reporting.finding import StackFileError
from reporting.source.load import load
from reporting.source.runconfig import values_of_run
from reporting.source.stackfile import read_stack
from tests.project import SAMPLE
from tests.unit.command_line import Run
from tests.unit.stacks import NOW

NAME = "acme-compliance"


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """The project with stack workshop, under another name."""
    for file in ("Pulumi.yaml", "Pulumi.workshop.yaml"):
        text = (SAMPLE / file).read_text(encoding="utf-8")
        named = text.replace("name: calico-reporting", f"name: {NAME}").replace("calico-reporting:", f"{NAME}:")
        (tmp_path / file).write_text(named, encoding="utf-8")
    return tmp_path


def test_a_stack_of_a_renamed_project_says_the_same(renamed: Path) -> None:
    assert read_stack(renamed, "workshop").settings(NOW) == read_stack(SAMPLE, "workshop").settings(NOW)


def test_its_keys_have_their_lines(renamed: Path) -> None:
    key = ("reportSets", "hipstershop", "reports", "daily-cis-benchmark")
    assert read_stack(renamed, "workshop").place(key).line == read_stack(SAMPLE, "workshop").place(key).line > 1


def test_a_run_of_a_renamed_project_reads_its_keys_and_no_others() -> None:
    config = {
        f"{NAME}:cluster": '{"name": "a", "context": "a"}',
        f"{NAME}:intervals": "production",
        "calico-reporting:compliance": "absent",
    }
    assert load(values_of_run(config, project=NAME), NOW).compliance == "present"


def test_a_secret_of_a_renamed_project_is_refused() -> None:
    with pytest.raises(StackFileError, match="links: is a secret"):
        values_of_run({f"{NAME}:links": "{}"}, [f"{NAME}:links"], NAME)


def test_the_verbs_work_in_a_renamed_project(renamed: Path, run: Run) -> None:
    assert run("check", "--project", renamed).status == 0
    assert "daily-soc2-inventory" in run("render", "--stack", "workshop", "--project", renamed).out


def test_a_stack_file_from_before_the_renaming_is_told_so(renamed: Path) -> None:
    shutil.copy(SAMPLE / "Pulumi.workshop.yaml", renamed)
    with pytest.raises(StackFileError) as refused:
        read_stack(renamed, "workshop")
    assert f"Write {NAME}: instead of calico-reporting: in the stack file" in str(refused.value)


def test_so_is_a_run_whose_own_keys_are_the_empty_defaults() -> None:
    config = {f"{NAME}:cluster": "{}", f"{NAME}:intervals": "", "calico-reporting:intervals": "workshop"}
    with pytest.raises(StackFileError, match="or name: calico-reporting"):
        values_of_run(config, project=NAME)


def test_a_key_without_namespace_is_the_projects_own_under_any_name(renamed: Path) -> None:
    (renamed / "Pulumi.workshop.yaml").write_text("config:\n  intervals: workshop\n", encoding="utf-8")
    assert read_stack(renamed, "workshop").values["intervals"] == "workshop"


def test_a_project_without_a_name_is_refused(renamed: Path) -> None:
    (renamed / "Pulumi.yaml").write_text("runtime: python\n", encoding="utf-8")
    with pytest.raises(StackFileError, match="is not a project's name"):
        read_stack(renamed, "workshop")
