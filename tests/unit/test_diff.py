"""`reportctl diff` and `reportctl plan` on real git repositories."""

import json
import os
import pty
import re
import subprocess
import sys
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from reportctl.ci.comment import LONGEST, MARKER, comment, escaped
from reportctl.project.difference import StackDifference, difference, differing_stacks
from reportctl.project.revision import Revision, revision
from reportctl.verbs.diff_lines import show
from reporting.changes import Change, Kind
from reporting.faults import FILE
from tests.project import ROOT
from tests.pull_requests import HERE, SAMPLES, STACK, checkout, commit, git, new_repository
from tests.unit.command_line import Ran, Run

STACK_FILE = f"Pulumi.{STACK}.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository whose head has another interval than its base."""
    return checkout("interval_change", tmp_path / "project")


def without_commits(text: str) -> str:
    return re.sub(r"\b[0-9a-f]{10}([0-9a-f]{30})?\b", "COMMIT", text)


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


@pytest.mark.parametrize("verb", ["diff", "review"])
def test_a_fault_is_told_in_whole_sentences_from_inside_the_folder(verb: str, project: Path, run: Run) -> None:
    (project / STACK_FILE).write_text("config:\n  calico-reporting:intervals: staging\n")
    ran = run(verb, "--base", "head", at=project)
    said = ran.out or (project / "build/review/comment.md").read_text(encoding="utf-8")
    assert "'staging' is not a profile. Write workshop (flow and DNS logs every 30s) or production" in said


@pytest.mark.parametrize("broken", ["config: [\n", "\xff", "x" * 40])
def test_no_fault_names_the_folder_that_a_revision_was_read_in(broken: str, project: Path, run: Run) -> None:
    good = (project / STACK_FILE).read_bytes()
    (project / STACK_FILE).write_bytes(broken.encode("latin-1"))
    commit(project, "broken")
    (project / STACK_FILE).write_bytes(good)
    ran = run("diff", "--base", "broken", at=project)
    assert "The stack file of the base cannot be used (1 error):" in ran.out
    assert "/" not in ran.out.partition("1 error")[2].partition("All that the head says")[0]


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
    left_out = int(re.findall(r"- and ([\d,]+) more", out)[0].replace(",", ""))
    assert out.count("- **added**") + left_out == 1999
    base = git(project, "rev-parse", "base").strip()
    assert out.endswith(f"More than a comment holds. All of it: `bin/reportctl diff --format text --base {base}`\n")
    assert out.count("<details>") == out.count("</details>") == 1


def test_many_stacks_stay_under_githubs_limit(tmp_path: Path, run: Run) -> None:
    project = new_repository(tmp_path / "project")
    commit(project, "base")
    for number in range(120):
        (project / f"Pulumi.stack-{number:03}.yaml").write_text(many_reports(20))
    out = run("diff", "--base", "base", "--project", project).out
    assert len(out) < 65_536
    assert out.count("### Stack ") == 15
    assert "More than a comment holds." in out


def test_no_texts_make_a_comment_longer_than_githubs_limit() -> None:
    changes = tuple(Change(Kind.ADDED, "x", (), "@#1\u202e" * 1000) for _ in range(100))
    problems = (FILE.at((), "@" * 10_000),) * 100
    base, head = Revision("@" * 300, "f" * 40, Path()), Revision("@" * 300, None, Path())
    for found in ((changes, (), ()), (changes, problems, ()), ((), (), problems)):
        for count in (1, 14, 15, 200):
            differences = [StackDifference("@" * 240, *found) for _ in range(count)]
            unchanged = [StackDifference("@" * 240) for _ in range(count)]
            assert len(comment(base, head, [*differences, *unchanged])) < LONGEST


def shown(project: Path, **options: Any) -> str:
    """What a terminal shows of the difference between the tags base and head."""
    out = StringIO()
    with revision(project, "base") as base, revision(project, "head") as head:
        found = [difference(base, head, stack) for stack in differing_stacks(base, head, None)]
        show(base, head, found, Console(file=out, highlight=False, **options))
    return without_commits(out.getvalue())


def test_people_get_a_line_for_each_change_at_its_place_in_the_file(project: Path, run: Run) -> None:
    ran = run("diff", "--base", "base", "--head", "head", "--format", "text", "--project", project)
    assert without_commits(ran.out).splitlines() == [
        "Pulumi.shop.yaml:5: changed: flow logs flushed every 30s instead of 300s: ten times as often",
        "Pulumi.shop.yaml:5: changed: DNS logs flushed every 30s instead of 300s: ten times as often",
        "Pulumi.shop.yaml:15: changed: daily-soc2-inventory moves from 06:08 to 07:08 UTC; the window of that day is "
        "25 h",
        "Pulumi.shop.yaml:6: added: the last day on which workshop intervals are wanted: '2099-12-31' instead of "
        "nothing",
        "4 changes in 1 stack, from base (COMMIT) to head (COMMIT)",
    ]
    assert ran.status == 1


def test_a_terminal_shows_no_markup_and_breaks_lines_between_words(project: Path) -> None:
    text = shown(project, force_terminal=True, width=60, no_color=True, color_system=None)
    assert max(map(len, text.splitlines())) <= 60
    assert "\n  DNS logs" not in text
    assert "<!--" not in text
    assert "\\[" not in text
    unwrapped = re.sub(r"\n  ", " ", text)
    assert "daily-soc2-inventory moves from 06:08 to 07:08 UTC; the window of that day is 25 h\n" in unwrapped


def test_a_terminal_shows_what_became_of_things_in_colour_alone(project: Path) -> None:
    text = shown(project, force_terminal=True, width=200, color_system="standard")
    assert "Pulumi.shop.yaml:6: \x1b[32madded\x1b[0m: the last day" in text


def test_a_terminal_is_told_errors_with_their_lines_and_hidden_characters_in_sight(tmp_path: Path) -> None:
    text = shown(checkout("broken_schedule", tmp_path / "broken"))
    assert re.match(r"Pulumi\.shop\.yaml:\d+: error: reportSets\.payments\.reports\.", text)
    assert "0 changes, 1 error in 1 stack, from base (COMMIT)" in text
    assert "\x1b" not in shown(checkout("hostile_names", tmp_path / "hostile"))


def test_a_terminal_gets_text_without_being_asked(project: Path) -> None:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "reportctl", "diff", "--base", "base", "--project", str(project)]
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    subprocess.run(command, stdout=slave, check=False, cwd=ROOT, env=environment)
    os.close(slave)
    said = os.read(master, 10_000).decode()
    os.close(master)
    assert said.startswith("Pulumi.shop.yaml:5: changed: flow logs flushed every 30s")


def on_a_branch(project: Path) -> Path:
    """The project with a branch of main that adds a stack, after which main went on."""
    git(project, "switch", "--quiet", "--create", "topic")
    (project / "Pulumi.other.yaml").write_text((project / STACK_FILE).read_text())
    commit(project, "topic-head")
    git(project, "switch", "--quiet", "main")
    (project / STACK_FILE).write_text((project / STACK_FILE).read_text().replace("06:08", "05:08"))
    (project / "Pulumi.late.yaml").write_text((project / STACK_FILE).read_text())
    commit(project, "later")
    git(project, "switch", "--quiet", "topic")
    return project


def test_by_default_a_branch_is_compared_with_where_it_left_the_default_branch(project: Path, run: Run) -> None:
    ran = run("diff", at=on_a_branch(project))
    assert "From where the branch left main (" in ran.out
    assert "## Compliance reporting: 1 stack with changes" in ran.out
    assert "### Stack other: " in ran.out


def test_the_default_branch_is_origins_where_there_is_one(project: Path, tmp_path: Path, run: Run) -> None:
    git(project, "branch", "--quiet", "--move", "main", "trunk")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(project), str(clone))
    assert "From where the branch left origin/trunk (" in run("diff", at=clone).out


def test_without_a_default_branch_the_way_out_is_said(project: Path, run: Run) -> None:
    git(project, "branch", "--quiet", "--move", "main", "trunk")
    ran = run("diff", at=project)
    assert ran.status == 2
    assert "--base REF" in ran.err


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
        assert f"Example: bin/reportctl {verb}" in run(verb, "--help").out
