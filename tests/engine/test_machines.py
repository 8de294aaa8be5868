"""The same stack from one machine and from another, to its end."""

from pathlib import Path

import pytest

from tests.engine.live import Live
from tests.engine.stacks import WINDOW, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")


def test_another_machine_previews_refreshes_and_destroys_with_a_kubeconfig_elsewhere(
    stacks: Stacks, live: Live, tmp_path: Path
) -> None:
    laptop, runner = tmp_path / "laptop" / "config", tmp_path / "runner" / "kubeconfig"
    laptop.parent.mkdir()
    laptop.write_bytes(live.control_plane.kubeconfig.read_bytes())
    cluster = {"name": "shop", "context": live.control_plane.context}
    stack = stacks("team", values("a", cluster=cluster, runs={"look": {"reports": ["a"], **WINDOW}}))
    up = stack.with_environment(KUBECONFIG=str(laptop)).up()
    assert up.ok, up.said
    assert str(tmp_path) not in stack.state

    runner.parent.mkdir()
    laptop.rename(runner)
    before, felix = live.versions(), live.felix
    elsewhere = stack.on_another_machine(tmp_path / "checkout", {"KUBECONFIG": str(runner)})
    preview = elsewhere.preview("--expect-no-changes")
    assert preview.ok, preview.said
    refresh = elsewhere.refresh()
    assert refresh.ok, refresh.said
    assert live.versions() == before

    destroy = elsewhere.destroy()
    assert destroy.ok, destroy.said
    assert (live.reports, live.jobs) == ({}, {})
    assert live.felix == felix, "a destroy leaves every field of Felix, the intervals too"
    assert elsewhere.resources() == []
