"""Every verb as people run it: from the project's folder, with no option that can be left out."""

import json
import os
from hashlib import sha1
from pathlib import Path

import pytest

from reportctl.__main__ import VERBS
from reportctl.project.stacks import selected_stack
from tests.pull_requests import STACK, checkout, git
from tests.unit.command_line import Run

SELECTED = ("controls", "run", "plan", "render")
Settings = dict[str, object]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PULUMI_HOME that is logged in to one backend and has no stack selected."""
    for name in ("PULUMI_STACK", "PULUMI_BACKEND_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "absent"))
    home = tmp_path / "home"
    monkeypatch.setenv("PULUMI_HOME", str(home))
    (home / "workspaces").mkdir(parents=True)
    (home / "credentials.json").write_text('{"current": "s3://state"}', encoding="utf-8")
    return home


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A branch with another interval than main, where two stacks are."""
    project = checkout("interval_change", tmp_path / "project")
    git(project, "branch", "--force", "topic", "head")
    git(project, "switch", "--quiet", "topic")
    git(project, "branch", "--force", "main", "base")
    (project / "Pulumi.other.yaml").write_text((project / f"Pulumi.{STACK}.yaml").read_text())
    return project


def select(home: Path, project: Path, **settings: object) -> None:
    """What `pulumi stack select` writes: pkg/workspace/workspace.go, settingsPath."""
    digest = sha1(os.fsencode(project / "Pulumi.yaml"), usedforsecurity=False).hexdigest()
    file = home / "workspaces" / f"calico-reporting-{digest}-workspace.json"
    file.write_text(json.dumps(settings), encoding="utf-8")


CALLS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "changed": (("--base", "main"), 0, '["other", "shop"]'),
    "check": ((), 0, ""),
    "controls": ((), 0, "daily-soc2-inventory"),
    "diff": ((), 1, "## Compliance reporting: 2 stacks with changes"),
    "drift": (("--stack", STACK), 2, "pulumi is not on PATH"),
    "evidence": (
        ("--from", "2026-09-01", "--to", "2026-09-02", "--out", "build/q3", "--source", "downloads", "--no-cluster"),
        2,
        "error: ",
    ),
    "exceptions": ((), 0, "2 exceptions in 2 stacks"),
    "fleet": ((), 2, "2 stacks: 2 could not be looked at"),
    "import": (("reports.yaml", "--stack", "new"), 2, "reports.yaml"),
    "init": (("--stack", "new"), 2, "--context"),
    "plan": (("--out", "plan.html"), 0, "wrote plan.html"),
    "render": ((), 0, "kind: GlobalReport"),
    "review": (("--base", "main"), 0, "wrote 8 files to build/review; 0 errors"),
    "run": (("daily-soc2-inventory", "--last", "2h"), 2, "error: "),
    "schedule": ((), 0, "daily-soc2-inventory"),
    "show": ((), 0, "intervals: workshop"),
    "status": ((), 2, f"unknown: {STACK}"),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_runs_in_the_projects_folder(
    verb: str, project: Path, home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    select(home, project, stacks={"s3://state": f"acme/calico-reporting/{STACK}"})
    arguments, status, said = CALLS[verb]
    if verb == "drift":
        monkeypatch.setenv("PATH", "")
    ran = run(verb, *arguments, at=project)
    assert (ran.status, said in ran.out + ran.err) == (status, True), ran
    assert str(project) not in ran.out


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"changed", "drift", "import", "init", "show"}))
def test_a_fault_in_a_stack_file_is_told_in_the_projects_folder_as_elsewhere(
    verb: str, project: Path, home: Path, run: Run
) -> None:
    (project / "Pulumi.other.yaml").unlink()
    (project / f"Pulumi.{STACK}.yaml").write_text("config:\n  calico-reporting:intervals: staging\n")
    select(home, project, stacks={"s3://state": STACK})
    ran = run(verb, *CALLS[verb][0], at=project)
    comment = project / "build/review/comment.md"
    said = ran.out + ran.err + (comment.read_text(encoding="utf-8") if verb == "review" else "")
    assert ran.status in (1, 2)
    assert "'staging' is not a profile." in " ".join(said.split())


def test_the_stack_that_pulumi_has_selected_is_taken(project: Path, home: Path, run: Run) -> None:
    other = project / "Pulumi.other.yaml"
    other.write_text(other.read_text().replace("daily-soc2", "other-soc2"))
    select(home, project, stacks={"s3://state": "other", "file://~": STACK})
    assert "name: other-soc2-inventory" in run("render", at=project).out


@pytest.mark.parametrize(
    ("environment", "settings"),
    [
        ({"PULUMI_STACK": "acme/other"}, {"stacks": {"s3://state": STACK}}),
        ({"PULUMI_BACKEND_URL": "file://~"}, {"stacks": {"s3://state": STACK, "file://~": "other"}}),
        ({}, {"stack": "other"}),
        ({}, {"stack": "other", "stacks": {"file://~": STACK}}),
    ],
    ids=["PULUMI_STACK comes first", "another backend's selection", "an older CLI's file", "none of this backend"],
)
def test_the_selection_is_read_as_pulumi_reads_it(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], settings: Settings
) -> None:
    select(home, project, **settings)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert selected_stack(project) == "other"


def test_a_selected_stack_without_a_file_is_said(project: Path, home: Path, run: Run) -> None:
    select(home, project, stacks={"s3://state": "gone"})
    ran = run("render", at=project)
    assert ran.status == 2
    assert ran.err.startswith("error: the selected stack, 'gone', has no file here. Say --stack NAME")


@pytest.mark.parametrize("verb", SELECTED)
def test_without_a_selection_the_stacks_there_are_are_said(verb: str, project: Path, run: Run) -> None:
    ran = run(verb, *CALLS[verb][0], at=project)
    assert ran.status == 2
    assert ran.err == (
        "error: no stack is selected. Say --stack NAME, or: pulumi stack select NAME; there are: other, shop.\n"
    )


def test_a_selection_is_found_through_a_link_to_the_folder(
    project: Path, home: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "link"
    link.symlink_to(project)
    select(home, link, stacks={"s3://state": STACK})
    monkeypatch.setenv("PWD", str(link))
    assert run("render", at=link).status == 0
