"""`reportctl check`: where it points, what it exits with, and what programs read."""

import json
import os
import re
import subprocess
import sys
import termios
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reportctl.project.findings import checked
from reportctl.show.console import console
from reporting.findings.catalogue import CATALOGUE
from reporting.stack.settings import Settings
from tests.unit.command_line import Ran, Run

ROOT = Path(__file__).parents[2]
HEAD = "config:\n  calico-reporting:cluster: {name: a, context: a}\n"
KEYS = [str(field.alias) for field in Settings.model_fields.values()]
GOOD = f"{HEAD}  calico-reporting:intervals: production\n"
UNWISE = f"{HEAD}  calico-reporting:intervals: workshop\n"
WRONG = f"{HEAD}  calico-reporting:intervals: worksop\n  calico-reporting:colour: blue\n"
ACCEPTED = f"{UNWISE}  calico-reporting:accept: {{WORKSHOP_INTERVALS: a week only}}\n"
BROKEN = f"{HEAD}  calico-reporting:intervals: [\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without stacks, as the working directory."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\nruntime: python\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def check(run: Run) -> Run:
    return partial(run, "check")


def write(project: Path, **stacks: str) -> None:
    for name, text in stacks.items():
        (project / f"Pulumi.{name}.yaml").write_text(text, encoding="utf-8")


def on_terminal(project: Path, width: int, *arguments: str) -> str:
    """What reportctl writes to a terminal of so many columns, its colours taken out."""
    leader, follower = os.openpty()
    termios.tcsetwinsize(follower, (50, width))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    environment = {key: value for key, value in environment.items() if key not in ("COLUMNS", "LINES")}
    command = [sys.executable, "-m", "reportctl", *arguments]
    subprocess.run(command, cwd=project, env=environment, stdout=follower, stderr=follower, check=False)
    os.close(follower)
    text = b""
    with suppress(OSError):  # a terminal that nobody writes to any more is an error to its reader
        while part := os.read(leader, 65536):
            text += part
    os.close(leader)
    return re.sub(r"\x1b\[[0-9;]*m", "", text.decode())


def as_json(ran: Ran) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(ran.out)["findings"]
    return findings


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (UNWISE, 0), (ACCEPTED, 0), (WRONG, 1), (BROKEN, 1)], ids=str)
def test_only_errors_fail(project: Path, check: Run, text: str, status: int) -> None:
    write(project, one=text)

    assert check("--stack", "one").status == status


def test_every_stack_is_checked_unless_one_is_named(project: Path, check: Run) -> None:
    write(project, good=GOOD, wrong=WRONG)

    assert check().status == 1
    assert check("--all").status == 1
    assert check("--stack", "good").status == 0
    assert check("--stack", "good", "--stack", "wrong").status == 1


def test_a_finding_is_a_line_as_compilers_write_it_and_what_to_do_below(project: Path, check: Run) -> None:
    write(project, unwise=UNWISE, wrong=WRONG)
    ran = check()

    assert ran.out.splitlines() == [
        "Pulumi.unwise.yaml:3: warning: intervals: Felix flushes flow logs every 30s and DNS logs every "
        "30s, where the default is 300s. Records are added up per interval, so steady traffic may store up "
        "to 10 times as many of them.  [WORKSHOP_INTERVALS]",
        "  Reset them after use: pulumi config set --stack unwise intervals production",
        "Pulumi.wrong.yaml:3: error: intervals: 'worksop' is not a profile.  [CHOICE]",
        "  Write workshop (flow and DNS logs every 30s), production (every 300s, the product's default) or any "
        "duration, such as 15s.",
        "Pulumi.wrong.yaml:4: error: colour: unknown key.  [UNKNOWN_KEY]",
        f"  Did you mean cluster? Known here: {', '.join(KEYS)}.",
    ]
    assert ran.err == "2 errors, 1 warning\n"


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_terminal_wraps_blocks_without_breaking_words(project: Path, width: int) -> None:
    write(project, unwise=UNWISE, wrong=WRONG)
    shown = on_terminal(project, width, "check").splitlines()

    assert all(len(line) <= width or " " not in line.strip() for line in shown)
    assert " ".join(" ".join(shown).split()).startswith("Pulumi.unwise.yaml:3: warning: intervals: Felix flushes")
    assert [line for line in shown if not line.startswith((" ", "Pulumi", "2 errors"))] == []
    assert "  Reset them after" in "\n".join(shown)


def test_what_is_accepted_is_a_count_unless_it_is_asked_for(project: Path, check: Run) -> None:
    accept = "{reason: a week only, owner: platform, until: 2099-01-01, ticket: OPS-1}"
    write(project, accepted=ACCEPTED.replace("a week only", accept))

    assert check() == Ran(0, "", "1 stack: nothing to do; 1 accepted (--accepted shows them)\n")
    ran = check("--accepted")
    assert ran.err == "1 stack: nothing to do; 1 accepted (WORKSHOP_INTERVALS 1)\n"
    first, second = ran.out.splitlines()
    assert first.startswith("Pulumi.accepted.yaml:3: accepted: intervals: Felix flushes")
    assert second == "  a week only (owner platform, until 2099-01-01, ticket OPS-1)"


def test_json_and_sarif_say_who_answers_for_what_is_accepted(project: Path, check: Run) -> None:
    accept = "{reason: a week only, owner: platform, until: 2099-01-01, ticket: OPS-1}"
    write(project, accepted=ACCEPTED.replace("a week only", accept))
    stated = {"owner": "platform", "until": "2099-01-01", "ticket": "OPS-1"}
    [found] = as_json(check("--format", "json"))
    [result] = json.loads(check("--format", "sarif").out)["runs"][0]["results"]

    assert found["accepted"] == "a week only"
    assert {key: found[key] for key in stated} == stated
    assert result["suppressions"] == [{"kind": "inSource", "justification": "a week only", "properties": stated}]


def test_nothing_to_say_is_said_in_one_line(project: Path, check: Run) -> None:
    write(project, good=GOOD)

    assert check() == Ran(0, "", "1 stack: nothing to do\n")


def test_quiet_leaves_out_what_asks_for_nothing(project: Path, check: Run) -> None:
    note = f"{GOOD}  calico-reporting:felix: {{dnsLogsFlushInterval: 10m}}\n"
    write(project, accepted=ACCEPTED, note=note)

    assert check("--quiet") == Ran(0, "", "")
    assert "LONG_INTERVAL" in check().out


def test_findings_come_in_the_order_of_the_file(project: Path, check: Run) -> None:
    write(project, mixed=f"{UNWISE}  calico-reporting:preflight: skip\n  calico-reporting:accept: {{HOLIDAY: x}}\n")

    assert [finding["line"] for finding in as_json(check("--format", "json"))] == [3, 4, 5]


def test_the_same_faults_are_written_alike_by_every_verb(project: Path, run: Run) -> None:
    write(project, wrong=WRONG)

    assert run("render", "--stack", "wrong").err == run("check").out


def test_no_colour_where_no_one_wants_it(project: Path, check: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, wrong=WRONG)
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert "\x1b[1;31m" in check().out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;31m" not in check().out


def test_a_terminal_without_unicode_gets_escapes(project: Path) -> None:
    write(project, ünwise=UNWISE)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-m", "reportctl", "check"], env=environment, capture_output=True, check=True)

    assert rb"\xfcnwise" in ran.stdout


def test_the_console_prints_text_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("[red]a[/red] :smile: {x: 1}")

    assert capsys.readouterr().out == "[red]a[/red] :smile: {x: 1}\n"


def test_brackets_in_a_message_are_not_taken_for_markup(project: Path, check: Run) -> None:
    write(project, wrong=f"{GOOD}  calico-reporting:adopt: ['[red]No[/red]']\n")

    assert "[red]No[/red]" in check().out


def test_a_long_list_is_cut_with_errors_first(project: Path, check: Run) -> None:
    reports = "".join(f"        d{n}: {{reportType: inventory, schedule: ''}}\n" for n in range(600))
    many = f"{GOOD}  calico-reporting:reportSets:\n    a:\n      reports:\n{reports}"
    write(project, many=many, note=f"{GOOD}  calico-reporting:felix: {{dnsLogsFlushInterval: 10m}}\n", wrong=WRONG)
    ran = check()

    assert ran.out.count("[MANUAL_ONLY]") == 497
    assert ran.out.count("[KUBERNETES_AUDIT_LOG]") == 1
    assert ran.out.count(" error: ") == 2
    assert "104 more: --format json lists them all" in ran.err


def test_json_has_every_part_of_a_finding(project: Path, check: Run) -> None:
    write(project, accepted=ACCEPTED, wrong=WRONG)
    found = as_json(check("--format", "json"))

    assert [finding["severity"] for finding in found] == ["warning", "error", "error"]
    assert found[0]["accepted"] == "a week only"
    assert {key: found[2][key] for key in ("stack", "file", "line", "code", "key")} == {
        "stack": "wrong",
        "file": "Pulumi.wrong.yaml",
        "line": 4,
        "code": "UNKNOWN_KEY",
        "key": "colour",
    }


@pytest.mark.parametrize(
    ("text", "line"),
    [(BROKEN, 4), ("config:\n  a:b: 1\n\n  a:b: 2\n", 4), ("config:\n  a:b: \xe4\xff", 1), ("- a\n", 1)],
)
def test_a_file_that_cannot_be_read_is_pointed_at_where_it_breaks(
    project: Path, check: Run, text: str, line: int
) -> None:
    (project / "Pulumi.one.yaml").write_bytes(text.encode("latin-1"))
    ran = check("--format", "json")

    assert [finding["line"] for finding in as_json(ran)] == [line]
    assert ran.status == 1


def test_sarif_has_what_code_scanning_requires(project: Path, check: Run) -> None:
    """Required by SARIF 2.1.0 sections 3.13, 3.14, 3.18 and 3.27, and by GitHub: ids, levels, places."""
    write(project, accepted=ACCEPTED, unwise=UNWISE, wrong=WRONG)
    log = json.loads(check("--format", "sarif").out)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    assert run["tool"]["driver"]["name"]
    assert {rule["id"] for rule in rules} == set(CATALOGUE)
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == rules[result["ruleIndex"]]["defaultConfiguration"]["level"]
        assert result["message"]["text"]
        assert place["artifactLocation"]["uri"].startswith("Pulumi.")
        assert place["region"]["startLine"] >= 1


def test_sarif_points_at_the_line_and_suppresses_what_is_accepted(project: Path, check: Run) -> None:
    write(project, accepted=ACCEPTED, wrong=WRONG)
    accepted, profile, colour = json.loads(check("--format", "sarif").out)["runs"][0]["results"]

    assert accepted["suppressions"] == [{"kind": "inSource", "justification": "a week only"}]
    assert "suppressions" not in profile
    assert colour["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "Pulumi.wrong.yaml"},
        "region": {"startLine": 4},
    }


def test_sarif_places_are_relative_to_the_working_directory(
    project: Path, check: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, **{"a b": UNWISE})
    monkeypatch.chdir(project.parent)
    (result,) = json.loads(check("--format", "sarif", "--project", str(project)).out)["runs"][0]["results"]

    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": f"{project.name}/Pulumi.a%20b.yaml"}


def test_output_goes_to_a_file(project: Path, check: Run) -> None:
    write(project, wrong=WRONG)
    ran = check("--format", "sarif", "--output", "check.sarif")

    assert ran.out == ""
    assert json.loads((project / "check.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert check("--output", "missing/check.txt").status == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--stack", "three"), "there is no stack 'three' in "),
        (("--stack", "one", "--all"), "exclude each other"),
        (("--project", "empty"), "has no Pulumi.yaml"),
        (("--project", "broken"), "Pulumi.yaml cannot be used: line 2: not YAML"),
        (("--project", "bare"), "has no stack file"),
        (("--project", "nowhere"), "does not exist"),
        (("--format", "xml"), "--format"),
    ],
)
def test_what_cannot_run_exits_with_two_and_says_why(
    project: Path, check: Run, arguments: tuple[str, ...], message: str
) -> None:
    write(project, one=GOOD)
    for name, text in (("empty", None), ("broken", "config: {\n"), ("bare", "name: x\nconfig: [a]\n")):
        (project / name).mkdir()
        if text is not None:
            (project / name / "Pulumi.yaml").write_text(text, encoding="utf-8")
    ran = check(*arguments)

    assert ran.status == 2
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_findings_follow_the_day(project: Path) -> None:
    write(project, over=f"{UNWISE}  calico-reporting:intervalsUntil: 2026-12-31\n")

    def codes(today: date) -> list[str]:
        return [finding.code for finding in checked(project, "over", today).findings]

    assert "WORKSHOP_OVER" not in codes(date(2026, 12, 31))
    assert "WORKSHOP_OVER" in codes(date(2027, 1, 1))
