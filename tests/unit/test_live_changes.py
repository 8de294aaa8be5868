"""What becomes of a report on the cluster, field by field, before it is changed."""

from typing import Any

import pytest

from reporting.changes.live import live_changes
from reporting.finding import Finding, Severity
from reporting.objects.live import LiveCluster, LiveObject
from reporting.objects.ownership import Owner, report_urn
from reporting.objects.plan import plan
from tests.unit.stacks import examined, settings

OWNER = Owner("calico-reporting", "workshop")
OTHER = Owner("calico-reporting", "dev")
LONG = Owner("calico-reporting", "dev" * 30)
ENDPOINTS = {"namespaces": {"names": ["shop"]}}
WANTED = {"reportType": "inventory", "schedule": "8 6 * * *"}
CIS = {"reportType": "cis-benchmark", "schedule": "8 6 * * *", "cis": {"numFailedTests": 7}}
STACK = settings(reportSets={"a": {"endpoints": ENDPOINTS, "reports": {"daily": WANTED, "cis": CIS}}})
NUMBERS = {"highThreshold": 100, "medThreshold": 50, "numFailedTests": 7}


def changes(name: str, spec: dict[str, Any]) -> list[str]:
    return live_changes(LiveObject(name, spec=spec), plan(STACK).reports[name])


@pytest.mark.parametrize(
    ("name", "spec"),
    [
        ("daily", {**WANTED, "endpoints": ENDPOINTS}),
        ("daily", {**WANTED, "endpoints": {**ENDPOINTS, "selector": ""}, "jobNodeSelector": {}}),
        ("cis", {**CIS, "cis": {**NUMBERS, "includeUnscoredTests": False}}),
    ],
)
def test_what_the_server_stores_of_the_same_report_is_no_change(name: str, spec: dict[str, Any]) -> None:
    assert changes(name, spec) == []


@pytest.mark.parametrize(
    ("name", "spec", "said"),
    [
        (
            "daily",
            {"reportType": "network-access", "schedule": "0 7 * * *", "jobNodeSelector": {"pool": "audit"}},
            [
                "is a report of type inventory instead of network-access; its archive then holds both",
                "moves from 07:00 to 06:08 UTC; the window of that day is 23 h 8 min",
                "covers endpoints in namespace shop instead of every endpoint of the cluster",
                "has its Jobs run on any node instead of nodes with pool=audit",
            ],
        ),
        ("daily", {"reportType": "inventory", "endpoints": ENDPOINTS}, ["runs every day at 06:08 UTC instead of by"]),
        ("cis", {**CIS, "cis": {**NUMBERS, "numFailedTests": 9}}, ["failed tests listed: 7 instead of 9"]),
        ("cis", {**CIS, "cis": None}, ["failed tests listed: 7 instead of 5"]),
        (
            "cis",
            {**CIS, "cis": NUMBERS, "endpoints": {"selector": "all()"}},
            ['has endpoints: nothing instead of {"selector": "all()"}'],
        ),
        (
            "daily",
            {**WANTED, "endpoints": ENDPOINTS, "schedule": "hourly"},
            ['has schedule: "8 6 * * *" instead of "hourly"'],
        ),
        (
            "daily",
            {**WANTED, "endpoints": ENDPOINTS, "vendor": {"a": 1}},
            ['has vendor: nothing instead of {"a": 1}'],
        ),
    ],
)
def test_every_field_is_said_before_and_after_in_the_words_of_a_diff(
    name: str, spec: dict[str, Any], said: list[str]
) -> None:
    found = changes(name, spec)
    assert len(found) == len(said)
    assert all(sentence.startswith(start) for sentence, start in zip(found, said, strict=True)), found


def found(spec: dict[str, Any], owner: Owner, **values: Any) -> Finding:
    of = settings(reportSets={"a": {"reports": {"daily": WANTED}}}, **values)
    live = LiveCluster(reports={"daily": LiveObject("daily", owner.labels(), spec=spec)})
    [finding] = examined(of, OWNER, live)
    return finding


def test_an_edit_of_the_stacks_own_report_is_one_finding_with_all_its_fields() -> None:
    edited = found({"reportType": "policy-audit", "schedule": "0 9 * * *"}, OWNER)
    assert (edited.code, edited.severity) == ("REPORT_CHANGES", Severity.NOTE)
    assert edited.key == "reportSets.a.reports.daily"
    assert "is a report of type inventory instead of policy-audit" in edited.what
    assert "moves from 09:00 to 06:08 UTC" in edited.what


def test_adoption_warns_of_what_it_overwrites_and_says_how_the_other_stack_lets_go() -> None:
    taken = found({"reportType": "network-access", "schedule": "0 1 * * *"}, OTHER, adopt=["daily"])
    assert (taken.code, taken.severity) == ("OVERWRITTEN", Severity.WARNING)
    assert "is a report of type inventory instead of network-access" in taken.what
    assert f"pulumi state delete '{report_urn(OTHER.labels(), 'daily')}'" in taken.remedy


def test_adoption_invents_no_urn_where_the_other_stacks_labels_are_shortened() -> None:
    taken = found({"reportType": "network-access", "schedule": "0 1 * * *"}, LONG, adopt=["daily"])
    assert "urn:pulumi" not in taken.remedy
    assert "pulumi stack --show-urns" in taken.remedy


def test_adoption_of_an_equal_report_of_nobody_is_a_note_without_a_stack_to_tell() -> None:
    of = settings(reportSets={"a": {"reports": {"daily": WANTED}}}, adopt=["daily"])
    [taken] = examined(of, OWNER, LiveCluster(reports={"daily": LiveObject("daily", spec=WANTED)}))
    assert (taken.code, taken.severity, taken.remedy) == ("ADOPTED", Severity.NOTE, "")


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({}, 'write under reportSets.a.reports.daily: labels: {"team": "audit"}; annotations: {"note": "kept"}.'),
        ({"labels": {"team": "audit"}}, 'write under reportSets.a.reports.daily: annotations: {"note": "kept"}.'),
        ({"labels": {"team": "x"}, "annotations": {"note": "y"}}, ""),
    ],
)
def test_adoption_says_the_lines_that_keep_labels_and_annotations_for_good(said: dict[str, Any], line: str) -> None:
    of = settings(reportSets={"a": {"reports": {"daily": {**WANTED, **said}}}}, adopt=["daily"])
    kept = {"note": "kept", "kubectl.kubernetes.io/last-applied-configuration": "{}"}
    live = LiveObject("daily", {"team": "audit", "argocd.argoproj.io/instance": "x"}, kept, WANTED)
    [taken] = examined(of, OWNER, LiveCluster(reports={"daily": live}))
    assert taken.remedy.endswith(line)
    assert "argocd" not in taken.remedy
    assert ("write under" in taken.remedy) is bool(line)
