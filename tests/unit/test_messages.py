"""Mistakes that people make in stack files, and that what is said of each leads to the fix."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reporting.finding import Finding, StackFileError
from reporting.source.load import load
from reporting.source.runconfig import values_of_run
from reporting.source.stackfile import parse_stack

FILE = """config:
  calico-reporting:cluster: {name: a, context: a}
  calico-reporting:intervals: workshop
  calico-reporting:reportSets:
    shop:
      endpoints:
        namespaces:
          names: [shop]
      reports:
        one:
          reportType: inventory
          schedule: "8 6 * * *"
        two:
          reportType: network-access
          schedule: "10 6 * * *"
        three:
          reportType: policy-audit
          schedule: "20 6 * * *"
"""


def fault(text: str) -> Finding:
    with pytest.raises(StackFileError) as refused:
        parse_stack(text, Path("Pulumi.a.yaml")).settings(datetime(2026, 12, 1, tzinfo=UTC))
    [found] = refused.value.findings
    return found


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_file_itself_is_right() -> None:
    assert parse_stack(FILE, Path("Pulumi.a.yaml")).settings()


def test_a_selector_beside_the_schedule_belongs_under_endpoints() -> None:
    found = fault(FILE + "          selector: app == 'shop'\n")

    assert found.key == "reportSets.shop.reports.three.selector"
    assert "It belongs under endpoints: write endpoints: {selector: ...}." in found.remedy
    assert "Did you mean" not in found.remedy


def test_a_key_of_the_report_under_endpoints_belongs_further_left() -> None:
    found = fault(FILE + "          endpoints:\n            suspend: true\n")

    assert "It belongs further left" in found.remedy


def test_a_value_without_quotes_in_a_selector_is_shown_with_them() -> None:
    found = fault(FILE + "          endpoints: {selector: app == frontend}\n")

    assert found.remedy == "Write app == 'frontend'."


@pytest.mark.parametrize("value", ["*/5 * * * *", "* * * * *", "@daily", "%5", "&& x"])
def test_a_schedule_that_yaml_takes_for_something_else_has_to_be_quoted(value: str) -> None:
    text = FILE.replace('"8 6 * * *"', value)
    found = fault(text)

    assert found.line == line_of(text, value)
    assert found.remedy == f'Quote it: schedule: "{value}"'


def test_an_alias_that_is_none_may_be_meant_as_text() -> None:
    assert fault(FILE.replace('"8 6 * * *"', "*daily")).remedy == 'Where text is meant, quote it: "*daily"'


@pytest.mark.parametrize(
    ("right", "wrong", "align"),
    [
        ("        two:", "         two:", "10, 'one:': 8 spaces"),
        ("        two:", "       two:", "10, 'one:': 8 spaces"),
        ("        one:", "         one:", "13, 'two:': 8 spaces"),
        (
            "          reportType: network",
            "           reportType: network",
            "15, 'schedule: \"10 6 * * *\"': 10 spaces",
        ),
        ('          schedule: "10', '         schedule: "10', "14, 'reportType: network-access': 10 spaces"),
        ('          schedule: "10', '            schedule: "10', "14, 'reportType: network-access': 10 spaces"),
        ("      reports:", "     reports:", "6, 'endpoints:': 6 spaces"),
    ],
)
def test_wrong_indentation_is_found_on_its_line_with_what_it_should_align_with(
    right: str, wrong: str, align: str
) -> None:
    text = FILE.replace(right, wrong)
    found = fault(text)

    assert found.line == line_of(text, wrong)
    assert found.remedy == f"Align it with line {align}."


@pytest.mark.parametrize(
    "text", ["selector: !has(exempt)", "selector: !has(exempt) && a == 'b'", "{selector: !has(exempt)}"]
)
def test_a_selector_that_yaml_takes_for_a_tag_has_to_be_quoted(text: str) -> None:
    file = f"{FILE}          endpoints:\n            {text}\n"
    found = fault(file)

    assert found.line == line_of(file, text)
    assert "Quote it: " in found.remedy
    assert '"!has(exempt)' in found.remedy


@pytest.mark.parametrize("given", ["", '""', "null", "' '", "~"])
@pytest.mark.parametrize("place", ["{}", "namespaces: {{{}}}", "serviceAccounts: {{{}}}"])
def test_an_empty_selector_that_somebody_wrote_is_refused_wherever_one_can_stand(given: str, place: str) -> None:
    found = fault(FILE + f"          endpoints: {{{place.format(f'selector: {given}')}}}\n")

    assert (found.code, found.path[-1]) == ("SELECTOR", "selector")
    assert "Write all() for everything, or leave selector out" in found.remedy


@pytest.mark.parametrize("given", ['""', "null"])
def test_at_preview_a_tag_is_an_empty_selector_and_as_wrong(given: str) -> None:
    report = f'{{"reportType": "inventory", "schedule": "", "endpoints": {{"selector": {given}}}}}'
    config = {
        "calico-reporting:cluster": '{"name": "a", "context": "a"}',
        "calico-reporting:intervals": "workshop",
        "calico-reporting:reportSets": f'{{"shop": {{"reports": {{"one": {report}}}}}}}',
    }
    with pytest.raises(StackFileError, match="selector that begins with '!' needs quotes"):
        load(values_of_run(config))


def test_everything_is_all_or_nothing_said() -> None:
    text = f"{FILE}          endpoints: {{selector: all()}}\n"

    assert parse_stack(text, Path("Pulumi.a.yaml")).settings().report_sets["shop"].reports["three"].endpoints


def test_a_renamed_report_that_is_still_adopted_is_taken_out_of_adopt() -> None:
    found = fault(f"{FILE}  calico-reporting:adopt: [one, zwei]\n")

    assert found.key == "adopt[1]"
    assert "Was it renamed or removed? Take it out of adopt." in found.remedy


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("felix: {flowLogsFileAggregationKindForAllowed: 4}", "4 is out of range: from 0 to 2 is allowed."),
        ("felix: {flowLogsFileAggregationKindForAllowed: -1}", "-1 is out of range: from 0 to 2 is allowed."),
        ("retention: {flows: 0}", "0 is out of range: from 1 to 36,500 is allowed."),
    ],
)
def test_a_number_out_of_range_names_the_range(text: str, allowed: str) -> None:
    assert fault(f"{FILE}  calico-reporting:{text}\n").what == allowed


@pytest.mark.parametrize("schedule", ["0 0 31 2 *", "0 0 30 2 *", "0 0 31 4,6 *", ", 0 * * *"])
def test_a_date_that_never_comes_is_an_error_of_the_report(schedule: str) -> None:
    found = fault(FILE.replace("8 6 * * *", schedule))

    assert (found.code, found.key) == ("NEVER_FIRES", "reportSets.shop.reports.one.schedule")
