"""Felix's fields in words: each has them, wherever it is shown, and an interval is shown in one way."""

from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from pydantic import Field

from policy.rules import felix as policy
from reportctl.page import plan_view, render_page
from reporting.dialects.durations import Duration
from reporting.objects.plan import plan
from reporting.stack.flush import FIELDS, FelixOverrides, FlushInterval, Interval, Level, words_of
from reporting.stack.model import Model
from reporting.words.felix import LEVELS, seconds
from reporting.words.summary import intervals_in_words, reports_in_words
from tests.project import ROOT
from tests.unit.stacks import INVENTORY, compared, settings

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


class Speechless(Model):
    """Felix fields of which one has no words."""

    flow_logs_flush_interval: Annotated[FlushInterval | None, Interval("flow logs")] = Field(None)
    flow_logs_collect_tcp_stats: bool | None = Field(None)


def test_a_field_without_words_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"Speechless\.flow_logs_collect_tcp_stats has no words"):
        words_of(Speechless)


@pytest.mark.parametrize("name", FIELDS)
def test_readme_and_policy_know_each_field(name: str) -> None:
    places = {"README.md": f"`{name}`" in _readme(), "policy/rules/felix.py: FIELDS": name in policy.FIELDS}
    lacking = [place for place, knows in places.items() if not knows]
    assert not lacking, f"{name} is missing in {', '.join(lacking)}"


def _readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def _values() -> list[tuple[str, Any, str]]:
    """Each field with each value that differs from the default, and a word of what is to be said."""
    found: list[tuple[str, Any, str]] = []
    for name, field in FIELDS.items():
        match field:
            case Interval(logs):
                found.append((name, "60s", f"{logs} flushed every 60s"))
            case Level():
                found += [(name, place, f"{field.subject} {kind}") for place, kind in enumerate(field.kinds)]
    return found


@pytest.mark.parametrize(("name", "value", "said"), _values())
def test_each_value_of_each_field_is_said_in_differences_and_on_the_page(name: str, value: Any, said: str) -> None:
    before, after = settings(), settings(felix={name: value})
    sentence = " ".join(change.sentence for change in compared(before, after))
    assert said in sentence
    page = render_page(plan_view("shop", plan(after), MONDAY))
    shown = said.rpartition(" flushed every ")[0] or FIELDS[name].kinds[value]  # type: ignore[union-attr]
    assert shown in page


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
