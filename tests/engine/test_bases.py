"""Stacks on bases through the real CLI: the program reads them itself, so their size is no matter."""

from typing import Any

import pytest
import yaml

from tests.engine.live import Live
from tests.engine.stacks import INVENTORY, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

BASES = ["base/all.yaml", "base/sets.yaml"]
MANY = 300


def wide(count: int) -> dict[str, Any]:
    """Reports with endpoints of their own."""
    selectors = (f"team == '{number:0500}'" for number in range(count))
    reports = {
        f"daily-{number:03}": {**INVENTORY, "endpoints": {"selector": selector}}
        for number, selector in enumerate(selectors)
    }
    return {"reportSets": {"many": {"reports": reports}}}


def test_what_a_stack_leaves_open_is_its_bases_to_say(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", {"cluster": values()["cluster"], "extends": BASES})
    (stack.project / "base").mkdir(exist_ok=True)
    base = {"intervals": "workshop", "kubernetesAuditLog": True, "compliance": "present", "preflight": "check"}
    (stack.project / "base/all.yaml").write_text(yaml.safe_dump(base), encoding="utf-8")
    sets = {"reportSets": values("daily-inventory", "daily-network")["reportSets"]}
    (stack.project / "base/sets.yaml").write_text(yaml.safe_dump(sets), encoding="utf-8")
    assert stack.up().ok
    assert sorted(live.reports) == ["daily-inventory", "daily-network"]
    assert live.felix["spec"]["flowLogsFlushInterval"] == "30s"
    assert stack.preview().steps == {}

    stack.config_set("intervals", "production")
    stack.config_set("kubernetesAuditLog", "true")
    assert stack.up().ok
    assert live.felix["spec"]["flowLogsFlushInterval"] == "5m0s"

    faulty = (
        "intervals: workshop\nreportSets:\n  team:\n    reports:\n      daily-x: {reportType: inventory, schedule: x}\n"
    )
    (stack.project / "base/all.yaml").write_text(faulty, encoding="utf-8")
    refused = stack.preview()
    assert not refused.ok
    assert "error: base/all.yaml:5: reportSets.team.reports.daily-x.schedule: 'x'" in refused.said
    assert "Traceback" not in refused.said
    assert sorted(live.reports) == ["daily-inventory", "daily-network"]

    stack.config_set("--path", "reportSets.team.reports.daily-x.schedule", "y")
    refused = stack.preview()
    assert "error: reportSets.team.reports.daily-x.schedule: 'y'" in refused.said


def test_a_base_may_be_larger_than_what_fits_into_an_environment_variable(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", {**values(), "reportSets": {}, "extends": ["base/many.yaml"]})
    (stack.project / "base").mkdir(exist_ok=True)
    text = yaml.safe_dump(wide(MANY))
    assert len(text) > 128 * 2**10
    (stack.project / "base/many.yaml").write_text(text, encoding="utf-8")
    previewed = stack.preview()
    assert previewed.ok
    assert len(previewed.to("GlobalReport")) == MANY
