"""What GlobalReports carry: a reason where they rest, and the team's names and labels."""

from typing import Any

import pytest

import reporting.objects.reasons
from policy.rules.reports import REASON, REASON_TO_REST, REPORT_ANNOTATIONS, REPORT_LABELS, REPORT_NAMES
from policy.rules.resource import Resource
from policy.rules.rule import ResourceRule
from reporting.findings.catalogue import CATALOGUE
from tests.policy.resources import GLOBAL_REPORT, felix, report

PATCH = f"{GLOBAL_REPORT}Patch"


def violations(rule: ResourceRule, resource: Resource, **config: Any) -> list[str]:
    return list(rule.check(resource, rule.config(**config)))


@pytest.mark.parametrize(
    ("spec", "fault", "code"),
    [({"suspend": True}, "is suspended", "SUSPENDED"), ({"schedule": ""}, "has no schedule", "MANUAL_ONLY")],
)
def test_a_report_that_rests_says_why(spec: dict[str, Any], fault: str, code: str) -> None:
    [message] = violations(REASON_TO_REST, report("daily-inventory", **spec))
    assert message.startswith(f"Report daily-inventory {fault}, ")
    assert f"accept: {{{code}: " in message
    assert code in CATALOGUE
    assert violations(REASON_TO_REST, report(annotations={REASON: "the cluster is being rebuilt"}, **spec)) == []


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_an_empty_reason_is_none(reason: str | None) -> None:
    assert violations(REASON_TO_REST, report(suspend=True, annotations={REASON: reason}))


def test_a_report_without_the_field_has_no_schedule_and_a_patch_without_it_changes_none() -> None:
    spec = {"reportType": "inventory"}
    assert violations(REASON_TO_REST, Resource("urn:pulumi:shop::any::x::a", GLOBAL_REPORT, {"spec": spec}))
    assert violations(REASON_TO_REST, Resource("urn:pulumi:shop::any::x::a", PATCH, {"spec": spec})) == []
    assert violations(REASON_TO_REST, report(of=PATCH, suspend=True))
    assert violations(REASON_TO_REST, report(of=PATCH, schedule=""))


def test_a_report_that_runs_needs_no_reason() -> None:
    assert violations(REASON_TO_REST, report(suspend=False)) == []
    assert violations(REASON_TO_REST, felix(suspend=True)) == []


def test_the_reason_is_where_this_projects_components_put_it() -> None:
    assert reporting.objects.reasons.REASON == REASON


@pytest.mark.parametrize("name", ["daily-inventory", "a", "0" * 32])
def test_names_that_stay_readable_in_their_jobs_pass(name: str) -> None:
    assert violations(REPORT_NAMES, report(name)) == []


@pytest.mark.parametrize("of", [GLOBAL_REPORT, PATCH])
def test_a_name_is_held_against_the_teams_pattern_as_a_whole(of: str) -> None:
    [message] = violations(REPORT_NAMES, report("daily-inventory", of=of), pattern="daily-inv|weekly-.*")
    assert message.startswith("Report daily-inventory is not named as the team wants it: daily-inv|weekly-.*")
    assert "before the first `pulumi up`" in message
    assert violations(REPORT_NAMES, report("weekly-inventory"), pattern="daily-inv|weekly-.*") == []


def test_a_name_that_pulumi_made_up_is_refused_whatever_the_pattern() -> None:
    resource = report("inventory-3f9a1c2e", annotations={"pulumi.com/autonamed": "true"})
    [message] = violations(REPORT_NAMES, resource, pattern=".*")
    assert "Write metadata.name" in message


def carrying(field: str, stated: dict[str, str]) -> Resource:
    more: dict[str, Any] = {field: stated}
    return report(**more)


BOTH = pytest.mark.parametrize(
    ("rule", "field"), [(REPORT_LABELS, "labels"), (REPORT_ANNOTATIONS, "annotations")], ids=["labels", "annotations"]
)


@BOTH
@pytest.mark.parametrize(
    ("stated", "fault"),
    [({}, "does not have it"), ({"owner": "ops"}, "has ops"), ({"owner": "team-ab"}, "has team-ab")],
)
def test_a_report_without_what_the_team_wants_is_told_key_value_and_where_to_write_it(
    rule: ResourceRule, field: str, stated: dict[str, str], fault: str
) -> None:
    [message] = violations(rule, carrying(field, stated), required={"owner": "team-[a-z]"})
    for said in (f"{field.removesuffix('s')} owner", "team-[a-z]", fault, f"Write it in {field} of the report or of"):
        assert said in message


@BOTH
def test_each_missing_one_is_named(rule: ResourceRule, field: str) -> None:
    assert len(violations(rule, report(), required={"owner": ".+", "tier": ".+"})) == 2


@BOTH
def test_what_the_team_wants_passes_and_patches_need_none(rule: ResourceRule, field: str) -> None:
    assert violations(rule, carrying(field, {"owner": "team-a"}), required={"owner": "team-.+"}) == []
    assert violations(rule, report(of=PATCH), required={"owner": ".+"}) == []


@BOTH
def test_other_objects_have_names_and_metadata_of_their_own(rule: ResourceRule, field: str) -> None:
    assert violations(REPORT_NAMES, felix(), pattern="daily-.*") == []
    assert violations(rule, felix(), required={"owner": ".+"}) == []
