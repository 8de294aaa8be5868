"""What differs between two versions of a stack, in words."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.changes import Change, Kind
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from reporting.words.felix import as_often
from tests.project import STACKS
from tests.unit.stacks import INVENTORY, compared, sample, settings, with_reports

NAMESPACE = {"namespaces": {"names": ["shop"]}}


def stack(report: dict[str, Any], **values: Any) -> Settings:
    """A stack of one report, daily-report."""
    return settings(reportSets={"all": {"endpoints": NAMESPACE, "reports": {"daily-report": report}}}, **values)


def inventory(**fields: Any) -> dict[str, Any]:
    return {**INVENTORY, **fields}


def cis(*filters: dict[str, Any], **fields: Any) -> dict[str, Any]:
    parameters = {"includeUnscoredTests": True, **fields, **({"resultsFilters": list(filters)} if filters else {})}
    return {"reportType": "cis-benchmark", "schedule": "8 6 * * *", "cis": parameters}


def twenty(last: str) -> str:
    """A selector of twenty values, of which the last shows in no sentence."""
    values = [*(f"{number:02}" for number in range(19)), last]
    return f"a in {{{', '.join(map(repr, values))}}}"


def sentences(before: Settings, after: Settings) -> list[str]:
    return [change.sentence for change in compared(before, after)]


@pytest.mark.parametrize("name", STACKS)
def test_a_stack_does_not_differ_from_itself(name: str) -> None:
    assert compared(sample(name), sample(name)) == []


def test_two_stacks_that_are_not_there_do_not_differ() -> None:
    assert compared(None, None) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {"intervals": "production"},
            {"intervals": "workshop"},
            "flow logs flushed every 30s instead of 300s: ten times as often",
        ),
        (
            {"intervals": "workshop"},
            {"intervals": "production"},
            "DNS logs flushed every 300s instead of 30s: a tenth as often",
        ),
        (
            {},
            {"felix": {"flowLogsFlushInterval": "150s"}},
            "flow logs flushed every 150s instead of 300s: twice as often",
        ),
        (
            {},
            {"felix": {"l7LogsFlushInterval": "60s"}},
            "L7 logs flushed every 60s instead of 300s (the default): five times as often",
        ),
        (
            {},
            {"felix": {"l7LogsFlushInterval": "300s"}},
            "L7 logs flushed every 300s, the default, now that this stack sets it",
        ),
        (
            {"felix": {"l7LogsFlushInterval": "60s"}},
            {},
            "L7 logs no longer set by this stack: back to the default of 300s unless somebody else sets it",
        ),
        (
            {},
            {"felix": {"flowLogsFileAggregationKindForAllowed": 1}},
            "allowed flows aggregated by source port instead of aggregated by Pod name prefix (the default)",
        ),
        (
            {"felix": {"flowLogsFileAggregationKindForAllowed": 1}},
            {},
            "aggregation of allowed flows no longer set by this stack: back to the default (aggregated by Pod name "
            "prefix) unless somebody else sets it",
        ),
        (
            {"intervals": "production", "felix": {"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"}},
            {"intervals": "workshop"},
            "workshop instead of production, which is the same interval for every log",
        ),
        ({"intervals": "15s"}, {"intervals": "workshop"}, "DNS logs flushed every 30s instead of 15s: half as often"),
        ({"intervals": "5m"}, {}, "production instead of 5m, which is the same interval for every log"),
    ],
)
def test_an_interval_is_compared_by_how_often_it_comes(
    before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    assert said in sentences(settings(**before), settings(**after))


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (Fraction(2), "twice as often"),
        (Fraction(3), "three times as often"),
        (Fraction(12), "twelve times as often"),
        (Fraction(300), "3e+02 times as often"),
        (Fraction(3, 2), "1.5 times as often"),
        (Fraction(1, 2), "half as often"),
        (Fraction(1, 8), "an eighth as often"),
        (Fraction(1, 30), "0.033 times as often"),
    ],
)
def test_a_factor_is_said_in_words(factor: Fraction, words: str) -> None:
    assert as_often(factor) == words


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("8 6 * * *", "8 7 * * *", "moves from 06:08 to 07:08 UTC; the window of that day is 25 h"),
        ("8 7 * * *", "8 6 * * *", "moves from 07:08 to 06:08 UTC; the window of that day is 23 h"),
        ("0 1 * * *", "10 1 * * *", "moves from 01:00 to 01:10 UTC; the window of that day is 24 h 10 min"),
        ("8 6 * * 1", "8 7 * * 1", "moves from 06:08 to 07:08 UTC every Monday; the window of that change is 7 d 1 h"),
        ("8 6 * * 1-5", "8 7 * * 1-5", "moves from 06:08 to 07:08 UTC every Monday to Friday"),
        (
            "8 6 * * *",
            "8 6 * * 1",
            "runs every Monday at 06:08 UTC instead of every day at 06:08 UTC; its windows are 7 d long instead "
            "of 24 h",
        ),
        ("@daily", "0 0 * * *", "has its schedule written differently and runs as before, every day at 00:00 UTC"),
        (
            "8 6 * * *",
            "",
            "runs by hand only instead of every day at 06:08 UTC: nothing is covered until somebody starts it",
        ),
        ("", "8 6 * * *", "runs every day at 06:08 UTC instead of by hand only"),
        (
            "@every 1h",
            "@every 2h",
            "runs every 2 hours, counted from the run before instead of every hour, counted from the run before; "
            "its windows are 2 h long instead of 1 h",
        ),
    ],
)
def test_a_schedule_is_compared_by_when_it_runs_and_what_its_windows_become(before: str, after: str, said: str) -> None:
    found = sentences(stack(inventory(schedule=before)), stack(inventory(schedule=after)))
    assert found == [f"daily-report {said}"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            inventory(),
            inventory(endpoints={"selector": "soc2 == 'true'"}),
            "daily-report covers endpoints where label soc2 is 'true' instead of endpoints in namespace shop",
        ),
        (
            inventory(endpoints={"selector": "a=='x'"}),
            inventory(endpoints={"selector": 'a == "x"'}),
            "daily-report covers the same, written differently: endpoints where label a is 'x'",
        ),
        (
            inventory(endpoints={"serviceAccounts": {"names": ["one"]}}),
            inventory(endpoints={"serviceAccounts": {"names": ["one", "two"], "selector": "has(team)"}}),
            "daily-report covers endpoints with service accounts one and two where label team is present instead of "
            "endpoints with service account one",
        ),
        (
            inventory(endpoints={"selector": twenty("19")}),
            inventory(endpoints={"selector": twenty("20")}),
            "daily-report covers other endpoints",
        ),
        (
            inventory(),
            inventory(jobNodeSelector={"kubernetes.io/os": "linux"}),
            "daily-report has its Jobs run on nodes with kubernetes.io/os=linux instead of any node",
        ),
        (inventory(), inventory(suspend=True), "daily-report is suspended: no run by itself until it is resumed"),
        (
            inventory(suspend=True),
            inventory(),
            "daily-report is resumed: windows missed in the last 168 hours are made up",
        ),
        (
            inventory(),
            inventory(reportType="policy-audit"),
            "daily-report is a report of type policy-audit instead of inventory; its archive then holds both",
        ),
        (
            inventory(),
            cis(),
            "daily-report covers every node that runs Calico instead of endpoints in namespace shop",
        ),
    ],
)
def test_a_reports_field_is_compared_in_words(before: dict[str, Any], after: dict[str, Any], said: str) -> None:
    assert any(sentence.startswith(said) for sentence in sentences(stack(before), stack(after)))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (cis(), cis({"exclude": ["1.2.5"]}), ["exclude 1.2.5 added: no longer counted"]),
        (
            cis({"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4"]}),
            cis({"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4", "1.2.5"]}),
            ["exclude 1.2.5 added for Kubernetes 1.28: no longer counted"],
        ),
        (cis({"exclude": ["1.2.5"]}), cis(), ["exclude 1.2.5 removed: counted again"]),
        (cis({"include": ["1.2.5"]}), cis(), ["include 1.2.5 removed: counted unless it is excluded"]),
        (cis(), cis(highThreshold=90), ["threshold for high, in percent: 90 instead of 100 (the default)"]),
        (cis(), cis(numFailedTests=9), ["failed tests listed: 9 instead of 5 (the default)"]),
        (
            cis(),
            cis(includeUnscoredTests=False),
            ["unscored tests are left out; before, unscored tests are included"],
        ),
        (
            cis({"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4"]}, {"exclude": ["1.1.5"]}),
            cis({"exclude": ["1.1.5"]}, {"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4"]}),
            ["the filters stand in another order, and the first that matches a node counts"],
        ),
    ],
)
def test_a_cis_reports_parameters_are_compared_one_by_one(
    before: dict[str, Any], after: dict[str, Any], said: list[str]
) -> None:
    assert sentences(stack(before), stack(after)) == [f"daily-report: {sentence}" for sentence in said]


def test_a_cis_exclusion_points_at_its_filter() -> None:
    path = compared(stack(cis({"exclude": ["1.1.4"]})), stack(cis({"exclude": ["1.1.4", "1.2.5"]})))[0].path
    assert path == ("reportSets", "all", "reports", "daily-report", "cis", "resultsFilters", 0, "exclude")


def test_a_renamed_report_is_seen_as_such_and_its_lost_history_is_said() -> None:
    (change,) = compared(with_reports("daily-old"), with_reports("daily-new"))
    assert (change.kind, change.subject) == (Kind.RENAMED, "report daily-new")
    assert change.sentence == (
        "daily-old is renamed to daily-new: to Calico another report. The archive is keyed by name, so what was "
        "archived stays under daily-old, and daily-new begins without a history"
    )


def test_several_renames_of_one_spec_are_paired_in_the_order_of_names() -> None:
    changes = compared(with_reports("a-2", "a-1"), with_reports("b-1", "b-2"))
    assert [change.sentence.split(":")[0] for change in changes] == ["a-1 is renamed to b-1", "a-2 is renamed to b-2"]


def test_no_rename_is_claimed_where_another_report_may_be_meant() -> None:
    kinds = [change.kind for change in compared(with_reports("a"), with_reports("b", "c"))]
    assert kinds == [Kind.ADDED, Kind.ADDED, Kind.REMOVED]


def test_no_rename_is_claimed_where_the_spec_differs_too() -> None:
    after = settings(reportSets={"all": {"reports": {"b": inventory(schedule="0 1 * * *")}}})
    assert {change.kind for change in compared(with_reports("a"), after)} == {Kind.ADDED, Kind.REMOVED}


def test_a_removed_report_is_said_to_keep_its_archive_until_retention_ends() -> None:
    before = with_reports("a", "b", retention={"complianceReports": 365})
    (change, _) = compared(before, with_reports("b"))
    assert change == Change(
        Kind.REMOVED,
        "report a",
        ("reportSets", "all", "reports", "a"),
        "a removed: its running Jobs end; what it archived stays under its name until retention ends (365 days)",
    )


def test_an_added_report_is_described_whole() -> None:
    report = {**cis(numFailedTests=9), "jobNodeSelector": {"role": "infra"}, "suspend": True}
    (change,) = compared(with_reports("a"), settings(reportSets={"all": {"reports": {"a": INVENTORY, "b": report}}}))
    assert change.sentence == (
        "b: cis-benchmark report, every day at 06:08 UTC, suspended, on every node that runs Calico; its Jobs run on "
        "nodes with role=infra; a node is high from 100% of passed tests on, medium from 50%; unscored tests are "
        "included; 9 failed tests are listed"
    )


def test_a_sets_endpoints_are_compared_once_for_all_reports_that_follow_them() -> None:
    reports = {"a": INVENTORY, "b": INVENTORY, "own": inventory(endpoints={"selector": "x == 'y'"}), "nodes": cis()}
    before = settings(reportSets={"shop": {"endpoints": NAMESPACE, "reports": reports}})
    after = settings(reportSets={"shop": {"endpoints": {"selector": "soc2 == 'true'"}, "reports": reports}})
    (change,) = compared(before, after)
    assert change.path == ("reportSets", "shop", "endpoints")
    assert change.sentence == (
        "set 'shop': 2 reports cover endpoints where label soc2 is 'true' instead of endpoints in namespace shop"
    )


def test_a_report_that_moves_to_another_set_changes_nothing_live() -> None:
    before = settings(reportSets={"one": {"reports": {"a": INVENTORY}}})
    after = settings(reportSets={"two": {"reports": {"a": INVENTORY}}})
    assert sentences(before, after) == ["a moves from set 'one' to 'two'; the cluster sees no change"]


def test_a_report_that_moves_to_a_set_with_other_endpoints_covers_something_else() -> None:
    before = settings(reportSets={"one": {"reports": {"a": INVENTORY}}})
    after = settings(reportSets={"two": {"endpoints": NAMESPACE, "reports": {"a": INVENTORY}}})
    assert sentences(before, after) == ["a covers endpoints in namespace shop instead of every endpoint of the cluster"]


RUN = {"reports": ["a"], "last": "2h", "until": "2026-11-23T10:00:00Z"}


def test_an_added_run_is_said_with_its_window() -> None:
    (change,) = compared(with_reports("a"), with_reports("a", runs={"first-look": RUN}))
    assert change.kind is Kind.ADDED
    assert change.sentence == ("run first-look: a over 2 h, from 2026-11-23T08:00:00Z to 2026-11-23T10:00:00Z: 1 Job")


def test_a_removed_run_loses_its_jobs_and_not_what_they_archived() -> None:
    found = sentences(with_reports("a", runs={"first-look": RUN}), with_reports("a"))
    assert found == ["run first-look removed: its Jobs go, what they archived stays"]


def test_a_run_that_changes_under_its_id_is_said_to_be_refused() -> None:
    found = sentences(
        with_reports("a", runs={"first-look": RUN}), with_reports("a", runs={"first-look": {**RUN, "last": "3h"}})
    )
    assert found == [
        "run first-look has other reports or another window under the same id, which pulumi up refuses: take a new id"
    ]


def test_the_same_window_said_in_another_way_is_no_change() -> None:
    bounds = {"reports": ["a"], "start": "2026-11-23T08:00:00Z", "end": "2026-11-23T11:00:00+01:00"}
    assert not sentences(with_reports("a", runs={"look": RUN}), with_reports("a", runs={"look": bounds}))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            {},
            {"cluster": {"name": "other", "context": "test"}},
            "cluster 'other' instead of 'test': another name is another cluster, and everything is made anew there",
        ),
        (
            {},
            {"cluster": {"name": "test", "kubeconfig": ".sandbox/kubeconfig"}},
            "the cluster is reached through kubeconfig '.sandbox/kubeconfig' instead of context 'test'; where that "
            "leads to another cluster, it needs another name too",
        ),
        (
            {},
            {"compliance": "absent"},
            "Calico's compliance feature: 'absent' instead of 'present'; the stack keeps Felix and removes its reports "
            "and runs",
        ),
        ({}, {"retention": {"flows": 30}}, "days that flow logs are kept: 30 instead of 8"),
        ({}, {"reporter": {"deadline": "9m"}}, "the deadline of reporter Jobs: '9m0s' instead of '8m0s'"),
        ({}, {"accept": {"CODE": "a reason"}}, "reason to accept the advice CODE: 'a reason' instead of nothing"),
        (
            {"accept": {"CODE": "a reason"}},
            {"accept": {"CODE": {"reason": "a reason", "owner": "us", "only": ["runs.a"], "until": "2026-12-31"}}},
            "reason to accept the advice CODE: 'a reason (owner us, until 2026-12-31), only for runs.a' instead of "
            "'a reason'",
        ),
        ({}, {"kubernetesAuditLog": True}, "the cluster's Kubernetes audit log reaches Calico: true instead of false"),
        (
            {},
            {"intervalsUntil": "2027-01-31"},
            "the last day on which short intervals are wanted: '2027-01-31' instead of nothing",
        ),
        ({}, {"links": {"product": "cloud"}}, "the product whose web console is linked: 'cloud' instead of nothing"),
        ({}, {"preflight": "skip"}, "the look at the live cluster before an update: 'skip' instead of 'check'"),
        ({}, {"adopt": ["a"]}, "existing reports to take over: a instead of nothing"),
    ],
)
def test_every_other_key_is_compared(before: dict[str, Any], after: dict[str, Any], said: str) -> None:
    assert said in sentences(with_reports("a", **before), with_reports("a", **after))


def test_without_the_compliance_feature_all_reports_are_removed() -> None:
    kinds = [change.kind for change in compared(with_reports("a", "b"), with_reports("a", "b", compliance="absent"))]
    assert kinds.count(Kind.REMOVED) == 2


def test_a_new_stack_is_told_whole() -> None:
    changes = compared(None, with_reports("a", runs={"look": RUN}))
    assert [change.subject for change in changes] == ["stack", "report a", "run look"]
    assert changes[0].sentence.startswith("the stack for cluster 'test': 1 report, 1 run by hand")


def test_a_stack_whose_file_is_gone_leaves_its_cluster_as_it_is() -> None:
    (change,) = compared(with_reports("a"), None)
    assert change.kind is Kind.REMOVED
    assert "keeps its 1 report until pulumi destroy" in change.sentence


SPECS = st.fixed_dictionaries(
    {
        "reportType": st.sampled_from(["inventory", "policy-audit"]),
        "schedule": st.sampled_from(["", "8 6 * * *", "@daily"]),
    },
    optional={
        "suspend": st.just(True),
        "jobNodeSelector": st.dictionaries(st.sampled_from(["a", "b"]), st.sampled_from(["x", "y"]), min_size=1),
        "endpoints": st.sampled_from([NAMESPACE, {"selector": "a == 'x'"}, {"selector": 'a == "x"'}]),
    },
)


@given(SPECS, SPECS)
def test_a_report_is_said_to_change_exactly_where_its_object_does(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    old, new = stack(deepcopy(before)), stack(deepcopy(after))
    assert bool(compared(old, new)) == (
        plan(old).reports["daily-report"].manifest != plan(new).reports["daily-report"].manifest
    )
