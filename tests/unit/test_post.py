"""`reportctl post`: one comment, found again by its first line, on a repository that answers as GitHub does."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reportctl.__main__ import main
from tests.unit.github_server import BOT, Repository, github

MARKER = "<!-- calico-reporting: diff -->"
PERSON = {"login": "mallory", "type": "User"}

Post = Callable[[str], int]


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    with github() as found:
        for name, value in found.environment.items():
            monkeypatch.setenv(name, value)
        yield found


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Post this text to pull request 17, and return the exit status."""

    def run(text: str) -> int:
        file = tmp_path / "comment.md"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setattr(sys, "argv", ["reportctl", "post", "--file", str(file), "--pull-request", "17"])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return run


def bodies(repository: Repository) -> list[str]:
    return [comment["body"] for comment in repository.comments]


def test_the_first_push_makes_a_comment_and_the_next_one_changes_it(repository: Repository, post: Post) -> None:
    assert post(f"{MARKER}\n\none\n") == 0
    assert post(f"{MARKER}\n\ntwo\n") == 0
    assert bodies(repository) == [f"{MARKER}\n\ntwo\n"]
    assert repository.calls == ["POST issues/17/comments", "PATCH issues/comments/1000"]


def test_an_equal_comment_is_left_as_it_is_also_with_githubs_line_ends(repository: Repository, post: Post) -> None:
    repository.add_comment(f"{MARKER}\r\n\r\none")
    assert post(f"{MARKER}\n\none\n") == 0
    assert repository.calls == []


def test_a_comment_on_a_later_page_is_found(repository: Repository, post: Post) -> None:
    repository.page = 2
    for number in range(5):
        repository.add_comment(f"remark {number}", PERSON)
    repository.add_comment(f"{MARKER}\n\nold")
    assert post(f"{MARKER}\n\nnew") == 0
    assert repository.calls == ["PATCH issues/comments/1005"]


@pytest.mark.parametrize(
    ("body", "user"),
    [
        pytest.param(f"{MARKER}\n\nmine", PERSON, id="a person's comment with the same marker"),
        pytest.param(f"> {MARKER}", BOT, id="a quotation of the marker"),
        pytest.param("", BOT, id="an empty comment"),
    ],
)
def test_what_others_said_is_left_alone(repository: Repository, post: Post, body: str, user: dict[str, str]) -> None:
    repository.add_comment(body, user)
    assert post(f"{MARKER}\n\nnew") == 0
    assert bodies(repository) == [body, f"{MARKER}\n\nnew"]


@pytest.mark.parametrize("text", ["", "no marker\n", f"text {MARKER}\n", "<!---->\n"])
def test_a_file_without_a_marker_is_refused_before_anything_is_sent(
    repository: Repository, post: Post, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    assert post(text) == 2
    assert "does not begin with a marker" in capsys.readouterr().err
    assert repository.calls == []


def test_a_read_only_token_is_told_which_permission_is_missing(
    repository: Repository, post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.refuses = (403, "Resource not accessible by integration")
    assert post(f"{MARKER}\n") == 2
    error = capsys.readouterr().err
    assert "403 Resource not accessible by integration" in error
    assert "pull-requests: write" in error


def test_missing_environment_is_named(
    repository: Repository, post: Post, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    assert post(f"{MARKER}\n") == 2
    assert "error: GITHUB_TOKEN must be set" in capsys.readouterr().err
    assert repository.calls == []


def test_a_github_that_does_not_answer_is_an_error_without_a_traceback(
    post: Post, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with github() as gone:
        environment = gone.environment
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert post(f"{MARKER}\n") == 2
    assert "GitHub does not answer at 127.0.0.1" in capsys.readouterr().err
