"""Frameworks as data: what is built in, what a file may say, its schema, and that of every fault the line is told."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import BaseModel

from reporting.finding import StackFileError
from reporting.frameworks.model import Control, Framework, Support, Unsupported
from reporting.frameworks.schema import schema
from reporting.report_types import BUILT_IN_TYPES
from reporting.source.expansion.frameworks import built_in, read_framework
from reporting.source.load import load
from tests.project import ROOT

DATA = ROOT / "reporting" / "frameworks"
DOCUMENT = ROOT / "docs" / "framework.schema.json"
SCHEMA = json.loads(DOCUMENT.read_text(encoding="utf-8"))

MAPPED = {
    ("soc2", "inventory"): "CC6.1",
    ("soc2", "network-access"): "CC6.1 CC6.6 CC6.7",
    ("soc2", "policy-audit"): "CC7.2 CC8.1",
    ("soc2", "cis-benchmark"): "CC6.8 CC7.1",
    ("pci-dss-v4", "inventory"): "1.2.5 12.5.1",
    ("pci-dss-v4", "network-access"): "1.2.7 1.3.1 1.3.2 1.4.1 1.4.2",
    ("pci-dss-v4", "policy-audit"): "1.2.2 6.5.1 10.2 10.5.1",
    ("pci-dss-v4", "cis-benchmark"): "2.2.1",
}

SMALL = """\
name: Ours
auditPeriod: 90
reports: [inventory]
controls:
  O.1:
    title: What is there is known
    supportedBy:
      inventory: {basis: inferred}
"""


def test_the_built_in_mappings_are_these_and_cover_every_type() -> None:
    found = {
        (short, of_type): " ".join(one.control for one in preset.supported_by(of_type))
        for short, preset in built_in().items()
        for of_type in BUILT_IN_TYPES
    }
    assert found == MAPPED


def test_cited_is_what_the_vendors_documentation_names_alone() -> None:
    marks = {
        (short, one.control, of_type): (one.basis, one.source)
        for short, preset in built_in().items()
        for of_type in BUILT_IN_TYPES
        for one in preset.supported_by(of_type)
    }
    cited = {place: source for place, (basis, source) in marks.items() if basis == "cited"}
    assert set(cited) == {("soc2", control, "network-access") for control in ("CC6.1", "CC6.6", "CC6.7")}
    assert set(cited.values()) == {"https://docs.tigera.io/calico-enterprise/latest/compliance/overview"}


@pytest.mark.parametrize("short", ["soc2", "pci-dss-v4"])
def test_a_built_in_framework_says_what_no_report_can_support(short: str) -> None:
    framework = built_in()[short].framework
    assert len(framework.unsupported) >= 5
    assert framework.audit_period == 365
    assert framework.reports == list(BUILT_IN_TYPES)


def test_the_published_schema_is_the_models() -> None:
    made = "python -m reporting.frameworks.schema > docs/framework.schema.json"
    assert DOCUMENT.read_text(encoding="utf-8") == schema(), f"make it anew: {made}"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", sorted(DATA.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_framework_fits_the_schema(file: Path) -> None:
    jsonschema.validate(yaml.safe_load(file.read_text(encoding="utf-8")), SCHEMA)


CONTROL = ("controls", "O.1")
SUPPORT = (*CONTROL, "supportedBy", "inventory")

# What is put where, and what is said of it; the schema refuses the same.
REFUSED: list[tuple[tuple[str, ...], Any, str]] = [
    (("reports",), ["policy-audits"], "reports[0]: 'policy-audits' is none of 'inventory', 'network-access'"),
    (("reports",), [], "reports: an empty list is not enough: at least one belongs here."),
    (("reports",), "inventory", "reports: 'inventory' is not a list."),
    (("controls",), {}, "controls: an empty map is not enough"),
    ((*CONTROL, "supportedBy"), {}, 'controls["O.1"].supportedBy: an empty map is not enough'),
    ((*CONTROL, "supportedBy", "our-own"), {"basis": "inferred"}, "'our-own' is none of 'inventory'"),
    ((*CONTROL, "title"), 5, 'controls["O.1"].title: 5 is not text'),
    ((*SUPPORT, "basis"), "guessed", "'guessed' is none of 'cited' or 'inferred'"),
    ((*SUPPORT, "basis"), "cited", "is cited, and does not say where from."),
    ((*SUPPORT, "source"), "http://example.com", "'http://example.com' is not the address of a document."),
    ((*SUPPORT, "sauce"), "https://example.com", "unknown key. Did you mean source?"),
    (("auditPeriod",), 0, "auditPeriod: 0 is out of range: from 1 to 3,660 is allowed."),
    (("auditPeriod",), "365", "auditPeriod: '365' is not a whole number"),
    (("auditperiod",), 365, "auditperiod: unknown key. Did you mean auditPeriod?"),
    (("controls", "O 1"), {"title": "x", "supportedBy": {"inventory": {"basis": "inferred"}}}, "is not a control's id"),
    (("unsupported",), {"O.2": {"title": "x"}}, 'unsupported["O.2"].why: is not there.'),
]

# What only this program refuses: JSON Schema has no words for it, or nobody's tool would say it better.
REFUSED_HERE: list[tuple[tuple[str, ...], Any, str]] = [
    (("name",), "Ours: all", "name: 'Ours: all' is not a framework's name"),
    (("name",), "", "name: '' is not one line of text."),
    ((*CONTROL, "title"), "a\nb", "is not one line of text."),
    (("reports",), ["inventory", "inventory"], "reports: names a type twice"),
    (("unsupported",), {"O.1": {"title": "x", "why": "y"}}, "O.1 is both under controls and under unsupported."),
]


def changed(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(yaml.safe_load(SMALL))
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return document


@pytest.mark.parametrize(("path", "value", "said"), [*REFUSED, *REFUSED_HERE], ids=lambda value: str(value)[:60])
def test_what_a_file_may_not_say_is_told_with_its_place(path: tuple[str, ...], value: Any, said: str) -> None:
    with pytest.raises(StackFileError) as refused:
        read_framework(yaml.safe_dump(changed(path, value), sort_keys=False))
    assert any(said in str(finding) for finding in refused.value.findings), refused.value.findings
    assert all(finding.line for finding in refused.value.findings)


@pytest.mark.parametrize(("path", "value", "said"), REFUSED, ids=lambda value: str(value)[:60])
def test_the_schema_refuses_the_same(path: tuple[str, ...], value: Any, said: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed(path, value), SCHEMA)


def test_the_schema_takes_what_the_program_takes() -> None:
    jsonschema.validate(yaml.safe_load(SMALL), SCHEMA)
    assert read_framework(SMALL).name == "Ours"


def test_a_control_that_is_mapped_twice_is_told_with_both_lines() -> None:
    twice = SMALL + "  O.1:\n    title: Again\n    supportedBy: {inventory: {basis: inferred}}\n"
    with pytest.raises(StackFileError) as refused:
        read_framework(twice)
    (finding,) = refused.value.findings
    assert (finding.code, finding.line, finding.key) == ("DUPLICATE", 9, 'controls["O.1"]')
    assert "this key is there twice, first on line 5." in finding.what
    mapped_twice = SMALL + "      inventory: {basis: inferred}\n"
    with pytest.raises(StackFileError, match="this key is there twice, first on line 8"):
        read_framework(mapped_twice)


@pytest.mark.parametrize("text", ["", "- a\n", "text\n", "name: [\n"])
def test_what_is_no_framework_at_all_is_told(text: str) -> None:
    with pytest.raises(StackFileError):
        read_framework(text)


def test_a_fault_of_a_framework_is_told_with_its_own_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(SMALL.replace("inferred", "guessed"), encoding="utf-8")
    values = {"cluster": {"name": "a", "context": "a"}, "intervals": "production"}
    with pytest.raises(StackFileError) as refused:
        load({**values, "reportSets": {"duty": {"framework": "ours.yaml"}}}, folder=tmp_path)
    [fault] = refused.value.findings
    assert (fault.file, fault.line) == (tmp_path / "ours.yaml", 8)
    assert str(fault).startswith("controls[\"O.1\"].supportedBy.inventory.basis: 'guessed' is none of")


PAGE = (ROOT / "docs" / "frameworks.md").read_text(encoding="utf-8")


PARTS: dict[str, type[BaseModel]] = {
    "": Framework,
    "controls.ID.": Control,
    "controls.ID.supportedBy.TYPE.": Support,
    "unsupported.ID.": Unsupported,
}


def test_the_page_lists_every_key_with_its_description() -> None:
    assert re.findall(r"^\| `([\w.]+)` \| (.*) \|$", PAGE, re.MULTILINE) == [
        (f"{place}{field.alias}", field.description)
        for place, part in PARTS.items()
        for field in part.model_fields.values()
    ]


def test_the_examples_of_the_page_are_valid() -> None:
    stack, framework = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert read_framework(framework).name == "Our house rules"
    jsonschema.validate(yaml.safe_load(framework), SCHEMA)
    sets = yaml.safe_load(stack)["config"]["calico-reporting:reportSets"]
    found = load({"cluster": {"name": "a", "context": "a"}, "intervals": "production", "reportSets": sets})
    assert list(found.report_sets["shop"].reports) == [
        f"shop-daily-soc2-{of_type}" for of_type in BUILT_IN_TYPES if of_type != "cis-benchmark"
    ]
