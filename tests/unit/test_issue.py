"""`reportctl issue`: one issue for all stacks, open as long as one is not clean."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportctl.__main__ import main
from reportctl.ci.comment import LONGEST
from reportctl.ci.drift import Drift, State
from reportctl.ci.issue import LABEL, MARKER, body, title
from tests.unit.github_server import Repository, github

STACK = "config:\n  calico-reporting:cluster: {{name: {0}, context: {0}}}\n"

Keep = Callable[..., int]


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    with github() as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with stacks a and b."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\nruntime: python\n", encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / f"Pulumi.{name}.yaml").write_text(STACK.format(name), encoding="utf-8")
    return tmp_path


@pytest.fixture
def keep(project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Keep:
    """Bring the issue in line with these stacks' states, and return the exit status."""

    def run(**states: str) -> int:
        results = tmp_path_factory.mktemp("results")
        for stack, state in states.items():
            folder = results / f"drift-{stack}"
            folder.mkdir()
            content = {"stack": stack, "state": state, "said": f"Pulumi's words on {stack}"}
            (folder / f"{stack}.json").write_text(json.dumps(content), encoding="utf-8")
        arguments = ["reportctl", "issue", "--results", str(results), "--project", str(project)]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return run


def test_drift_opens_one_issue_with_what_pulumi_said(repository: Repository, keep: Keep) -> None:
    assert keep(a="drifted", b="clean") == 0
    (issue,) = repository.issues
    assert issue["title"] == "Compliance reporting: drift in a"
    assert issue["labels"] == [LABEL]
    assert issue["body"].startswith(MARKER)
    assert "```text\nPulumi's words on a\n```" in issue["body"]
    assert "`pulumi up --stack a`" in issue["body"]
    assert "Stack b" not in issue["body"]
    assert "[this run](https://github.example/example/reports/actions/runs/42)" in issue["body"]


def test_the_next_night_changes_the_same_issue_and_says_what_is_new(repository: Repository, keep: Keep) -> None:
    keep(a="drifted", b="clean")
    keep(a="drifted", b="clean")
    assert repository.comments == []
    keep(a="drifted", b="drifted")
    (issue,) = repository.issues
    assert issue["title"] == "Compliance reporting: drift in a and b"
    assert [comment["body"].startswith(f"Now: {issue['title']}") for comment in repository.comments] == [True]


def test_clean_stacks_close_the_issue_with_a_word(repository: Repository, keep: Keep) -> None:
    keep(a="drifted", b="drifted")
    keep(a="clean", b="clean")
    (issue,) = repository.issues
    assert (issue["state"], issue["state_reason"]) == ("closed", "completed")
    assert "No drift any more" in repository.comments[0]["body"]


def test_drift_after_a_closed_issue_opens_a_new_one(repository: Repository, keep: Keep) -> None:
    keep(a="drifted", b="clean")
    keep(a="clean", b="clean")
    keep(a="drifted", b="clean")
    assert [issue["state"] for issue in repository.issues] == ["closed", "open"]


def test_clean_stacks_without_an_issue_change_nothing(repository: Repository, keep: Keep) -> None:
    assert keep(a="clean", b="clean") == 0
    assert repository.calls == []


def test_a_stack_without_a_result_is_not_taken_for_clean(repository: Repository, keep: Keep) -> None:
    keep(a="drifted", b="clean")
    keep(a="clean")
    (issue,) = repository.issues
    assert issue["state"] == "open"
    assert issue["title"] == "Compliance reporting: no look at b"


def test_a_failed_look_is_told_from_drift(repository: Repository, keep: Keep) -> None:
    keep(a="unknown", b="drifted")
    (issue,) = repository.issues
    assert issue["title"] == "Compliance reporting: drift in b; no look at a"
    assert "whether there is drift is not known" in issue["body"]


@pytest.mark.parametrize("text", [MARKER, None])
def test_an_issue_of_a_person_is_left_alone(repository: Repository, keep: Keep, text: str | None) -> None:
    repository.add_issue(title="mine", body=text, labels=[LABEL], user={"login": "mallory", "type": "User"})
    keep(a="clean", b="clean")
    assert repository.calls == []


def test_what_is_no_result_is_refused(
    repository: Repository, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "result.json").write_text('{"stack": "a"}', encoding="utf-8")
    arguments = ["reportctl", "issue", "--results", str(project), "--project", str(project)]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "result.json is no result of `reportctl drift`" in capsys.readouterr().err
    assert repository.calls == []


def test_many_long_outputs_stay_under_githubs_limits() -> None:
    found = [Drift(f"stack-{number}-{'x' * 200}", State.DRIFTED, "x" * 100_000) for number in range(40)]
    assert len(body(found, "a run")) < LONGEST
    assert len(title(found)) == 256


def test_output_with_fences_cannot_leave_its_own() -> None:
    text = body([Drift("a", State.DRIFTED, "````\n# a heading")], "a run")
    assert "`````text\n````\n# a heading\n`````" in text
