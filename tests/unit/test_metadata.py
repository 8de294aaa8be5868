"""Labels and annotations of reports and sets: what is refused, where they show, and what Pulumi registers."""

from datetime import UTC, datetime
from typing import Any

import pulumi
import pytest

from components.reporting_stack import ReportingStack, ReportingStackArgs
from reportctl.page import plan_view, render_page
from reporting.finding import StackFileError
from reporting.objects.bookkeeping import without_bookkeeping
from reporting.objects.live import LiveCluster, LiveObject
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.stack.metadata import LARGEST_ANNOTATIONS
from reporting.stack.settings import Settings
from tests.unit.registrations import registered
from tests.unit.stacks import INVENTORY, compared, settings

OWNER = Owner("calico-reporting", "workshop")


def stack(report: dict[str, Any] | None = None, *others: str, **of_set: Any) -> Settings:
    """One set with report `daily`, and others that say nothing of their own."""
    reports = {"daily": {**INVENTORY, **(report or {})}, **dict.fromkeys(others, INVENTORY)}
    return settings(reportSets={"soc2": {**of_set, "reports": reports}})


def metadata(of: Settings, name: str = "daily") -> dict[str, Any]:
    return dict(plan(of).reports[name].manifest["metadata"])


@pytest.mark.parametrize("field", ["labels", "annotations"])
def test_a_report_has_its_sets_and_its_own_wins(field: str) -> None:
    of = stack({field: {"team": "shop"}}, "weekly", **{field: {"team": "payments", "tier": "gold"}})
    assert metadata(of) == {"name": "daily", field: {"team": "shop", "tier": "gold"}}
    assert metadata(of, "weekly") == {"name": "weekly", field: {"team": "payments", "tier": "gold"}}


def test_a_report_without_any_has_a_name_and_nothing_else() -> None:
    assert metadata(stack({"labels": {}, "annotations": {}})) == {"name": "daily"}


def test_an_empty_value_is_one() -> None:
    of = stack({"labels": {"exempt": ""}, "jobNodeSelector": {"node-role.kubernetes.io/worker": ""}})
    assert metadata(of)["labels"] == {"exempt": ""}
    assert plan(of).reports["daily"].spec["jobNodeSelector"] == {"node-role.kubernetes.io/worker": ""}


REFUSED = [
    ({"labels": {"app.kubernetes.io/managed-by": "us"}}, "says who manages the report"),
    ({"labels": {"calico-reporting/stack": "b"}}, "is how this program knows its own objects"),
    ({"annotations": {"pulumi.com/patchForce": "true"}}, "is an order to Pulumi's Kubernetes provider"),
    ({"annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}}, "is kubectl's own record"),
    ({"labels": {"-team": "shop"}}, "'-team' is not the key of a label"),
    ({"labels": {"Example.com/team": "shop"}}, "'Example.com/team' is not the key of a label"),
    ({"annotations": {"a b": "c"}}, "'a b' is not the key of an annotation"),
    ({"labels": {"team": "a b"}}, "'a b' is not a label's value"),
    ({"labels": {"team": "x" * 64}}, "or make it an annotation"),
    ({"labels": {"enabled": True}}, "true is not text (a value that YAML reads as a number or a date needs quotes)"),
    ({"annotations": {"version": 1.3}}, "1.3 is not text"),
    ({"annotations": {"notes": "x" * LARGEST_ANNOTATIONS}}, "the annotations have 262,149 bytes"),
    ({"labels": ["team"]}, "a list is not a map"),
]


@pytest.mark.parametrize(("fields", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_the_api_server_or_the_stack_could_not_live_with_is_refused(fields: Any, message: str) -> None:
    for make in (lambda: stack(fields), lambda: stack(**fields)):
        with pytest.raises(StackFileError) as refused:
            make()
        assert message in str(refused.value)


def test_annotations_of_a_set_and_its_report_are_held_against_the_limit_together() -> None:
    half = {"a": "x" * (LARGEST_ANNOTATIONS // 2)}
    stack({"annotations": {"b": "y"}}, annotations=half)
    with pytest.raises(StackFileError, match="the annotations have"):
        stack({"annotations": {"b": half["a"]}}, annotations=half)


def test_annotation_keys_may_have_capitals_before_the_slash_as_the_api_server_takes_them() -> None:
    assert metadata(stack({"annotations": {"Example.com/Team": "shop"}}))["annotations"] == {"Example.com/Team": "shop"}


def registered_metadata(of: Settings, live: LiveCluster) -> Any:
    def program() -> None:
        opts = pulumi.ResourceOptions()
        ReportingStack("reporting", ReportingStackArgs(plan(of, live), OWNER), opts, live=live)

    return registered(program).one("GlobalReport", "daily").metadata


def test_pulumi_registers_them_beside_the_stacks_own() -> None:
    of = stack({"labels": {"team": "shop"}}, annotations={"docs": "https://wiki"})
    found = registered_metadata(of, LiveCluster())
    assert found["labels"] == {"team": "shop", **OWNER.labels()}
    assert found["annotations"] == {"docs": "https://wiki"}


def test_what_the_stack_file_says_comes_over_what_an_adopted_report_has() -> None:
    live = LiveObject("daily", {"team": "old", "tier": "gold"}, {"note": "since 2019"})
    of = settings(reportSets={"a": {"labels": {"team": "shop"}, "reports": {"daily": INVENTORY}}}, adopt=["daily"])
    found = registered_metadata(of, LiveCluster(reports={"daily": live}))
    assert found["labels"] == {"team": "shop", "tier": "gold", **OWNER.labels()}
    assert found["annotations"] == {"note": "since 2019"}


def test_an_adopted_report_leaves_other_tools_bookkeeping_behind() -> None:
    live = LiveObject(
        "daily",
        {"argocd.argoproj.io/instance": "shop", "app.kubernetes.io/managed-by": "Helm"},
        {"kubectl.kubernetes.io/last-applied-configuration": "{}", "pulumi.com/patchForce": "true"},
    )
    of = settings(reportSets={"a": {"reports": {"daily": INVENTORY}}}, adopt=["daily"])
    assert registered_metadata(of, LiveCluster(reports={"daily": live})) == {"name": "daily", "labels": OWNER.labels()}


@pytest.mark.parametrize(
    "key",
    [
        "kubectl.kubernetes.io/last-applied-configuration",
        "argocd.argoproj.io/tracking-id",
        "kustomize.toolkit.fluxcd.io/name",
        "helm.toolkit.fluxcd.io/namespace",
        "meta.helm.sh/release-name",
        "helm.sh/chart",
        "pulumi.com/patchFieldManager",
        "config.kubernetes.io/origin",
        "internal.config.kubernetes.io/path",
        "objectset.rio.cattle.io/id",
        "calico-reporting/reason",
    ],
)
def test_a_tools_record_is_bookkeeping(key: str) -> None:
    assert without_bookkeeping({key: "x"}) == {}


@pytest.mark.parametrize("key", ["team", "example.com/helm.sh", "app.kubernetes.io/part-of", "nothelm.sh/chart"])
def test_what_a_person_wrote_is_none(key: str) -> None:
    assert without_bookkeeping({key: "x"}) == {key: "x"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, {"labels": {"team": "shop"}}, "daily gets label team=shop"),
        ({"labels": {"team": "shop"}}, {}, "daily loses label team=shop"),
        ({"labels": {"a": "b"}}, {"labels": {"a": "c"}}, "daily has label a=c instead of a=b"),
        ({}, {"annotations": {"docs": "see wiki"}}, "daily gets annotation docs='see wiki'"),
    ],
)
def test_a_difference_is_said_in_words(before: dict[str, Any], after: dict[str, Any], said: str) -> None:
    [change] = compared(stack(before), stack(after))
    assert (change.sentence, change.path[:4]) == (said, ("reportSets", "soc2", "reports", "daily"))


def test_a_sets_difference_is_said_once_with_the_reports_that_follow_it() -> None:
    own = {"labels": {"team": "own"}}
    before = stack(own, "one", "two", labels={"team": "shop"})
    [change] = compared(before, stack(own, "one", "two", labels={"team": "payments"}))
    assert change.sentence == "set 'soc2': 2 reports have label team=payments instead of team=shop"
    assert change.path == ("reportSets", "soc2", "labels")


def test_a_label_that_moves_to_the_set_is_no_change() -> None:
    assert compared(stack({"labels": {"team": "shop"}}), stack(labels={"team": "shop"})) == []


def test_a_report_that_is_renamed_and_labelled_is_not_taken_for_renamed_alone() -> None:
    def one(name: str, **fields: Any) -> Settings:
        return settings(reportSets={"a": {"reports": {name: {**INVENTORY, **fields}}}})

    assert [change.kind for change in compared(one("a"), one("b"))] == ["renamed"]
    assert [change.kind for change in compared(one("a"), one("b", labels={"team": "shop"}))] == ["added", "removed"]


def test_the_page_shows_a_sets_once_and_a_reports_own_beside_it() -> None:
    of = stack({"labels": {"tier": "<gold>"[1:-1]}}, labels={"team": "shop"}, annotations={"docs": "<b>"})
    html = render_page(plan_view("workshop", plan(of), datetime(2026, 12, 1, tzinfo=UTC)))
    assert html.count("labels: team=shop") == 1
    assert "labels: tier=gold" in html
    assert "docs=&#39;&lt;b&gt;&#39;" in html
