"""The same stack on both kinds of API server: Calico's own, and CRDs alone."""

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
