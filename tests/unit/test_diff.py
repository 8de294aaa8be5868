"""`reportctl diff` and `reportctl plan` on real git repositories."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from reportctl.ci.comment import MARKER, escaped
from tests.pull_requests import HERE, SAMPLES, STACK, checkout, commit, git, new_repository
from tests.unit.command_line import Ran, Run

STACK_FILE = f"Pulumi.{STACK}.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose head has another interval than its base."""
    return checkout("interval_change", tmp_path / "project")


def without_commits(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{10}\b", "COMMIT", text)


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_pull_request_gives_its_comment(sample: str, tmp_path: Path, run: Run) -> None:
    project = checkout(sample, tmp_path / "project")
    ran = run("diff", "--base", "base", "--head", "head", "--project", project)
    assert without_commits(ran.out) == (HERE / sample / "comment.md").read_text(encoding="utf-8")
    assert (ran.status, ran.err) == (1, "")


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_pull_request_gives_its_annotations(sample: str, tmp_path: Path, run: Run) -> None:
    project = checkout(sample, tmp_path / "project")
    ran = run("check", "--format", "sarif", "--quiet", "--project", project)
    found = [
        f"{result['level']} {result['ruleId']} line {_line(result)}{' suppressed' if 'suppressions' in result else ''}"
        for result in json.loads(ran.out)["runs"][0]["results"]
    ]
    assert found == (HERE / sample / "annotations.txt").read_text(encoding="utf-8").splitlines()


def _line(result: dict[str, list[dict[str, dict[str, dict[str, int]]]]]) -> int:
    return result["locations"][0]["physicalLocation"]["region"]["startLine"]


def test_without_a_change_the_comment_says_so_and_the_status_is_zero(project: Path, run: Run) -> None:
    ran = run("diff", "--base", "head", "--project", project)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"{MARKER}\n\n## Compliance reporting: no change\n")


def test_the_working_tree_is_compared_with_what_is_not_committed(project: Path, run: Run) -> None:
    file = project / STACK_FILE
    file.write_text(file.read_text().replace('"0 1 * * *"', '"0 2 * * *"'))
    ran = run("diff", "--base", "head", "--project", project)
    assert "daily-soc2-network-access moves from 01:00 to 02:00 UTC" in ran.out


def test_machines_get_each_change_with_its_key(project: Path, run: Run) -> None:
    ran = run("diff", "--base", "base", "--format", "json", "--project", project)
    found = json.loads(ran.out)
    assert found["changed"] is True
    assert found["head"] == {"revision": "the working tree", "commit": None}
    assert found["stacks"][0]["changes"][2] == {
        "kind": "changed",
        "subject": "report daily-soc2-inventory",
        "path": ["reportSets", "payments", "reports", "daily-soc2-inventory", "schedule"],
        "key": "reportSets.payments.reports.daily-soc2-inventory.schedule",
        "sentence": "daily-soc2-inventory moves from 06:08 to 07:08 UTC; the window of that day is 25 h",
    }


def test_an_added_and_a_removed_stack_file_are_said(project: Path, run: Run) -> None:
    (project / STACK_FILE).rename(project / "Pulumi.other.yaml")
    ran = run("diff", "--base", "head", "--project", project)
    assert "**added** the stack for cluster 'shop': 3 reports" in ran.out
    assert "**removed** the stack file is gone; cluster 'shop' keeps its 3 reports until pulumi destroy" in ran.out


def test_only_the_wanted_stack_is_compared(project: Path, run: Run) -> None:
    (project / "Pulumi.other.yaml").write_text((project / STACK_FILE).read_text())
    ran = run("diff", "--base", "head", "--stack", STACK, "--project", project)
    assert ran.status == 0


def test_a_broken_head_shows_its_errors(project: Path, run: Run) -> None:
    (project / STACK_FILE).write_text("config:\n  calico-reporting:intervals: fast\n")
    ran = run("diff", "--base", "head", "--project", project)
    assert ran.status == 1
    assert "### Stack shop cannot be used: 2 errors" in ran.out
    assert "'fast' is not a profile" in ran.out


def test_after_a_broken_base_the_changes_are_said_to_be_unknown(project: Path, run: Run) -> None:
    good = (project / STACK_FILE).read_text()
    (project / STACK_FILE).write_text("config: [\n")
    commit(project, "broken")
    (project / STACK_FILE).write_text(good)
    ran = run("diff", "--base", "broken", "--project", project)
    assert ran.status == 1
    assert "### Stack shop: what changes is unknown" in ran.out
    assert "daily-soc2-inventory: inventory report, every day at 07:08 UTC" in ran.out


def test_a_project_in_a_folder_of_its_repository_is_found(tmp_path: Path, run: Run) -> None:
    repository = tmp_path / "repository"
    project = repository / "clusters" / "shop"
    project.mkdir(parents=True)
    git(repository, "init", "--quiet")
    new = checkout("renamed_report", tmp_path / "sample")
    for side in ("base", "head"):
        git(new, "checkout", "--quiet", side)
        for file in ("Pulumi.yaml", STACK_FILE):
            (project / file).write_text((new / file).read_text())
        commit(repository, side)
    ran = run("diff", "--base", "base", "--head", "head", "--project", project)
    assert "daily-soc2-inventory is renamed to daily-payments-inventory" in ran.out


@pytest.mark.parametrize("ref", ["nowhere", "HEAD~99", "--output=x", "HEAD:Pulumi.yaml", ""])
def test_an_unknown_revision_is_refused_with_the_way_out(ref: str, project: Path, run: Run) -> None:
    ran = run("diff", f"--base={ref}", "--project", project)
    assert (ran.status, ran.out) == (2, "")
    assert "is no commit that is known in" in ran.err
    assert "git fetch origin main" in ran.err


def test_in_a_shallow_clone_the_way_to_its_history_is_said(project: Path, tmp_path: Path, run: Run) -> None:
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--no-tags", project.as_uri(), str(shallow))
    ran = run("diff", "--base", "HEAD^", "--project", shallow)
    assert ran.status == 2
    assert "git fetch --unshallow; in a workflow, give actions/checkout fetch-depth: 0" in ran.err


def test_outside_a_repository_nothing_can_be_compared(tmp_path: Path, run: Run) -> None:
    ran = run("diff", "--base", "HEAD", "--project", tmp_path)
    assert ran.status == 2
    assert "cannot be compared with an earlier revision (not a git repository" in ran.err


def test_without_git_that_is_said(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ran = run("diff", "--base", "HEAD", "--project", project)
    assert (ran.status, ran.err) == (
        2,
        "error: git is not on PATH, and revisions are read with it. Install git.\n",
    )


def test_an_unknown_stack_is_refused_with_those_there_are(project: Path, run: Run) -> None:
    ran = run("diff", "--base", "base", "--stack", "ship", "--project", project)
    assert ran.status == 2
    assert ran.err.startswith("error: there is no stack 'ship', neither at base (")
    assert "; there are: shop." in ran.err


def test_one_stack_and_all_stacks_exclude_each_other(project: Path, run: Run) -> None:
    assert run("diff", "--base", "base", "--stack", STACK, "--all", "--project", project).status == 2


def test_nothing_of_a_comparison_is_left_in_the_checkout(project: Path, run: Run) -> None:
    run("diff", "--base", "base", "--project", project)
    assert not git(project, "status", "--porcelain")


def many_reports(count: int) -> str:
    """A stack file with so many inventory reports."""
    head = "config:\n  calico-reporting:cluster: {name: a, context: a}\n  calico-reporting:intervals: production\n"
    reports = "".join(
        f"        daily-{number:04}: {{reportType: inventory, schedule: '{number % 60} 6 * * *'}}\n"
        for number in range(count)
    )
    return f"{head}  calico-reporting:reportSets:\n    all:\n      reports:\n{reports}"


def test_a_comment_stays_under_githubs_limit_and_counts_what_it_leaves_out(tmp_path: Path, run: Run) -> None:
    project = new_repository(tmp_path / "project")
    (project / STACK_FILE).write_text(many_reports(1))
    commit(project, "base")
    (project / STACK_FILE).write_text(many_reports(2000))
    out = run("diff", "--base", "base", "--project", project).out
    assert len(out) < 65_536
    left_out = int(re.findall(r"\*\*([\d,]+) lines left out\*\*", out)[0].replace(",", ""))
    assert out.count("- **added**") + left_out == 1999
    assert out.count("<details>") == out.count("</details>") == 1


def test_many_stacks_stay_under_githubs_limit(tmp_path: Path, run: Run) -> None:
    project = new_repository(tmp_path / "project")
    commit(project, "base")
    for number in range(120):
        (project / f"Pulumi.stack-{number:03}.yaml").write_text(many_reports(20))
    out = run("diff", "--base", "base", "--project", project).out
    assert len(out) < 65_536
    assert "| and 70 stacks more |" in out
    assert "lines left out" in out


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag if not attrs else f"{tag} with attributes")


HOSTILE = [
    "<script>alert(1)</script>",
    "</details></summary><img src=x onerror=alert(1)>",
    "[click](https://evil.example) ![image](https://evil.example/x.png)",
    "`code` **bold** _emphasis_ ~~gone~~ | cell | $formula$",
    "<!-- calico-reporting: diff -->",
    "https://evil.example www.evil.example",
    "&lt;b&gt; \\<b>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_shown_and_never_markup(text: str) -> None:
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(f"- {escaped(text)}")
    assert Tags(html).found == {"ul", "li"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("daily-soc2-inventory moves from 06:08", "daily-soc2-inventory moves from 06:08"),
        ("@octocat #12 https://x www.x GH-1", "@&#8203;octocat #&#8203;12 https:&#8203;//x www&#8203;.x GH&#8203;-1"),
        ("one\ntwo\tthree", "one two three"),
        ("\u202egnp.exe\x00", "\\\\u202egnp.exe\\\\u0000"),
        ("a|b", "a\\|b"),
    ],
)
def test_text_is_escaped_only_where_github_would_make_something_of_it(text: str, shown: str) -> None:
    assert escaped(text) == shown


def plan(run: Run, project: Path, out: Path, *more: str) -> Ran:
    return run("plan", "--stack", STACK, "--out", out, "--from", "2026-11-23", "--project", project, *more)


def test_the_same_stack_and_week_give_the_same_page(project: Path, tmp_path: Path, run: Run) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    for page in pages:
        assert plan(run, project, page, "--base", "base").status == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()


def test_a_page_says_where_it_was_written_unless_quiet(project: Path, tmp_path: Path, run: Run) -> None:
    page = tmp_path / "new folder" / "plan.html"
    assert plan(run, project, page).err == f"wrote {page}\n"
    assert plan(run, project, page, "--quiet").err == ""


def test_a_page_cannot_be_made_of_a_broken_stack(tmp_path: Path, run: Run) -> None:
    project = checkout("broken_schedule", tmp_path / "project")
    ran = plan(run, project, tmp_path / "plan.html")
    assert ran.status == 1
    assert "error: reportSets.payments.reports.daily-soc2-network-access.schedule: " in ran.err
    assert not (tmp_path / "plan.html").exists()


@pytest.mark.parametrize("start", ["tomorrow", "2026-11-23T10:00", "0001-01-01", "9999-12-31"])
def test_a_week_that_cannot_be_is_refused(start: str, project: Path, tmp_path: Path, run: Run) -> None:
    ran = run("plan", "--stack", STACK, "--out", tmp_path / "plan.html", "--from", start, "--project", project)
    assert ran.status == 2
    assert ran.err.startswith("error: --from: ")


def test_a_page_that_cannot_be_written_is_said(project: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").touch()
    ran = plan(run, project, tmp_path / "file" / "plan.html")
    assert ran.status == 2
    assert "cannot be written" in ran.err


def test_a_page_of_300_reports_is_at_most_one_megabyte(tmp_path: Path, run: Run) -> None:
    project = checkout("many_new_reports", tmp_path / "project")
    page = tmp_path / "plan.html"
    plan(run, project, page, "--base", "base")
    assert page.stat().st_size <= 10**6


def test_the_command_line_shows_both_verbs_with_an_example(run: Run) -> None:
    for verb in ("diff", "plan"):
        assert f"Example: python -m reportctl {verb}" in run(verb, "--help").out
