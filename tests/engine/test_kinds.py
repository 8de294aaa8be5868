"""The same stack on both kinds of API server: Calico's own, and CRDs alone."""

from itertools import combinations

import pytest

from tests.engine.live import Live
from tests.engine.stacks import Stacks, values

pytestmark = pytest.mark.xdist_group("engine")


@pytest.mark.parametrize(("intervals", "written"), [("workshop", "30s"), ("production", "5m0s")])
def test_second_preview_is_clean(stacks_on_each_kind: Stacks, intervals: str, written: str) -> None:
    stack = stacks_on_each_kind("team", values("a", "network") | {"intervals": intervals})
    up = stack.up()
    assert up.ok, up.said
    assert Live(stacks_on_each_kind.control_plane).felix["spec"]["flowLogsFlushInterval"] == written
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.said


EMPTY_AND_FULL = {
    "empty": {
        "reportType": "cis-benchmark",
        "schedule": "",
        "suspend": False,
        "jobNodeSelector": {},
        "cis": {"includeUnscoredTests": False, "resultsFilters": [{"include": [], "exclude": []}]},
    },
    "no-filters": {"reportType": "cis-benchmark", "schedule": "0 6 * * *", "cis": {"resultsFilters": []}},
    "full": {
        "reportType": "cis-benchmark",
        "schedule": "0 6 * * *",
        "suspend": True,
        "jobNodeSelector": {"kubernetes.io/os": "linux"},
        "cis": {
            "includeUnscoredTests": True,
            "numFailedTests": 7,
            "highThreshold": 90,
            "medThreshold": 40,
            "resultsFilters": [
                {"benchmarkSelection": {"kubernetesVersion": "1.34"}, "include": ["1.1.4"], "exclude": ["1.2.5"]}
            ],
        },
    },
    "no-names": {
        "reportType": "inventory",
        "schedule": "0 6 * * *",
        "endpoints": {"namespaces": {"names": []}, "serviceAccounts": {}},
    },
    "endpoints": {
        "reportType": "policy-audit",
        "schedule": "0 6 * * *",
        "endpoints": {
            "selector": "soc2 == 'true'",
            "namespaces": {"names": ["a"], "selector": "all()"},
            "serviceAccounts": {"names": ["b"], "selector": "has(c)"},
        },
    },
}
FELIX = {"l7LogsFlushInterval": "60s", "flowLogsFileAggregationKindForAllowed": 0}


def test_every_field_at_its_empty_and_at_a_full_value_leaves_a_clean_preview(stacks_on_each_kind: Stacks) -> None:
    sets = {"reportSets": {"team": {"endpoints": {}, "reports": EMPTY_AND_FULL}}, "felix": FELIX}
    stack = stacks_on_each_kind("team", values("unused") | sets)
    up = stack.up()
    assert up.ok, up.said
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.said


THRESHOLDS: dict[str, object] = {"medThreshold": 40, "highThreshold": 80}
CIS_BLOCKS: tuple[dict[str, object] | None, ...] = (
    None,
    {},
    {"includeUnscoredTests": True},
    {"numFailedTests": 7},
    THRESHOLDS,
)


def test_a_cis_block_can_become_any_other_and_back(stacks_on_each_kind: Stacks) -> None:
    def says(cis: object) -> dict[str, object]:
        report = {"reportType": "cis-benchmark", "schedule": "0 6 * * *", **({} if cis is None else {"cis": cis})}
        return values("unused") | {"reportSets": {"team": {"reports": {"cis": report}}}}

    stack = stacks_on_each_kind("team", says(None))
    for one, other in combinations(CIS_BLOCKS, 2):
        for cis in (one, other, one):
            up = stack.says(says(cis)).up()
            assert up.ok, (cis, up.said)
