"""What becomes of a change, in the stack file or by kubectl."""

import copy

import pytest

from tests.engine.live import Live
from tests.engine.stacks import INVENTORY, NETWORK, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

HIPSTERSHOP = {"namespaces": {"names": ["hipstershop"]}}


def test_switching_profiles_changes_the_two_intervals_alone_and_back(stacks: Stacks, live: Live) -> None:
    seeded = live.felix
    stack = stacks("team", values("a"))
    assert stack.up().ok
    workshop = live.felix
    stack.config_set("intervals", "production")
    assert stack.up().steps == {"FelixConfigurationPatch default": "update"}
    production = live.felix
    stack.config_set("intervals", "workshop")
    assert stack.up().steps == {"FelixConfigurationPatch default": "update"}
    assert production["spec"] == {
        **seeded["spec"],
        "flowLogsFlushInterval": "5m0s",
        "dnsLogsFlushInterval": "5m0s",
    }
    for key in ("annotations", "labels"):
        assert production["metadata"].get(key) == workshop["metadata"].get(key)
        assert live.felix["metadata"].get(key) == workshop["metadata"].get(key)
    assert live.felix["spec"] == workshop["spec"]


def test_edits_by_kubectl_are_shown_and_mended(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", "b"))
    assert stack.up().ok
    before = copy.deepcopy((live.felix["spec"], live.report_specs()))
    live.patch("felixconfiguration", "default", {"spec": {"flowLogsFlushInterval": "15s"}})
    live.patch("globalreport", "a", {"spec": {"schedule": "0 7 * * *", "suspend": True}})
    preview = stack.preview()
    assert preview.steps == {"FelixConfigurationPatch default": "update", "GlobalReport a": "update"}
    assert "flow logs were flushed every 15s (set by kubectl-patch), now 30s" in preview.said
    assert stack.up().ok
    assert (live.felix["spec"], live.report_specs()) == before


def test_a_report_deleted_by_kubectl_is_made_again(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", "b"))
    assert stack.up().ok
    live.control_plane.kubectl("delete", "globalreport", "a")
    assert stack.preview().steps == {"GlobalReport a": "create"}
    assert stack.up().ok
    assert sorted(live.reports) == ["a", "b"]


def test_renaming_a_set_and_moving_a_report_touch_nothing_live_and_removing_one_deletes_it_alone(
    stacks: Stacks, live: Live
) -> None:
    stack = stacks("team", values("a", "b-network"))
    assert stack.up().ok
    before = live.versions()
    other = {"endpoints": HIPSTERSHOP, "reports": {"a": INVENTORY}}
    renamed = {"endpoints": HIPSTERSHOP, "reports": {"b-network": NETWORK}}
    stack.says({**values(), "reportSets": {"other": other, "renamed": renamed}})
    assert stack.preview().steps == {
        "ReportSet team": "delete",
        "ReportSet other": "create",
        "ReportSet renamed": "create",
    }
    assert stack.up().ok
    assert live.versions() == before
    stack.says({**values(), "reportSets": {"renamed": renamed}})
    removed = stack.up()
    assert removed.ok
    assert removed.to("GlobalReport") == {"a": "delete"}
    assert live.versions() == {name: version for name, version in before.items() if name != "a"}


def test_everything_a_report_can_say_is_stored(stacks: Stacks, live: Live) -> None:
    endpoints = {
        "selector": "tier == 'web' && !has(exempt)",
        "namespaces": {"names": ["hipstershop"], "selector": "environment == 'production'"},
        "serviceAccounts": {"names": ["default"], "selector": "all()"},
    }
    rest = {"schedule": "@daily", "jobNodeSelector": {"kubernetes.io/os": "linux"}, "suspend": True}
    cis = {
        "highThreshold": 90,
        "medThreshold": 40,
        "includeUnscoredTests": False,
        "numFailedTests": 3,
        "resultsFilters": [
            {"benchmarkSelection": {"kubernetesVersion": "1.30"}, "include": ["1.2"], "exclude": ["1.1.4"]}
        ],
    }
    whole = {
        "endpoints": {"reportType": "network-access", "endpoints": endpoints, **rest},
        "cis": {"reportType": "cis-benchmark", "cis": cis, **rest},
    }
    stack = stacks("team", {**values(), "reportSets": {"whole": {"reports": whole}}})
    up = stack.up()
    assert up.ok, up.said
    del cis["includeUnscoredTests"]  # false is what an absent one means, and is not kept
    assert live.report_specs() == whole
