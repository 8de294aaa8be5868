"""The look at the cluster before anything is registered, through the CLI."""

import pytest

from sandbox import seed
from tests.engine.live import NAMESPACE, Live
from tests.engine.stacks import WINDOW, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")


def test_a_cluster_without_the_report_api_keeps_felix_and_drops_reports_with_compliance_absent(
    stacks: Stacks, live: Live
) -> None:
    stack = stacks("team", values("a", "b"))
    before = live.felix
    live.control_plane.kubectl("delete", "crd", "globalreports.projectcalico.org")
    try:
        refused = stack.up()
        assert not refused.ok
        assert "The cluster knows no GlobalReport" in refused.said
        assert live.felix == before
        stack.paste("pulumi config set compliance absent", live.control_plane)
        assert "pulumi config set compliance absent" in refused.said
        up = stack.up()
        assert up.ok, up.said
        assert live.felix["spec"]["flowLogsFlushInterval"] == "30s"
    finally:
        seed.apply(live.control_plane)
    assert live.reports == {}


def test_a_run_without_a_pod_template_is_refused_and_nothing_changes(stacks: Stacks, live: Live) -> None:
    live.control_plane.kubectl("delete", "podtemplate", "tigera.io.report", f"--namespace={NAMESPACE}")
    before = live.versions()
    refused = stacks("team", values("a", runs={"look": {"reports": ["a"], **WINDOW}})).up()
    assert not refused.ok
    assert "Run look needs PodTemplate tigera-compliance/tigera.io.report, which is not there" in refused.said
    assert live.versions() == before


def test_compliance_enable_makes_the_singleton_and_a_destroy_leaves_it(stacks: Stacks, live: Live) -> None:
    live.control_plane.kubectl("delete", "compliance", "tigera-secure")
    stack = stacks("team", values("a", compliance="enable"))
    up = stack.up()
    assert up.ok, up.said
    assert "This stack makes it, and a destroy leaves it there" in up.said
    assert stack.destroy().ok
    assert live.reports == {}
    assert live.control_plane.kubectl("get", "compliance", "-o", "name").split() == [
        "compliance.operator.tigera.io/tigera-secure"
    ]
