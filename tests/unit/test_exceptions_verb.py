"""`reportctl exceptions`: one list over stacks, by date, for people, spreadsheets, programs and auditors."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console
from trestle.oscal.poam import PlanOfActionAndMilestones

from reportctl.exceptions.table import show
from reportctl.page import plan_view, render_page
from reporting.dialects.moments import parse_instant
from reporting.exceptions.judged import JudgedException
from reporting.finding import Accepted
from reporting.objects.exceptions import Kind, State, StatedException
from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from tests.unit.command_line import Run
from tests.unit.stacks import INVENTORY, NOW

ON = ("--on", "2026-12-01")


def exclusion(test: str, until: str | None = None, **terms: Any) -> dict[str, Any]:
    ends = {"until": until} if until else {}
    return {"id": test, "reason": "not ours", "owner": "platform", **ends, **terms}


def cis(*exclude: Any, **fields: Any) -> dict[str, Any]:
    filters = [{"exclude": list(exclude), **fields}]
    return {"reportType": "cis-benchmark", "schedule": "0 1 * * *", "cis": {"resultsFilters": filters}}


@pytest.fixture
def stacks(tmp_path: Path) -> Callable[..., Path]:
    """A project with a stack for each name, whose reports are given."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n", encoding="utf-8")

    def made(more: dict[str, Any] | None = None, **named: dict[str, Any]) -> Path:
        for name, reports in named.items():
            values = {
                "cluster": {"name": f"cluster-{name}", "context": name},
                "intervals": "production",
                "reportSets": {"all": {"reports": reports}},
                **(more or {}),
            }
            text = yaml.safe_dump({"config": {f"calico-reporting:{key}": value for key, value in values.items()}})
            (tmp_path / f"Pulumi.{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return made


@pytest.fixture
def two(stacks: Callable[..., Path]) -> Path:
    """Two stacks with an exception in each state."""
    stacks(
        {"exceptions": {"graceDays": 7}},
        east={
            "cis": cis("1.1.1", exclusion("1.2.5", "2027-03-01", ticket="OPS-1"), exclusion("1.2.6", "2026-11-20")),
            "daily": {**INVENTORY, "suspend": {"reason": "rebuilt", "owner": "shop", "until": "2026-11-28"}},
        },
    )
    return stacks(
        {"accept": {"MANUAL_ONLY": {"reason": "the auditor asks", "owner": "audit", "until": "2026-12-24"}}},
        west={"rare": {**INVENTORY, "schedule": ""}, "cis": cis(exclusion("1.3.1"), include=["1.3.1"])},
    )


ROWS = [
    ("2026-11-20", "over", "east", "1.2.6"),
    ("2026-11-28", "in grace", "east", "daily"),
    ("2026-12-24", "ends soon", "west", "MANUAL_ONLY"),
    ("2027-03-01", "current", "east", "1.2.5"),
    (None, "current", "east", "1.1.1"),
    (None, "excuses nothing", "west", "1.3.1"),
]


def test_a_narrow_terminal_shows_codes_and_names_whole_and_terms_below_them() -> None:
    terms = Accepted("not ours", "platform")
    excused = StatedException(Kind.EXCLUSION, "1.2.5", ("x",), "daily-soc2-cis-benchmark", terms)
    accepted = StatedException(Kind.ACCEPTANCE, "KUBERNETES_AUDIT_LOG", ("y",))
    found = [JudgedException("production-eu", "eu", one, State.CURRENT) for one in (excused, accepted)]
    shown_in = StringIO()
    show(found, Console(file=shown_in, width=80))
    lines = [line.rstrip() for line in shown_in.getvalue().splitlines()]
    assert all(len(line) <= 80 for line in lines)
    shown = " ".join(lines)
    for whole in ("daily-soc2-cis-benchmark", "not ours (owner platform)", "KUBERNETES_AUDIT_LOG accepted"):
        assert whole in shown


def test_all_stacks_are_one_list_by_date_with_the_undated_last(two: Path, run: Run) -> None:
    ran = run("exceptions", "--all", "--format", "json", *ON, "--project", two)
    found = json.loads(ran.out)["exceptions"]

    assert [(one["until"], one["state"], one["stack"], one["what"]) for one in found] == ROWS
    assert found[3] == {
        "until": "2027-03-01",
        "state": "current",
        "stack": "east",
        "kind": "CIS exclusion",
        "what": "1.2.5",
        "report": "cis",
        "reason": "not ours",
        "owner": "platform",
        "ticket": "OPS-1",
        "where": "reportSets.all.reports.cis.cis.resultsFilters[0].exclude[1]",
    }


def test_people_read_a_table(two: Path, run: Run) -> None:
    ran = run("exceptions", *ON, "--project", two)
    lines = ran.out.splitlines()

    assert [line.split()[0] for line in lines] == ["until", *(until or "-" for until, *_ in ROWS)]
    assert "in grace" in lines[2]
    assert "report daily suspended" in lines[2]
    assert ran.err == "6 exceptions in 2 stacks, as of 2026-12-01\n"


@pytest.mark.parametrize("stack", ["east", "west"])
def test_a_stack_has_its_own_list(two: Path, run: Run, stack: str) -> None:
    found = json.loads(run("exceptions", "--stack", stack, "--format", "json", *ON, "--project", two).out)

    assert [one["what"] for one in found["exceptions"]] == [what for *_, of, what in ROWS if of == stack]


def test_a_list_goes_to_a_file(two: Path, run: Run, tmp_path: Path) -> None:
    printed = run("exceptions", *ON, "--project", two)
    written = run("exceptions", *ON, "--project", two, "--output", tmp_path / "out" / "list.txt")

    assert written.out == ""
    assert (tmp_path / "out" / "list.txt").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_no_cell_is_a_formula_to_a_spreadsheet(stacks: Callable[..., Path], run: Run, start: str) -> None:
    formula = f'{start}HYPERLINK("https://evil.example","x"),1'
    project = stacks(one={"cis": cis(exclusion("1.2.5", reason=formula, owner=formula, ticket=formula))})
    [row] = csv.DictReader(StringIO(run("exceptions", "--format", "csv", "--project", project).out, newline=""))

    assert {row[column] for column in ("reason", "owner", "ticket")} == {f"'{formula}"}
    assert row["what"] == "1.2.5"


@pytest.mark.parametrize("day", ["soon", "2026-02-30"])
def test_a_day_that_is_none_is_refused(two: Path, run: Run, day: str) -> None:
    ran = run("exceptions", "--on", day, "--project", two)

    assert ran.status == 2
    assert ran.err.startswith(f"error: --on: '{day}' is not a day.")


def test_stack_and_all_exclude_each_other(two: Path, run: Run) -> None:
    assert run("exceptions", "--all", "--stack", "east", "--project", two).status == 2


def oscal(run: Run, project: Path) -> dict[str, Any]:
    ran = run("exceptions", "--format", "oscal", *ON, "--project", project)
    document: dict[str, Any] = json.loads(ran.out)["plan-of-action-and-milestones"]
    PlanOfActionAndMilestones.model_validate_json(json.dumps(document))
    return document


def test_auditors_get_a_valid_plan_of_action(two: Path, run: Run) -> None:
    document = oscal(run, two)
    risks = {risk["uuid"]: risk for risk in document["risks"]}

    assert [
        (risk.get("deadline"), risk["status"], risk["statement"])
        for item in document["poam-items"]
        for risk in [risks[item["related-risks"][0]["risk-uuid"]]]
    ] == [
        ("2026-11-20T23:59:59Z", "open", "not ours"),
        ("2026-11-28T23:59:59Z", "open", "rebuilt"),
        ("2026-12-24T23:59:59Z", "deviation-approved", "the auditor asks"),
        ("2027-03-01T23:59:59Z", "deviation-approved", "not ours"),
        (None, "open", "No reason is stated."),
        (None, "open", "not ours"),
    ]
    assert document == oscal(run, two)


def test_a_plan_of_action_of_nothing_is_valid(stacks: Callable[..., Path], run: Run) -> None:
    [item] = oscal(run, stacks(one={"daily": INVENTORY}))["poam-items"]

    assert (item["title"], item["description"]) == ("No exception", "No exception is stated in: one.")


def test_hostile_terms_and_a_test_that_is_there_twice_leave_the_plan_of_action_valid(
    stacks: Callable[..., Path], run: Run
) -> None:
    twice = exclusion("1.2.5", reason=" <b>\n", owner=" me \n\tyou ", ticket="\n#1 ")
    document = oscal(run, stacks(one={"cis": cis(twice, twice)}))

    assert {prop["name"]: prop["value"] for prop in document["risks"][0]["props"]}["owner"] == "me you"
    assert len(document["risks"]) == 1


def test_an_exception_keeps_its_id_when_another_comes_before_it(stacks: Callable[..., Path], run: Run) -> None:
    last = exclusion("1.2.5")
    [before] = oscal(run, stacks(one={"cis": cis(last)}))["risks"]
    after = oscal(run, stacks(one={"cis": cis("1.1.1", last)}))["risks"]

    assert before["uuid"] in [risk["uuid"] for risk in after]


def page(project: Path, stack: str) -> str:
    wanted = plan(read_stack(project, stack).settings(NOW))
    return render_page(plan_view(stack, wanted, parse_instant("2026-12-01")))


def test_the_plan_page_has_a_section_of_exceptions(two: Path) -> None:
    section = page(two, "east").partition('<section id="exceptions"')[2].partition("</section>")[0]

    assert '<span class="tag error">over</span>' in section
    assert '<span class="tag warning">in grace</span>' in section
    assert '<span class="tag note">current</span>' in section
    assert "OPS-1" in section


def test_the_plan_page_of_a_stack_without_exceptions_has_none(stacks: Callable[..., Path]) -> None:
    assert "exceptions" not in page(stacks(one={"daily": INVENTORY}), "one")


def test_the_plan_page_escapes_what_terms_say(stacks: Callable[..., Path]) -> None:
    evil = "<script>alert(1)</script>"
    text = page(stacks(one={"cis": cis(exclusion("1.2.5", reason=evil, owner=evil, ticket=evil))}), "one")

    assert evil not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3
