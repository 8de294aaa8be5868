"""Files that a stack file names, at every revision: compared, reviewed, and gathered for as they were."""

import json
from pathlib import Path

import pytest

from demo.workspace import copy_project
from reportctl.evidence.past import past
from reportctl.project.revision import revision
from reporting.evidence.period import Period
from reporting.finding import StackFileError
from reporting.source.expansion.bases import named_files
from reporting.source.expansion.project_files import is_path
from reporting.source.stackfile import files_of
from tests.pull_requests import commit, git, new_repository
from tests.unit.command_line import Run
from tests.unit.evidence import projects
from tests.unit.evidence.gathered import DAY, JULY, day

STACK = """\
config:
  calico-reporting:cluster: {name: shop, context: shop}
  calico-reporting:intervals: production
  calico-reporting:reportSets:
    duty:
      framework: FILE
      endpoints: {selector: all()}
"""
FRAMEWORK = """\
name: Ours
auditPeriod: 90
reports: [TYPES]
controls:
  O.1: {title: What is there is known, supportedBy: {inventory: {basis: inferred}}}
"""
FILE = "frameworks/ours.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose framework makes an inventory at `base`, and a policy-audit besides at `head`."""
    made = new_repository(tmp_path / "project")
    write(made, "Pulumi.shop.yaml", STACK.replace("FILE", FILE))
    write(made, FILE, FRAMEWORK.replace("TYPES", "inventory"))
    write(made, "frameworks/other.yaml", "not: named\n")
    commit(made, "base")
    write(made, FILE, FRAMEWORK.replace("TYPES", "inventory, policy-audit"))
    commit(made, "head")
    return made


def write(project: Path, name: str, text: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text, encoding="utf-8")


def reports(project: Path, ref: str) -> list[str]:
    with revision(project, ref) as at:
        found = at.plan("shop")
        assert found is not None
        return list(found.reports)


def test_a_revision_has_its_own_version_of_a_file(project: Path) -> None:
    assert reports(project, "base") == ["daily-ours-inventory"]
    assert reports(project, "head") == ["daily-ours-inventory", "daily-ours-policy-audit"]


def test_a_revision_has_the_yaml_of_the_project_and_nothing_else(project: Path) -> None:
    write(project, "README.md", "not YAML")
    write(project, "a b.yml", "of another name\n")
    commit(project, "more")
    with revision(project, "more") as at:
        found = sorted(str(file.relative_to(at.folder)) for file in at.folder.rglob("*") if file.is_file())
    assert found == ["Pulumi.shop.yaml", "Pulumi.yaml", "a b.yml", "frameworks/other.yaml", FILE]


def test_a_change_of_the_file_alone_is_a_change_of_the_stack(project: Path, run: Run) -> None:
    ran = run("diff", "--base", "base", "--project", project)
    assert ran.status == 1
    assert "daily-ours-policy-audit: policy-audit report, every day at " in ran.out
    assert json.loads(run("changed", "--base", "base", "--project", project).out) == ["shop"]


def test_another_file_concerns_no_stack(project: Path, run: Run) -> None:
    write(project, "frameworks/other.yaml", "changed: true\n")
    assert json.loads(run("changed", "--base", "head", "--project", project).out) == []


def test_a_review_of_the_file_shows_the_page_with_its_reports(project: Path, run: Run) -> None:
    git(project, "switch", "--quiet", "--create", "topic")
    git(project, "branch", "--force", "main", "base")
    assert run("review", "--base", "main", "--project", project, at=project).status == 0
    page = (project / "build/review/shop/plan.html").read_text(encoding="utf-8")
    assert "daily-ours-policy-audit" in page
    assert "O.1" in page


def test_a_project_in_a_folder_of_the_repository_has_its_own_files(project: Path, run: Run) -> None:
    inner = project / "reports"
    for name in ("Pulumi.yaml", "Pulumi.shop.yaml", FILE):
        write(inner, name, (project / name).read_text(encoding="utf-8"))
    commit(project, "inner")
    assert reports(inner, "inner") == ["daily-ours-inventory", "daily-ours-policy-audit"]


@pytest.mark.parametrize("name", ["../secret.yaml", "/etc/hosts.yaml", "linked.yaml", "folder.yaml", "gone.yaml"])
def test_what_is_no_file_of_that_revision_is_a_fault_there(project: Path, name: str) -> None:
    write(project.parent, "secret.yaml", FRAMEWORK)
    (project / "linked.yaml").symlink_to(project.parent / "secret.yaml")
    write(project, "folder.yaml/file", "")
    write(project, "Pulumi.shop.yaml", STACK.replace("FILE", name))
    commit(project, "bad")
    with revision(project, "bad") as at:
        with pytest.raises(StackFileError) as refused:
            at.plan("shop")
        assert [finding.code for finding in refused.value.findings] == ["FILE"]
        assert str(at.folder) not in str(refused.value)
        assert not (at.folder.parent / "secret.yaml").exists()


def test_a_stack_file_that_cannot_be_read_names_nothing(project: Path) -> None:
    write(project, "Pulumi.broken.yaml", "config: [\n")
    assert files_of(project, "broken") == ["Pulumi.yaml", "Pulumi.broken.yaml"]


def test_a_stack_is_read_from_its_bases_and_what_they_name(project: Path) -> None:
    write(project, "base/all.yaml", "extends: [base/gone.yaml, base/sets.yaml]\n")
    write(project, "base/sets.yaml", "reportSets:\n  duty: {framework: frameworks/other.yaml}\n")
    write(project, "Pulumi.shop.yaml", f"{STACK.replace('FILE', FILE)}  calico-reporting:extends: [base/all.yaml]\n")
    named = ["base/all.yaml", "base/gone.yaml", "base/sets.yaml", "frameworks/other.yaml", FILE]
    assert files_of(project, "shop") == ["Pulumi.yaml", "Pulumi.shop.yaml", *named]


def test_values_of_any_shape_name_only_paths(tmp_path: Path) -> None:
    sets = {"a": {"framework": "a.yaml"}, "b": {"framework": "soc2"}, "c": {"framework": ["x.yaml"]}, "d": None}
    assert named_files({"reportSets": sets}, tmp_path) == ["a.yaml"]
    assert named_files({"reportSets": ["a.yaml"]}, tmp_path) == named_files({}, tmp_path) == []
    assert named_files({"reportSets": {"a": {"framework": "../a.yaml"}}}, tmp_path) == []
    assert named_files({"extends": ["../a.yaml", 7]}, tmp_path) == []


@pytest.mark.parametrize("text", ["", ".yaml/..", "a//b.yaml", "./a.yaml", "a/./b.yaml", "a.yaml/", "a.yaml\n"])
def test_a_path_is_written_in_one_way(text: str) -> None:
    assert not is_path(text)


def test_evidence_is_gathered_by_the_file_as_it_was(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write(project, FILE, FRAMEWORK.replace("TYPES", "inventory"))
    sets = {"duty": {"framework": FILE}}
    projects.commit(project, day(1) - DAY, {}, reportSets=sets)
    write(project, FILE, FRAMEWORK.replace("TYPES", "inventory, policy-audit"))
    projects.commit(project, day(10), {}, reportSets=sets)
    found = past(project, projects.STACK, JULY).versions
    assert [sorted(version.reports) for version in found] == [
        ["daily-ours-inventory"],
        ["daily-ours-inventory", "daily-ours-policy-audit"],
    ]
    (control,) = found[0].reports["daily-ours-inventory"].controls
    assert (control.framework, control.control, control.basis) == ("Ours", "O.1", "inferred")
    assert past(project, projects.STACK, Period(day(20).date(), day(21).date())).versions[0].since == day(10)


def test_evidence_knows_a_file_that_is_named_no_longer(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for at, types in ((day(1) - DAY, "inventory"), (day(10), "inventory, policy-audit")):
        write(project, "old/ours.yaml", FRAMEWORK.replace("TYPES", types))
        projects.commit(project, at, {}, reportSets={"duty": {"framework": "old/ours.yaml"}})
    (project / "old/ours.yaml").unlink()
    write(project, FILE, FRAMEWORK.replace("TYPES", "inventory"))
    projects.commit(project, day(20), {}, reportSets={"duty": {"framework": FILE}})
    assert [len(version.reports) for version in past(project, projects.STACK, JULY).versions] == [1, 2, 1]


def test_a_copy_of_the_project_has_the_files_too(project: Path, tmp_path: Path) -> None:
    for name in ("__main__.py", "requirements.txt"):
        write(project, name, "")
    for name in ("cluster", "components", "reporting"):
        (project / name).mkdir()
    copied = copy_project(project, tmp_path / "copy")
    assert (copied / FILE).read_text(encoding="utf-8") == (project / FILE).read_text(encoding="utf-8")
