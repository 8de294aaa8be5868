"""Objects as they are planned against what Calico's API server keeps of them.

The server here is a model: Go structs as in github.com/tigera/api, decoded and encoded again with `omitempty`.
What a real encoder keeps is not proved by it.
"""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.objects.canonical import canonical
from reporting.objects.plan import plan
from tests.unit.stacks import settings

# Each field's Go type: what is plain goes when it is empty, what is behind a pointer stays.
Struct = dict[str, Any]
NAMES_AND_LABELS: Struct = {"names": "plain", "selector": "plain"}
FILTER: Struct = {"benchmarkSelection": {"kubernetesVersion": "plain"}, "include": "plain", "exclude": "plain"}
CIS: Struct = {
    "highThreshold": "pointer",
    "medThreshold": "pointer",
    "numFailedTests": "plain",
    "includeUnscoredTests": "plain",
    "resultsFilters": [FILTER],
}
SPEC: Struct = {
    "reportType": "plain",
    "schedule": "plain",
    "suspend": "pointer",
    "jobNodeSelector": "plain",
    "endpoints": {"selector": "plain", "namespaces": NAMES_AND_LABELS, "serviceAccounts": NAMES_AND_LABELS},
    "cis": CIS,
}


def stored(value: dict[str, Any], struct: Struct) -> dict[str, Any]:
    """What is left of a spec after the round trip through Go."""
    kept = {key: _stored(value[key], kind) for key, kind in struct.items() if key in value}
    return {key: inner for key, inner in kept.items() if inner is not None}


def _stored(value: Any, kind: Any) -> Any:
    if value is None or isinstance(kind, dict):
        return value if value is None else stored(value, kind)
    if isinstance(kind, list):
        return [stored(item, kind[0]) for item in value] or None
    return value if kind == "pointer" or value not in (False, 0, "", [], {}) else None


TEXTS = st.sampled_from(["", "all()", "a == 'b'"])
IDS = st.lists(st.sampled_from(["1.1.4", "1.2.5"]), unique=True)
NAMED = st.fixed_dictionaries({}, optional={"names": st.sampled_from([[], ["shop"]]), "selector": TEXTS})
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "benchmarkSelection": st.sampled_from([{}, {"kubernetesVersion": "1.28"}]),
        "include": IDS,
        "exclude": IDS,
    },
)
SPECS = st.fixed_dictionaries(
    {"reportType": st.just("cis-benchmark")},
    optional={
        "schedule": st.sampled_from(["", "8 6 * * *"]),
        "suspend": st.booleans(),
        "jobNodeSelector": st.sampled_from([{}, {"a": "b"}]),
        "endpoints": st.fixed_dictionaries(
            {}, optional={"selector": TEXTS, "namespaces": NAMED, "serviceAccounts": NAMED}
        ),
        "cis": st.fixed_dictionaries(
            {},
            optional={
                "highThreshold": st.integers(51, 100),
                "medThreshold": st.integers(0, 50),
                "numFailedTests": st.integers(1, 9),
                "includeUnscoredTests": st.booleans(),
                "resultsFilters": st.lists(FILTERS, max_size=2),
            },
        ),
    },
)


@given(SPECS)
def test_a_canonical_spec_is_what_the_server_keeps_of_it(spec: dict[str, Any]) -> None:
    assert canonical(spec) == stored(spec, SPEC)


@given(SPECS)
def test_a_canonical_spec_comes_back_as_it_was_sent(spec: dict[str, Any]) -> None:
    assert stored(canonical(spec), SPEC) == canonical(spec)


@given(SPECS)
def test_what_was_stated_stays_as_it_is(spec: dict[str, Any]) -> None:
    stated = deepcopy(spec)
    canonical(spec)
    assert spec == stated


@pytest.mark.parametrize("cis", [{}, {"includeUnscoredTests": True}, {"numFailedTests": 7}, {"medThreshold": 0}])
def test_a_planned_cis_block_has_all_three_numbers(cis: dict[str, Any]) -> None:
    report = {"reportType": "cis-benchmark", "schedule": "", "cis": cis}
    wanted = plan(settings(reportSets={"nodes": {"reports": {"nodes": report}}})).reports["nodes"].spec["cis"]
    numbers = {"highThreshold": 100, "medThreshold": 50, "numFailedTests": 5}
    assert wanted == {**numbers, **cis}


@pytest.mark.parametrize(("stated", "written"), [("300s", "5m0s"), ("60s", "1m0s"), ("1h", "1h0m0s"), ("30s", "30s")])
def test_intervals_are_planned_as_go_writes_them(stated: str, written: str) -> None:
    assert plan(settings(felix={"l7LogsFlushInterval": stated})).felix.spec["l7LogsFlushInterval"] == written
