"""Who may do what, through the CLI: made, changed, taken back after a lost state, and gone with the stack."""

import pytest

from tests.engine.live import Live
from tests.engine.stacks import Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

NAME = "calico-reporting:team:auditors"
VIEW = {"auditors": {"may": "view", "reports": ["a"], "groups": ["auditors"]}}
RUN = {"auditors": {"may": "run", "groups": ["operators"]}}


def test_roles_come_change_and_go_with_their_entry(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", "b", access=VIEW))
    up = stack.up()
    assert up.ok, up.said
    assert set(live.roles) == {f"ClusterRole {NAME}", f"ClusterRoleBinding {NAME}"}
    again = stack.preview("--expect-no-changes")
    assert again.ok, again.said
    changed = stack.says(values("a", "b", access=RUN)).up()
    assert changed.ok, changed.said
    assert set(live.roles) == {f"Role {NAME}", f"RoleBinding {NAME}"}
    assert stack.preview("--expect-no-changes").ok
    assert stack.destroy().ok
    assert live.roles == {}


def test_a_wider_role_by_kubectl_is_seen_and_mended(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", access=VIEW))
    assert stack.up().ok
    before = live.roles[f"ClusterRole {NAME}"]["rules"]
    everything = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    live.patch("clusterrole", NAME, {"rules": everything})
    up = stack.up()
    assert up.ok, up.said
    assert live.roles[f"ClusterRole {NAME}"]["rules"] == before


@pytest.mark.parametrize("first", [VIEW, RUN], ids=["cluster", "namespace"])
def test_a_lost_state_takes_roles_back_with_other_rights(stacks: Stacks, live: Live, first: dict[str, object]) -> None:
    stack = stacks("team", values("a", "b", access=first))
    assert stack.up().ok
    uids = {name: role["metadata"]["uid"] for name, role in live.roles.items()}
    changed = {"auditors": {**first["auditors"], "users": ["ann"]}}  # type: ignore[dict-item]
    stacks.directory.joinpath("state").rename(stacks.directory / "lost")
    fresh = stacks("team", values("a", "b", access=changed))
    preview = fresh.preview()
    assert preview.ok, preview.said
    up = fresh.up()
    assert up.ok, up.said
    assert {name: role["metadata"]["uid"] for name, role in live.roles.items()} == uids
    [binding] = [role for name, role in live.roles.items() if "Binding" in name]
    assert [subject["name"] for subject in binding["subjects"]] == ["operators" if first is RUN else "auditors", "ann"]
    assert fresh.preview("--expect-no-changes").ok


def test_a_role_of_somebody_else_stops_the_update(stacks: Stacks, live: Live) -> None:
    live.control_plane.kubectl("create", "clusterrole", NAME, "--verb=get", "--resource=pods")
    try:
        refused = stacks("team", values("a", access=VIEW)).up()
        assert not refused.ok
        assert f"ClusterRole {NAME} exists already and belongs to nobody known" in refused.said
        assert live.reports == {}
    finally:
        live.control_plane.kubectl("delete", "clusterrole", NAME)
