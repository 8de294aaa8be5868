"""`reportctl changed` and `review`, in git repositories as a workflow checks them out."""

import json
import subprocess
from pathlib import Path

import pytest

from reportctl.ci.changed import PROGRAM
from tests.unit.command_line import Ran, Run

ROOT = Path(__file__).parents[2]
STACK = """\
config:
  calico-reporting:cluster: {{name: {0}, {1}}}
  calico-reporting:intervals: production
"""
NAMES = ["elsewhere", "one", "two"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Stacks one and two, one of another machine, and some other files, on branch `topic` that left `main`."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\nruntime: python\n", encoding="utf-8")
    for name in ("one", "two"):
        write(tmp_path, f"Pulumi.{name}.yaml", STACK.format(name, f"context: {name}"))
    write(tmp_path, "Pulumi.elsewhere.yaml", STACK.format("elsewhere", "kubeconfig: .sandbox/kubeconfig"))
    for file in ("__main__.py", "requirements.txt", "README.md", "reporting/stack/flush.py", "cluster/look.py"):
        write(tmp_path, file, "first\n")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path)
    git(tmp_path, "switch", "--quiet", "--create", "topic")
    return tmp_path


@pytest.fixture
def reportctl(project: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Run:
    monkeypatch.chdir(project)
    return run


def write(project: Path, name: str, text: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text, encoding="utf-8")


def git(project: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(project), *identity, *arguments], check=True, capture_output=True)


def commit(project: Path) -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "a change")


def production(project: Path, stack: str, interval: str) -> None:
    text = (project / f"Pulumi.{stack}.yaml").read_text()
    write(project, f"Pulumi.{stack}.yaml", f"{text}  calico-reporting:felix: {{flowLogsFlushInterval: {interval}}}\n")


@pytest.mark.parametrize(
    ("file", "stacks"),
    [
        ("Pulumi.one.yaml", ["one"]),
        ("Pulumi.elsewhere.yaml", []),
        ("README.md", []),
        ("tests/new.py", []),
        ("components.md", []),
        ("docs/reporting/page.md", []),
        *((f"{path}a.py" if path.endswith("/") else path, ["one", "two"]) for path in PROGRAM),
    ],
)
def test_a_stack_is_concerned_by_its_file_and_by_the_program(
    project: Path, reportctl: Run, file: str, stacks: list[str]
) -> None:
    target = project / file
    text = target.read_text() if target.exists() else ""
    write(project, file, f"{text}# changed\n")
    commit(project)
    assert json.loads(reportctl("changed", "--base", "main").out) == stacks


def test_what_is_not_committed_yet_counts_too(project: Path, reportctl: Run) -> None:
    production(project, "one", "60s")
    write(project, "Pulumi.new.yaml", STACK.format("new", "context: new"))
    assert json.loads(reportctl("changed", "--base", "main").out) == ["new", "one"]


def test_a_deleted_stack_has_nothing_to_preview(project: Path, reportctl: Run) -> None:
    (project / "Pulumi.one.yaml").unlink()
    commit(project)
    assert json.loads(reportctl("changed", "--base", "main").out) == []


def test_what_happened_on_the_base_since_is_not_of_this_change(project: Path, reportctl: Run) -> None:
    production(project, "one", "60s")
    commit(project)
    git(project, "switch", "--quiet", "main")
    production(project, "two", "60s")
    commit(project)
    git(project, "switch", "--quiet", "topic")
    assert json.loads(reportctl("changed", "--base", "main").out) == ["one"]


def test_a_stack_of_another_machine_is_left_out_with_a_word(project: Path, reportctl: Run) -> None:
    ran = reportctl("changed", "--all")
    assert json.loads(ran.out) == ["one", "two"]
    assert "elsewhere is left out" in ran.err
    write(project, ".sandbox/kubeconfig", "{}")
    assert json.loads(reportctl("changed", "--all").out) == NAMES


def test_a_stack_file_that_cannot_be_read_is_not_left_out(project: Path, reportctl: Run) -> None:
    write(project, "Pulumi.one.yaml", "config: [\n")
    assert json.loads(reportctl("changed", "--base", "main").out) == ["one"]


def test_lines_are_for_a_shell(reportctl: Run) -> None:
    assert reportctl("changed", "--all", "--format", "lines", "--quiet") == Ran(0, "one\ntwo\n", "")


def test_a_project_in_a_folder_of_the_repository_is_told_from_its_neighbours(
    project: Path, reportctl: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository = tmp_path_factory.mktemp("mono")
    project.rename(repository / "reports")
    (repository / "reports/.git").rename(repository / ".git")
    commit(repository)
    git(repository, "branch", "--force", "main", "HEAD")
    write(repository, "Pulumi.two.yaml", "elsewhere")
    write(repository, "reports/Pulumi.one.yaml", STACK.format("one", "context: other"))
    project.mkdir()
    ran = reportctl("changed", "--base", "main", "--project", str(repository / "reports"))
    assert json.loads(ran.out) == ["one"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Say either --base REF or --all."),
        (["--all", "--base", "main"], "Say either --base REF or --all."),
        (["--base", "nowhere"], "git fetch origin main"),
        (["--base", "--help"], "cannot be compared"),
    ],
)
def test_what_cannot_be_compared_is_said(reportctl: Run, arguments: list[str], said: str) -> None:
    ran = reportctl("changed", *arguments)
    assert ran.status == 2
    assert said in ran.err


def test_the_program_is_what_the_project_is_run_with() -> None:
    assert all((ROOT / path).exists() for path in PROGRAM)
    assert all((ROOT / path).is_dir() == path.endswith("/") for path in PROGRAM)


def test_review_writes_what_reviewers_look_at_for_the_stacks_that_changed(project: Path, reportctl: Run) -> None:
    production(project, "one", "60s")
    commit(project)
    assert reportctl("review", "--base", "main").status == 0
    out = project / "build/review"
    files = sorted(str(file.relative_to(out)) for file in out.rglob("*") if file.is_file())
    assert files == ["check.sarif", "comment.md", "one/felix.yaml", "one/plan.html"]
    comment = (out / "comment.md").read_text()
    assert comment.startswith("<!-- calico-reporting: diff -->\n")
    assert "From main (" in comment
    assert "Stack one: 1 change" in comment
    assert "flowLogsFlushInterval: 1m0s" in (out / "one/felix.yaml").read_text()
    assert "main (" in (out / "one/plan.html").read_text()


def test_review_compares_with_where_the_branch_left_its_base(project: Path, reportctl: Run) -> None:
    git(project, "switch", "--quiet", "main")
    production(project, "two", "60s")
    commit(project)
    git(project, "switch", "--quiet", "topic")
    assert reportctl("review", "--base", "main").status == 0
    assert "no change" in (project / "build/review/comment.md").read_text()


def test_review_writes_all_it_can_where_a_stack_file_is_wrong(project: Path, reportctl: Run) -> None:
    production(project, "one", "60s")
    write(project, "Pulumi.two.yaml", STACK.format("two", "context: two").replace("production", "prodction"))
    commit(project)
    ran = reportctl("review", "--base", "main", "--out", "out")
    assert ran.status == 1
    assert "1 error" in ran.err
    (result,) = json.loads((project / "out/check.sarif").read_text())["runs"][0]["results"][-1:]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "Pulumi.two.yaml"
    assert "Stack two cannot be used: 1 error" in (project / "out/comment.md").read_text()
    assert (project / "out/one/plan.html").exists()
    assert not (project / "out/two").exists()


def test_review_says_where_it_cannot_write(project: Path, reportctl: Run) -> None:
    write(project, "file", "")
    ran = reportctl("review", "--base", "main", "--out", "file")
    assert ran.status == 2
    assert "error: file cannot be written" in ran.err
