"""The workflows' steps that speak to GitHub, run as a runner runs them, with a `gh` that records its calls.

What `gh` takes: https://cli.github.com/manual/gh_api. Its answers are filtered by the steps' own jq programs.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
MARKER = "<!-- calico-reporting: diff -->"
BOT = {"login": "github-actions[bot]"}
PERSON = {"login": "mallory"}

GH = """\
#!{python}
import json, os, sys
from pathlib import Path
import jq
answers, calls = Path({folder!r}, "answers.json"), Path({folder!r}, "calls")
arguments = sys.argv[1:]
assert os.environ["GH_TOKEN"] == "token"
filters = arguments.pop(arguments.index("--jq") + 1) if "--jq" in arguments else None
said = " ".join(argument for argument in arguments if not argument.startswith("--"))
for start, pages in json.loads(answers.read_text()).items():
    if filters and said.startswith(start):
        for page in pages:
            for found in jq.compile(filters).input_value(page):
                print(found)
        break
else:
    with calls.open("a", encoding="utf-8") as file:
        file.write(json.dumps(arguments) + "\\n")
"""


class GitHub:
    """A repository that a step speaks to through `gh`: what it answers, and what it was told."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.answers: dict[str, list[Any]] = {}
        (folder / "gh").write_text(GH.format(python=sys.executable, folder=str(folder)), encoding="utf-8")
        (folder / "gh").chmod(0o700)

    def run(self, workflow: str, job: str, **variables: str) -> list[list[str]]:
        """The step of that name in that job; returns the calls that change something."""
        content = yaml.safe_load((ROOT / f".github/workflows/{workflow}.yml").read_text(encoding="utf-8"))
        (step,) = [step for step in content["jobs"][job]["steps"] if step.get("id") == job]
        (self.folder / "answers.json").write_text(json.dumps(self.answers), encoding="utf-8")
        stated = {name: value for name, value in step["env"].items() if "${{" not in value}
        environment = {**os.environ, **GIVEN, **stated, **variables, "PATH": f"{self.folder}:{os.environ['PATH']}"}
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        subprocess.run(shell, env=environment, cwd=self.folder, check=True)
        calls = self.folder / "calls"
        return [json.loads(line) for line in calls.read_text(encoding="utf-8").splitlines()] if calls.exists() else []


GIVEN = {
    "GH_TOKEN": "token",
    "GITHUB_REPOSITORY": "example/reports",
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_RUN_ID": "42",
}


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path)


# The comment on a pull request

COMMENTS = "repos/example/reports/issues/17/comments"
BODY = ["--field", "body=@build/review/comment.md"]


def comment(number: int, body: str | None, user: dict[str, str]) -> dict[str, Any]:
    return {"id": number, "body": body, "user": user}


def comment_step(github: GitHub, *pages: list[Any]) -> list[list[str]]:
    github.answers = {f"api {COMMENTS}": list(pages)}
    return github.run("preview", "comment", NUMBER="17")


def test_the_first_push_makes_a_comment(github: GitHub) -> None:
    assert comment_step(github, []) == [["api", "--silent", COMMENTS, *BODY]]


def test_the_next_push_changes_the_comment_whichever_page_it_is_on(github: GitHub) -> None:
    pages = [[comment(1, "remark", PERSON)], [comment(2, f"{MARKER}\n\nold", BOT), comment(3, f"{MARKER}\n", BOT)]]
    own = "repos/example/reports/issues/comments/2"
    assert comment_step(github, *pages) == [["api", "--silent", "--method", "PATCH", own, *BODY]]


@pytest.mark.parametrize(
    ("body", "user"),
    [
        pytest.param(f"{MARKER}\n\nmine", PERSON, id="a person's comment with the same marker"),
        pytest.param("#### :tropical_drink: `preview` on reports/production", BOT, id="pulumi/actions' comment"),
        pytest.param(f"> {MARKER}", BOT, id="a quotation of the marker"),
        pytest.param(None, BOT, id="an empty comment"),
    ],
)
def test_what_others_said_is_left_alone(github: GitHub, body: str | None, user: dict[str, str]) -> None:
    assert comment_step(github, [comment(1, body, user)]) == [["api", "--silent", COMMENTS, *BODY]]


# The issue on drift

ISSUES = "repos/example/reports/issues"
RUN = "https://github.example/example/reports/actions/runs/42"


def issue(number: int, title: str, user: dict[str, str] = BOT) -> dict[str, Any]:
    return {"number": number, "title": title, "user": user}


def issue_step(github: GitHub, opened: list[Any], **conclusions: str) -> list[list[str]]:
    jobs = [
        {"name": f"pulumi preview --expect-no-changes ({stack})", "conclusion": conclusion}
        for stack, conclusion in conclusions.items()
    ]
    jobs += [{"name": "stacks", "conclusion": "success"}, {"name": "issue", "conclusion": ""}]
    github.answers = {
        f"api {ISSUES}?state=open&labels=reporting-drift": [opened],
        "run view 42": [{"jobs": jobs}],
        **{f"api {ISSUES}/{each['number']}": [each] for each in opened},
    }
    clean = all(conclusion == "success" for conclusion in conclusions.values())
    return github.run("drift", "issue", RESULT="success" if clean else "failure")


def test_drift_opens_one_issue_that_names_the_stacks_and_the_run(github: GitHub) -> None:
    (call,) = issue_step(github, [], a="failure", b="success", c="timed_out")
    assert call[:3] == ["api", "--silent", ISSUES]
    assert call[3:5] == ["--raw-field", "title=Compliance reporting: drift, missing reports, or no look, at a, c"]
    assert call[6].startswith("body=a, c: the cluster is not what main says")
    assert call[6].split("\n")[0].endswith(f" {RUN}")
    assert call[7:] == ["--raw-field", "labels[]=reporting-drift"]


def test_the_issue_says_which_reports_did_not_come(github: GitHub) -> None:
    folder = github.folder / "build/status"
    folder.mkdir(parents=True)
    for stack in ("a", "b"):
        (folder / f"{stack}.md").write_text(f"Reports of {stack}: 1 late\n", encoding="utf-8")
    (call,) = issue_step(github, [], a="failure", b="success")
    assert call[6].endswith(f" {RUN}\n\nReports of a: 1 late\nReports of b: 1 late")


def test_an_issue_stays_within_githubs_limit(github: GitHub) -> None:
    folder = github.folder / "build/status"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("x" * 70_000, encoding="utf-8")
    (call,) = issue_step(github, [], a="failure")
    assert len(call[6]) < 65_536


def test_the_next_night_changes_the_same_issue_without_another_word(github: GitHub) -> None:
    opened = issue(5, "Compliance reporting: drift, missing reports, or no look, at a")
    (call,) = issue_step(github, [opened], a="failure", b="success")
    assert call[:5] == ["api", "--silent", "--method", "PATCH", f"{ISSUES}/5"]


def test_another_stack_that_drifts_is_said_in_a_comment(github: GitHub) -> None:
    opened = issue(5, "Compliance reporting: drift, missing reports, or no look, at a")
    said, changed = issue_step(github, [opened], a="failure", b="failure")
    assert said[:4] == ["issue", "comment", "5", "--body"]
    assert said[4].startswith("Now a, b: ")
    assert "title=Compliance reporting: drift, missing reports, or no look, at a, b" in changed


def test_clean_stacks_close_the_issue_with_a_word(github: GitHub) -> None:
    (call,) = issue_step(github, [issue(5, "drift")], a="success")
    assert call == ["issue", "close", "5", "--comment", f"As it should be again: {RUN}"]


@pytest.mark.parametrize("opened", [[], [issue(5, "mine", PERSON)]], ids=["none", "a person's"])
def test_clean_stacks_without_an_issue_of_the_workflow_change_nothing(github: GitHub, opened: list[Any]) -> None:
    assert issue_step(github, opened, a="success", b="success") == []
