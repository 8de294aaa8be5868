"""A framework's reports through the real CLI: made once, left alone, overridden one by one."""

import pytest
import yaml

from reporting.objects.reports import CONTROLS
from tests.engine.live import Live
from tests.engine.stacks import Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

HIPSTERSHOP = {"namespaces": {"names": ["hipstershop"]}}
SOC2 = {"framework": "soc2", "between": "00:00-06:00", "endpoints": HIPSTERSHOP}
OURS = {
    "name": "Ours",
    "auditPeriod": 90,
    "reports": ["policy-audit"],
    "controls": {"O.1": {"title": "Changes are seen", "supportedBy": {"policy-audit": {"basis": "inferred"}}}},
}


def test_a_presets_reports_are_made_once_and_one_by_one_left_out_or_overridden(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", {**values(), "reportSets": {"duty": SOC2}})
    assert stack.up().ok
    made = live.versions()
    assert sorted(live.reports) == [
        "daily-soc2-cis-benchmark",
        "daily-soc2-inventory",
        "daily-soc2-network-access",
        "daily-soc2-policy-audit",
    ]
    assert live.reports["daily-soc2-inventory"]["metadata"]["annotations"][CONTROLS] == "SOC 2: CC6.1 (inferred)"
    assert stack.preview().steps == {}
    assert live.versions() == made

    stack.config_set("--path", "reportSets.duty.reports.daily-soc2-inventory.schedule", "8 6 * * *")
    stack.config_set("--path", "reportSets.duty.without[0]", "daily-soc2-cis-benchmark")
    changed = stack.up()
    assert changed.to("GlobalReport") == {"daily-soc2-inventory": "update", "daily-soc2-cis-benchmark": "delete"}
    assert live.report_specs()["daily-soc2-inventory"]["schedule"] == "8 6 * * *"
    left = live.versions()
    assert {name: left[name] for name in ("daily-soc2-network-access", "daily-soc2-policy-audit")} == {
        name: made[name] for name in ("daily-soc2-network-access", "daily-soc2-policy-audit")
    }


def test_a_teams_own_framework_is_read_beside_its_stack_file(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", {**values(), "reportSets": {"duty": {"framework": "frameworks/ours.yaml"}}})
    missing = stack.preview()
    assert not missing.ok
    assert "reportSets.duty.framework: 'frameworks/ours.yaml' is not there." in missing.said
    (stack.project / "frameworks").mkdir()
    (stack.project / "frameworks/ours.yaml").write_text(yaml.safe_dump(OURS), encoding="utf-8")
    assert stack.up().ok
    assert list(live.reports) == ["daily-ours-policy-audit"]
    assert stack.preview().steps == {}
