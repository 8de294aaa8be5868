"""`reportctl controls`: the matrix as people and programs have it, and as OSCAL that compliance-trestle reads."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from trestle.oscal.component import ComponentDefinition

from reportctl.page import plan_view, render_page
from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from reporting.words.controls import matrices
from tests.unit.command_line import Run
from tests.unit.stacks import INVENTORY, NOW, settings

STACK = """\
config:
  calico-reporting:cluster: {name: prod-1, context: x}
  calico-reporting:intervals: production
  calico-reporting:reportSets:
    duty:
      framework: soc2
      without: [daily-soc2-cis-benchmark]
      endpoints: {selector: all()}
      reports:
        daily-soc2-inventory: {schedule: "8 6 * * *"}
        daily-soc2-policy-audit: {schedule: "9 6 * * *", suspend: true}
"""
OTHER = """\
config:
  calico-reporting:cluster: {name: prod-2, context: x}
  calico-reporting:intervals: production
  calico-reporting:reportSets:
    own: {framework: ours.yaml}
    all: {reports: {nodes: {reportType: cis-benchmark, schedule: 8 6 * * *}}}
"""
OURS = """\
name: Ours
auditPeriod: 90
reports: [policy-audit]
controls:
  O.1: {title: <b>Changes</b>, supportedBy: {policy-audit: {basis: cited, source: "https://example.com/map"}}}
unsupported:
  O.2: {title: Buildings, why: A report knows nothing of them.}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in (("Pulumi.yaml", "name: team\n"), ("Pulumi.one.yaml", STACK), ("Pulumi.two.yaml", OTHER)):
        (tmp_path / name).write_text(text.replace("calico-reporting:", "team:"), encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(OURS, encoding="utf-8")
    return tmp_path


def test_people_see_each_controls_reports_and_what_none_can_support(project: Path, run: Run) -> None:
    ran = run("controls", "--stack", "one", "--project", project)
    assert ran.status == 0
    assert ran.out.splitlines()[:4] == [
        "one: SOC 2",
        "  CC6.1  Logical access to what is protected is restricted",
        "    daily-soc2-inventory       every day at 06:08 UTC  inferred",
        f"    daily-soc2-network-access  {_network_access(project)}  cited",
    ]
    assert "  CC7.1  Changes of configuration and new weaknesses are found\n    no report of this stack\n" in ran.out
    assert "    daily-soc2-policy-audit    suspended (every day at 06:09 UTC)  inferred" in ran.out
    assert "    no report of Calico can support it. A report knows nothing of buildings." in ran.out
    assert "supports evidence for" in ran.err
    assert "PCI" not in ran.out


def _network_access(project: Path) -> str:
    found = plan(read_stack(project, "one").settings(NOW)).reports["daily-soc2-network-access"]
    return found.report.schedule.describe()


def test_rows_have_every_control_of_every_stack(project: Path, run: Run) -> None:
    ran = run("controls", "--all", "--format", "csv", "--quiet", "--project", project)
    rows = list(csv.DictReader(StringIO(ran.out)))
    assert ran.err == ""
    assert {row["stack"] for row in rows} == {"one", "two"}
    assert [row for row in rows if row["control"] == "O.1"] == [
        {
            "stack": "two",
            "framework": "Ours",
            "control": "O.1",
            "title": "<b>Changes</b>",
            "report": "daily-ours-policy-audit",
            "type": "policy-audit",
            "cadence": next(row["cadence"] for row in rows if row["report"] == "daily-ours-policy-audit"),
            "mark": "cited",
            "source": "https://example.com/map",
            "why not": "",
        }
    ]
    assert [row["why not"] for row in rows if row["control"] in ("O.2", "CC7.1") and not row["report"]] == [
        "no report of this stack",
        "A report knows nothing of them.",
    ]


def test_a_report_of_a_set_without_a_framework_counts_for_all_that_are_built_in(project: Path, run: Run) -> None:
    found = json.loads(run("controls", "--stack", "two", "--format", "json", "--project", project).out)["stacks"][0]
    by_name = {one["name"]: one for one in found["frameworks"]}
    assert list(by_name) == ["Ours", "SOC 2", "PCI DSS v4.0"]
    assert [one["id"] for one in by_name["SOC 2"]["controls"]] == ["CC6.8", "CC7.1"]
    assert by_name["SOC 2"]["unsupported"] == []
    assert by_name["Ours"]["auditPeriod"] == 90
    assert by_name["Ours"]["controls"][0]["supportedBy"][0]["basis"] == "cited"


def test_a_framework_that_is_named_has_the_reports_of_other_sets_too() -> None:
    nodes = {"reports": {"nodes": {**INVENTORY, "reportType": "cis-benchmark"}}}
    sets = {"duty": {"framework": "soc2", "without": ["daily-soc2-cis-benchmark"]}, "nodes": nodes}
    soc2, pci = matrices(plan(settings(reportSets=sets)))
    found = {row.id: [planned.name for planned, _ in row.reports] for row in soc2.controls}
    assert found["CC6.8"] == ["nodes"]
    assert [row.id for row in pci.controls] == ["2.2.1"]
    assert (soc2.chosen, pci.chosen) == (True, False)


def test_oscal_is_a_valid_component_definition_with_the_same_ids_each_time(project: Path, run: Run) -> None:
    def definition() -> dict[str, Any]:
        text = run("controls", "--all", "--format", "oscal", "--project", project).out
        found: dict[str, Any] = json.loads(text)["component-definition"]
        return found

    first, again = definition(), definition()
    ComponentDefinition.model_validate_json(json.dumps(first))
    assert first["components"] == again["components"]
    one, two = first["components"]
    requirements = one["control-implementations"][0]["implemented-requirements"]
    assert [one["control-id"] for one in requirements] == [
        "soc2-cc6.1",
        "soc2-cc6.6",
        "soc2-cc6.7",
        "soc2-cc7.2",
        "soc2-cc8.1",
    ]
    assert {one["class"] for one in requirements[0]["props"]} == {"cited", "inferred"}
    assert two["control-implementations"][0]["implemented-requirements"][0]["control-id"] == "ours-o.1"
    assert "satisfied" not in json.dumps(first)


def test_a_stack_without_reports_is_a_component_without_controls(project: Path, run: Run) -> None:
    text = "config:\n  team:cluster: {name: a, context: x}\n  team:intervals: production\n"
    (project / "Pulumi.one.yaml").write_text(text, encoding="utf-8")
    ran = run("controls", "--stack", "one", "--format", "oscal", "--project", project)
    found = json.loads(ran.out)["component-definition"]
    ComponentDefinition.model_validate_json(json.dumps(found))
    assert "control-implementations" not in found["components"][0]
    assert run("controls", "--stack", "one", "--project", project).out == ""


def test_one_stack_and_all_exclude_each_other(project: Path, run: Run) -> None:
    ran = run("controls", "--stack", "one", "--all", "--project", project)
    assert (ran.status, "exclude each other" in ran.err) == (2, True)


def test_the_plan_page_has_titles_marks_and_what_none_can_support(project: Path) -> None:
    page = render_page(plan_view("two", plan(read_stack(project, "two").settings(NOW)), NOW))
    assert "&lt;b&gt;Changes&lt;/b&gt;" in page
    assert '(<a href="https://example.com/map" rel="noreferrer">cited</a>)' in page
    assert "O.2 Buildings: A report knows nothing of them." in page
    assert 'Its reports support evidence for controls of <a href="#controls">Ours</a>.' in page
    assert "<h3>SOC 2</h3>" in page
    assert "A report knows nothing of buildings." not in page
