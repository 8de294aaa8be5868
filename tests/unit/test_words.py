"""Felix's fields in words: each has them, wherever it is shown, and an interval is shown in one way."""

import re
from datetime import UTC, datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from pydantic import Field

from policy.rules import felix as policy
from reportctl.page import plan_view, render_page
from reporting.dialects.durations import Duration
from reporting.objects.plan import plan
from reporting.stack.felix import FIELDS, FelixOverrides, FlushInterval, Interval, Level, Setting, words_of
from reporting.stack.model import Model
from reporting.words.felix import LEVELS, seconds, usual_in_words
from reporting.words.felix_table import felix_page
from reporting.words.summary import intervals_in_words, reports_in_words
from tests.project import ROOT
from tests.unit.stacks import INVENTORY, compared, settings

CRD = ROOT / "sandbox" / "crds" / "projectcalico.org_felixconfigurations.yaml"
UPSTREAM = ROOT.parent / "shared" / "crds" / CRD.name
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


class Speechless(Model):
    """Felix fields of which one has no words."""

    flow_logs_flush_interval: Annotated[FlushInterval | None, Interval("flow logs")] = Field(None)
    flow_logs_collect_tcp_stats: bool | None = Field(None)


def test_a_field_without_words_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"Speechless\.flow_logs_collect_tcp_stats has no words"):
        words_of(Speechless)


def test_the_page_of_fields_is_made_from_the_table() -> None:
    made = "python -m reporting.words.felix_table > docs/felix.md"
    assert (ROOT / "docs" / "felix.md").read_text(encoding="utf-8") == felix_page(), f"make it anew: {made}"


@pytest.mark.parametrize("name", FIELDS)
def test_the_policy_knows_each_field(name: str) -> None:
    assert any(re.fullmatch(pattern, name) for pattern in policy.FIELDS)


@cache
def _schema(file: Path) -> dict[str, Any]:
    crd = next(yaml.load_all(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    spec = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    return {name: field for name, field in spec.items() if re.match("(flow|dns|l7)Logs", name)}


def test_the_fields_are_those_of_the_apis_schema() -> None:
    assert set(FIELDS) == set(_schema(CRD))


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_takes_what_the_schema_takes(name: str) -> None:
    schema = _schema(CRD)[name]
    valid = (
        re.findall(r"\w{4,}", schema.get("pattern", "")) if "(?i)" in schema.get("pattern", "") else schema.get("enum")
    )
    others: dict[str, list[Any]] = {"boolean": ["true", 1], "integer": ["1", True, 1.5], "string": [1, True]}
    assert not [value for value in others[schema["type"]] if _accepts(name, value)]
    if valid:
        assert [value for value in [*valid, "other", -1, len(valid)] if _accepts(name, value)] == valid


def _accepts(name: str, value: Any) -> bool:
    try:
        FelixOverrides.model_validate({name: value})
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("name", FIELDS)
def test_a_default_is_the_one_that_the_schema_names(name: str) -> None:
    if not UPSTREAM.exists():
        pytest.skip("no ../shared: the upstream schema's defaults cannot be compared with")
    described = " ".join(_schema(UPSTREAM)[name]["description"].split())
    named = re.search(r"(?:\[Default:|Default(?: value)? is) ([^\s\],]+)", described)
    stated = usual_in_words(name)
    usual = {"5m0s": "300s", "what the product does by itself": None}.get(stated, stated)
    if named:
        assert usual == named[1].removesuffix(".").removesuffix("].")
    elif not isinstance(FIELDS[name], Interval):
        assert usual is None


def _values() -> list[tuple[str, Any, str]]:
    """Each field with each value that differs from the default, and a word of what is to be said."""
    found: list[tuple[str, Any, str]] = []
    for name, field in FIELDS.items():
        match field:
            case Interval(logs):
                found.append((name, "60s", f"{logs} flushed every 60s"))
            case Level():
                found += [(name, place, f"{field.subject} {kind}") for place, kind in enumerate(field.kinds)]
            case Setting():
                found += [(name, value, f"{field.about}: ") for value in _of_type(name)]
    return found


def _of_type(name: str) -> list[Any]:
    schema = _schema(CRD)[name]
    words = re.findall(r"\w{4,}", schema.get("pattern", "")) or schema.get("enum") or _WORDS.get(name, ["x"])
    return {"boolean": [True, False], "integer": [7], "string": words}[schema["type"]]


# Texts in the schema, of which the documentation names the words.
_WORDS = {
    "flowLogsPolicyEvaluationMode": ["OnNewConnection", "Continuous"],
    "flowLogsPolicyScope": ["AllPolicies", "EndpointPolicies"],
}


@pytest.mark.parametrize(("name", "value", "said"), _values())
def test_each_value_of_each_field_is_said_in_differences_and_on_the_page(name: str, value: Any, said: str) -> None:
    before, after = settings(), settings(felix={name: value})
    sentence = " ".join(change.sentence for change in compared(before, after))
    assert said in sentence
    page = render_page(plan_view("shop", plan(after), MONDAY))
    field = FIELDS[name]
    shown = field.kinds[value] if isinstance(field, Level) else said.removesuffix(" flushed every 60s")
    assert shown[1:] in unescape(page)


@pytest.mark.parametrize("name", LEVELS)
def test_a_level_has_words_for_all_values_that_a_stack_may_say(name: str) -> None:
    for value, _ in enumerate(LEVELS[name].kinds):
        assert FelixOverrides.model_validate({name: value})
    with pytest.raises(ValueError, match="less than or equal to"):
        FelixOverrides.model_validate({name: len(LEVELS[name].kinds)})


@pytest.mark.parametrize(
    ("text", "shown"), [("30s", "30s"), ("5m0s", "300s"), ("1h", "3600s"), ("1500ms", "1.5s"), ("-5m", "-300s")]
)
def test_an_interval_is_shown_in_seconds(text: str, shown: str) -> None:
    assert seconds(Duration.parse(text)) == shown


def test_outputs_show_intervals_as_the_documentation_does() -> None:
    shown = intervals_in_words(plan(settings(intervals="production")).felix)
    assert shown["flowLogsFlushInterval"] == {"interval": "300s", "againstDefault": "the default"}


def test_outputs_call_a_suspended_report_suspended() -> None:
    stack = settings(reportSets={"all": {"reports": {"a": INVENTORY, "b": {**INVENTORY, "suspend": True}}}})
    assert {name: report["schedule"] for name, report in reports_in_words(plan(stack)).items()} == {
        "a": "every day at 06:08 UTC",
        "b": "suspended (else every day at 06:08 UTC)",
    }
