"""What exists already comes over whole: through a stack file and back to the same manifests."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reportctl.verbs.render import manifest_files
from reporting.imported.documents import read_objects
from reporting.imported.faults import ImportFaults
from reporting.imported.stackvalues import Imported, imported
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.source.stackfile import StackFile, parse_stack
from reporting.writing.stacktext import stack_text
from tests.unit.global_reports import ENDPOINTS, Object, as_yaml, several, stored
from tests.unit.stacks import NOW

OWNER = Owner("calico-reporting", "shop")
CLUSTER = {"name": "shop", "context": "shop"}
SLOW = settings(
    max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


def from_text(text: str, name: str = "reports.yaml") -> Imported:
    return imported(read_objects(text, name), OWNER, CLUSTER)


def from_objects(*objects: Object) -> Imported:
    return from_text(as_yaml(objects))


def as_file(result: Imported) -> StackFile:
    return parse_stack(stack_text("calico-reporting", "x", result.values, result.comments), Path("Pulumi.shop.yaml"))


def report(name: str = "daily", metadata: Object | None = None, **spec: Any) -> Object:
    head = {
        "apiVersion": "projectcalico.org/v3",
        "kind": "GlobalReport",
        "metadata": {"name": name, **(metadata or {})},
    }
    return {**head, "spec": {"reportType": "inventory", "schedule": "8 6 * * *", **spec}}


def felix(name: str = "default", **spec: Any) -> Object:
    head = {"apiVersion": "projectcalico.org/v3", "kind": "FelixConfiguration", "metadata": {"name": name}}
    return {**head, "spec": spec}


def sets(*objects: Object) -> dict[str, Any]:
    found: dict[str, Any] = from_objects(*objects).values["reportSets"]
    return found


def in_namespace(name: str, namespace: str, **metadata: Any) -> Object:
    return report(name, metadata, endpoints={"namespaces": {"names": [namespace]}})


@SLOW
@given(several())
def test_render_of_the_import_is_the_input_as_it_is_stored(reports: list[Object]) -> None:
    made = manifest_files(plan(as_file(from_text(json.dumps(reports))).settings(NOW)))["reports.yaml"]
    assert [dict(manifest) for manifest in made] == sorted(
        map(stored, reports), key=lambda one: one["metadata"]["name"]
    )


@SLOW
@given(several())
def test_yaml_and_json_say_the_same(reports: list[Object]) -> None:
    assert (
        from_objects(*reports).values
        == from_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": reports})).values
    )


@SLOW
@given(several(), st.randoms(use_true_random=False))
def test_names_of_sets_do_not_depend_on_the_order(reports: list[Object], random: Any) -> None:
    def by_report(objects: list[Object]) -> dict[str, str]:
        return {name: of for of, one in sets(*objects).items() for name in one["reports"]}

    shuffled = random.sample(reports, len(reports))
    assert by_report(shuffled) == by_report(reports)


@SLOW
@given(st.lists(ENDPOINTS, min_size=1, max_size=8, unique_by=json.dumps))
def test_each_set_has_a_name_of_its_own_that_pulumi_takes(endpoints: list[Object]) -> None:
    reports = [report(f"r{index}", endpoints=one) for index, one in enumerate(endpoints)]
    names = list(sets(*reports))
    assert all(name and name.isascii() and len(name) <= 50 for name in names)
    assert sum(len(one["reports"]) for one in sets(*reports).values()) == len(reports)


def test_reports_that_share_endpoints_are_one_set_that_says_them_once() -> None:
    found = sets(in_namespace("a", "shop"), in_namespace("b", "pay"), in_namespace("c", "shop"))
    assert {name: list(one["reports"]) for name, one in found.items()} == {"shop": ["a", "c"], "pay": ["b"]}
    assert found["shop"]["endpoints"] == {"namespaces": {"names": ["shop"]}}
    assert "endpoints" not in found["shop"]["reports"]["a"]


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ({"endpoints": {"namespaces": {"names": ["shop"]}}}, "shop"),
        ({"endpoints": {"namespaces": {"names": ["shop", "pay"]}}}, "shop-pay"),
        ({"endpoints": {"namespaces": {"names": ["a", "b", "c", "d"]}}}, "a-and-3-more"),
        ({"endpoints": {"selector": "soc2 == 'true'"}}, "soc2"),
        ({"endpoints": {"selector": "!has(example.com/pci) && x == 'y'"}}, "pci"),
        ({"endpoints": {"selector": 'app == "shop"'}}, "app-shop"),
        ({"endpoints": {"selector": "tier in {'web', 'db'}"}}, "tier"),
        ({"endpoints": {"namespaces": {"selector": "environment == 'production'"}}}, "environment-production"),
        ({"endpoints": {"serviceAccounts": {"names": ["frontend"]}}}, "frontend"),
        ({"endpoints": {"selector": "all()"}}, "whole-cluster"),
        ({"endpoints": {}}, "whole-cluster"),
        ({}, "whole-cluster"),
        ({"reportType": "cis-benchmark"}, "nodes"),
        ({"endpoints": {"namespaces": {"names": ["a" * 63]}}}, "a" * 40),
    ],
)
def test_a_set_is_called_after_what_its_reports_share(spec: Object, name: str) -> None:
    assert list(sets(report(**spec))) == [name]


def test_sets_that_would_be_called_alike_say_more() -> None:
    narrow = report("b", endpoints={"namespaces": {"names": ["shop"]}, "selector": "soc2 == 'true'"})
    of_nodes = in_namespace("c", "nodes"), report("d", reportType="cis-benchmark")
    names = list(sets(in_namespace("a", "shop"), narrow, *of_nodes))
    assert names[1] == "shop-soc2"
    assert [name.rpartition("-")[0] for name in (names[0], *names[2:])] == ["shop", "nodes", "nodes"]


def test_common_labels_move_to_the_set_and_those_of_one_report_stay() -> None:
    both = {"labels": {"team": "shop", "tier": "1"}}, {"labels": {"team": "shop", "tier": "2"}}
    found = sets(
        in_namespace("a", "shop", **both[0]), in_namespace("b", "shop", **both[1]), in_namespace("c", "x", **both[0])
    )
    assert found["shop"]["labels"] == {"team": "shop"}
    assert found["shop"]["reports"]["a"]["labels"] == {"tier": "1"}
    assert found["x"]["reports"]["c"]["labels"] == {"team": "shop", "tier": "1"}


def test_defaults_are_left_out_and_what_somebody_thought_of_stays() -> None:
    cis = {"highThreshold": 100, "medThreshold": 50, "numFailedTests": 5, "includeUnscoredTests": False}
    [found] = sets(report(reportType="cis-benchmark", cis=cis, suspend=False, jobNodeSelector={}))["nodes"][
        "reports"
    ].values()
    assert found == {
        "reportType": "cis-benchmark",
        "schedule": "8 6 * * *",
        "suspend": False,
        "cis": {"includeUnscoredTests": False},
    }


def test_a_report_without_a_schedule_says_that_it_is_run_by_hand() -> None:
    spec = {"reportType": "inventory"}
    [found] = sets({**report(), "spec": spec})["whole-cluster"]["reports"].values()
    assert found == {"reportType": "inventory", "schedule": ""}


@pytest.mark.parametrize(
    ("spec", "intervals", "more"),
    [
        ({"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"}, "workshop", None),
        ({"flowLogsFlushInterval": "5m0s", "dnsLogsFlushInterval": "300s"}, "production", None),
        ({}, "production", None),
        ({"flowLogsFlushInterval": "", "l7LogsFlushInterval": "1m0s"}, "production", {"l7LogsFlushInterval": "1m"}),
        ({"flowLogsFlushInterval": "15s", "dnsLogsFlushInterval": "15s"}, "15s", None),
        ({"flowLogsFlushInterval": "1h0m0s", "dnsLogsFlushInterval": "60m"}, "1h", None),
        ({"flowLogsFlushInterval": "15s"}, "production", {"flowLogsFlushInterval": "15s"}),
        (
            {"flowLogsFlushInterval": "10s", "dnsLogsFlushInterval": "30s"},
            "production",
            {"flowLogsFlushInterval": "10s", "dnsLogsFlushInterval": "30s"},
        ),
        ({"flowLogsFlushInterval": "500ms"}, "production", {"flowLogsFlushInterval": "500ms"}),
        (
            {"flowLogsFileAggregationKindForAllowed": 1},
            "production",
            {"flowLogsFileAggregationKindForAllowed": 1},
        ),
    ],
)
def test_intervals_are_the_profile_where_it_fits(spec: Object, intervals: str, more: Object | None) -> None:
    values = from_objects(report(), felix(**spec)).values
    assert (values["intervals"], values.get("felix")) == (intervals, more)


def test_felix_of_two_files_comes_together_as_kubectl_would_have_applied_it() -> None:
    both = felix(flowLogsFlushInterval="30s"), felix(dnsLogsFlushInterval="30s")
    assert from_objects(report(), *both).values["intervals"] == "workshop"


def left(result: Imported) -> list[str]:
    """The words on what stays where it is."""
    return [word for word in result.words if word.startswith("left")]


def test_what_is_assumed_because_it_was_not_read_is_said() -> None:
    words = from_objects(report()).words
    assert [word.split(",")[0].split(".")[0] for word in words] == [
        "assumed: intervals: production",
        "not under adopt: 1 report from manifests",
    ]
    assert from_objects(report("old", {"uid": "1"}), felix(flowLogsFlushInterval="30s")).words == ()
    assert from_objects().words == ()


def test_felix_fields_of_others_are_named_as_left_alone() -> None:
    words = left(from_objects(report(), felix(healthPort=9099), felix("node.a", flowLogsFlushInterval="10s")))
    assert [word.split(";")[0] for word in words] == [
        "left alone: FelixConfiguration default: healthPort",
        "left alone: FelixConfiguration node.a: flowLogsFlushInterval",
    ]


def test_without_a_felix_configuration_a_comment_says_what_is_assumed() -> None:
    assert "assumed" in from_objects(report()).comments["intervals"]
    assert "intervals" not in from_objects(report(), felix(flowLogsFlushInterval="30s")).comments


def test_what_is_live_is_listed_to_be_adopted() -> None:
    result = from_objects(
        report("old", {"uid": "1"}), report("new"), report("ours", {"uid": "2", "labels": OWNER.labels()})
    )
    assert result.values["adopt"] == ["old"]
    assert "adopt" not in from_objects(report("new")).values


def test_what_belongs_to_somebody_else_is_left_out_with_a_word() -> None:
    reference = {"apiVersion": "example.com/v1", "kind": "Audit", "name": "soc2", "uid": "1"}
    of_stack = report("b", {"labels": Owner("calico-reporting", "other").labels()})
    result = from_objects(report("a", {"ownerReferences": [reference]}), of_stack, report("c"))
    assert list(result.values["reportSets"]["whole-cluster"]["reports"]) == ["c"]
    assert left(result) == [
        "left out: GlobalReport a, which belongs to Audit soc2 (ownerReferences)",
        "left out: GlobalReport b, which belongs to stack other of project calico-reporting",
    ]


def test_unknown_kinds_are_counted_and_named() -> None:
    pods = [{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}} for name in "ab"]
    old = {**report("old"), "apiVersion": "crd.projectcalico.org/v1"}
    [word] = left(from_objects(report(), *pods, old, {"just": "text"}))
    assert word == (
        "left alone: 4 objects of other kinds: 1 GlobalReport (crd.projectcalico.org/v1), "
        "2 Pod (v1) and 1 without a kind (reports.yaml:27)"
    )


def test_bookkeeping_that_stays_behind_is_named_but_for_kubectls() -> None:
    keys = "argocd.argoproj.io/tracking-id", "kubectl.kubernetes.io/last-applied-configuration"
    [word] = left(from_objects(report("a", {"annotations": dict.fromkeys(keys, "x")})))
    assert word == "left behind: other tools' bookkeeping: argocd.argoproj.io/tracking-id (1 report)"


LISTS = [
    ("kind: List\napiVersion: v1\nitems:\n- {body}\n", "reports.yaml:4"),
    ("kind: GlobalReportList\napiVersion: projectcalico.org/v3\nitems: [{spec}]\n", "reports.yaml:3"),
    ("---\n---\n# nothing\n---\n{body}\n", "reports.yaml:5"),
    ("[{body}]", "reports.yaml"),
    ("kind: List\nitems: [{{kind: List, items: [{body}]}}]\n", "reports.yaml:2"),
]


@pytest.mark.parametrize(("text", "where"), LISTS, ids=[text for text, _ in LISTS])
def test_lists_of_every_kind_are_read_with_the_place_of_each_object(text: str, where: str) -> None:
    bare = {key: value for key, value in report().items() if key not in ("apiVersion", "kind")}
    [found] = read_objects(text.format(body=json.dumps(report()), spec=json.dumps(bare)), "reports.yaml")
    assert (found.kind, found.api_version, found.where) == ("GlobalReport", "projectcalico.org/v3", where)


REFUSED = [
    ("a: [", "reports.yaml: line 2: not YAML"),
    ("a: 1\na: 2\n", "line 2: this key is there twice"),
    ('{"a": 1, "a": 2}', "line 1: this key is there twice"),
    ('{"a": "\\ud800"}', "not YAML"),
    (yaml.safe_dump({**report(), "spec": None}), "reports.yaml:1: GlobalReport daily has no spec"),
    (yaml.safe_dump({**report(), "spec": "x"}), "GlobalReport daily has no spec"),
    (yaml.safe_dump({**report(), "metadata": {"generateName": "x"}}), "GlobalReport has no metadata.name"),
    (yaml.safe_dump({**report(), "metadata": None}), "GlobalReport has no metadata.name"),
    (yaml.safe_dump(report(colour="blue")), "GlobalReport daily: spec.colour cannot be said in a stack file"),
    (yaml.safe_dump(report(endpoints={"namespaces": {"labels": {}}})), "spec.endpoints.namespaces.labels cannot be"),
    (
        yaml.safe_dump(report(cis={"resultsFilters": [{"benchmarkSelection": {"version": "1"}}]})),
        "spec.cis.resultsFilters[0].benchmarkSelection.version cannot be said",
    ),
    (yaml.safe_dump(report(metadata={"finalizers": ["x"]})), "metadata.finalizers cannot be said in a stack file"),
    (yaml.safe_dump(report(metadata={"namespace": "x"})), "metadata.namespace cannot be said in a stack file"),
    (yaml.safe_dump(report(metadata={"labels": ["x"]})), "metadata.labels is a list, not a map"),
    (yaml.safe_dump({**report(), "data": {}}), "GlobalReport daily: data cannot be said in a stack file"),
    (
        yaml.safe_dump_all([report(), report()]),
        "reports.yaml:9: GlobalReport daily is also at reports.yaml:1. A cluster has one report of a name",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_cannot_come_over_whole_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(ImportFaults) as refused:
        from_text(text)
    assert message in str(refused.value)


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(ImportFaults) as refused:
        from_objects(report("a", colour="blue"), report("b", size=1, metadata={"finalizers": ["x"]}))
    assert len(refused.value.faults) == 3


@pytest.mark.parametrize(
    "spec",
    [
        {"schedule": "0 0 * * 7"},
        {"schedule": "* * * * *"},
        {"reportType": "cis-benchmark", "cis": {"highThreshold": 200}},
        {"reportType": "cis-benchmark", "endpoints": {"selector": "all()"}},
        {
            "reportType": "cis-benchmark",
            "cis": {"resultsFilters": [{"benchmarkSelection": {"kubernetesVersion": 1.3}}]},
        },
        {"endpoints": {"selector": "a = b"}},
        {"endpoints": "everything"},
        {"suspend": "yes"},
    ],
)
def test_what_calico_would_refuse_comes_over_as_it_is(spec: Object) -> None:
    read = as_file(from_objects(report(**spec)))
    [one_set] = read.values["reportSets"].values()  # type: ignore[attr-defined]
    [found] = one_set["reports"].values()
    assert {**one_set, **found}.items() >= spec.items()
