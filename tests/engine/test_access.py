"""The two accounts of docs/rbac.yaml with the real CLI, and drift as the nightly look finds it."""

import json
import re
from collections.abc import Callable, Iterator

import pytest

from reportctl.ci.drift import preview
from tests.engine.driver import Stack
from tests.engine.live import Live
from tests.engine.stacks import INVENTORY, WINDOW, Stacks, values
from tests.project import ROOT

pytestmark = pytest.mark.xdist_group("engine")

Login = Callable[[Stack, str], None]


@pytest.fixture
def login(live: Live) -> Login:
    """Let a stack's checkout reach the cluster as one of the two accounts."""
    live.control_plane.kubectl("apply", "-f", str(ROOT / "docs/rbac.yaml"))

    def run(stack: Stack, account: str) -> None:
        token = live.control_plane.kubectl("create", "token", account, "--namespace=calico-reporting").strip()
        config = json.loads(live.control_plane.kubeconfig.read_text())
        config["users"][0]["user"] = {"token": token}
        kubeconfig = stack.project / ".sandbox/kubeconfig"
        kubeconfig.unlink()
        kubeconfig.write_text(json.dumps(config))

    return run


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[[Stack], tuple[int, str]]:
    """How the preview of `reportctl drift` ends in a stack's checkout, and what it says."""

    def run(stack: Stack) -> tuple[int, str]:
        for name, value in stack.engine.environment.items():
            monkeypatch.setenv(name, value)
        capfd.readouterr()
        return preview(stack.project, stack.name), "".join(capfd.readouterr())

    return run


def test_one_account_deploys_and_the_other_previews_without_changing_anything(
    stacks: Stacks, live: Live, login: Login
) -> None:
    runs = {"first": {"reports": ["a"], **WINDOW}}
    stack = stacks("team", values("a", runs=runs))
    login(stack, "calico-reporting")
    assert stack.up().ok
    before = live.versions()
    login(stack, "calico-reporting-reader")
    assert stack.preview("--expect-no-changes").ok
    stack.says({**values("b", runs=runs), "intervals": "production", "runs": {}})
    preview = stack.preview()
    assert preview.ok
    assert preview.steps["FelixConfigurationPatch default"] == "update"
    assert preview.to("GlobalReport") == {"a": "delete", "b": "create"}
    assert not stack.up().ok
    assert live.versions() == before
    login(stack, "calico-reporting")
    assert stack.up().ok
    assert list(live.reports) == ["b"]
    assert stack.destroy().ok
    assert live.reports == {}


@pytest.fixture
def granted(live: Live) -> Iterator[None]:
    """What docs/access.md and docs/retention.md say to grant besides."""
    live.control_plane.kubectl("apply", "-f", str(ROOT / "docs/rbac.yaml"))
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("access.md", "retention.md")]
    text = "".join(pages).replace("\\\n", " ")
    commands = [line.split()[1:] for line in re.findall(r"^kubectl create \w+binding .*$", text, re.MULTILINE)]
    for command in commands:
        live.control_plane.kubectl(*command)
    yield
    for command in commands:
        places = [part for part in command if part.startswith("--namespace")]
        live.control_plane.kubectl("delete", *command[1:3], *places)


def test_with_what_the_pages_grant_both_accounts_do_with_access_retention_and_stores_what_they_are_for(
    stacks: Stacks, live: Live, login: Login, granted: None
) -> None:
    auditors = {"may": "view", "reports": ["a"], "groups": ["auditors"]}
    more = {
        "access": {"auditors": auditors},
        "retention": {"manage": True, "flows": 30},
        "additionalStores": {"splunk": {"endpoint": "https://splunk.example.com:8088"}},
    }
    stack = stacks("production", values("a", **more))
    login(stack, "calico-reporting")
    up = stack.up()
    assert up.ok, up.said
    assert "Secret tigera-operator/logcollector-splunk-credentials does not exist" in up.said
    before = live.roles
    assert len(before) == 2
    login(stack, "calico-reporting-reader")
    clean = stack.preview("--expect-no-changes")
    assert clean.ok, clean.said
    assert "calico-reporting" not in "".join(line for line in clean.said.splitlines() if "no right" in line)
    stack.says(values("a", **{**more, "access": {"auditors": {**auditors, "may": "manage", "reports": None}}}))
    assert not stack.up().ok
    assert live.roles == before
    login(stack, "calico-reporting")
    managers = stack.says(
        values("a", **{**more, "access": {"auditors": {"may": "manage", "groups": ["auditors"]}}})
    ).up()
    assert managers.ok, managers.said
    assert stack.destroy().ok
    assert live.roles == {}


def test_the_nightly_look_tells_drift_from_none_and_from_an_outage(
    stacks: Stacks, live: Live, login: Login, found: Callable[[Stack], tuple[int, str]]
) -> None:
    stack = stacks("team", values("a"))
    assert stack.up().ok
    login(stack, "calico-reporting-reader")
    assert found(stack)[0] == 0
    live.patch("globalreport", "a", {"spec": {"schedule": "0 7 * * *"}})
    before = live.versions()
    status, said = found(stack)
    assert status == 7
    assert "0 7 * * *" in said
    assert INVENTORY["schedule"] in said
    assert live.versions() == before
    (stack.project / ".sandbox/kubeconfig").unlink()
    status, said = found(stack)
    assert status not in (0, 7)
    assert "kubeconfig" in said
