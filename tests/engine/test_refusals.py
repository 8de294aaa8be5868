"""A cluster that refuses a part of what a stack wants."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import yaml

from sandbox import ControlPlane, SandboxError
from tests.engine.driver import Stack
from tests.engine.live import Live
from tests.engine.stacks import Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

TEN = [f"report-{number}" for number in range(10)]

POLICY: dict[str, Any] = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingAdmissionPolicy",
    "metadata": {"name": "no-report-7"},
    "spec": {
        "matchConstraints": {
            "resourceRules": [
                {
                    "apiGroups": ["projectcalico.org"],
                    "apiVersions": ["v3"],
                    "operations": ["CREATE", "UPDATE"],
                    "resources": ["globalreports"],
                }
            ]
        },
        "validations": [{"expression": "object.metadata.name != 'report-7'", "message": "seven is not wanted here"}],
    },
}
BINDING = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "ValidatingAdmissionPolicyBinding",
    "metadata": {"name": "no-report-7"},
    "spec": {"policyName": "no-report-7", "validationActions": ["Deny"]},
}


@contextmanager
def report_7_is_refused(plane: ControlPlane) -> Iterator[None]:
    """An admission policy that refuses one name, once the API server acts on it."""
    text = yaml.safe_dump_all([POLICY, BINDING])
    plane.kubectl("create", "--filename=-", stdin=text)
    try:
        _await_refusal(plane)
        yield
    finally:
        plane.kubectl("delete", "--filename=-", stdin=text)


def _await_refusal(plane: ControlPlane) -> None:
    """The API server takes a policy up a moment after it is stored."""
    report = {"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport", "metadata": {"name": "report-7"}}
    text = json.dumps({**report, "spec": {"reportType": "inventory"}})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            plane.kubectl("create", "--dry-run=server", "--filename=-", stdin=text)
        except SandboxError:
            return
    raise SandboxError("the admission policy takes no effect")


def test_a_refused_report_is_named_and_the_others_are_made_with_continue_on_error(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values(*TEN))
    with report_7_is_refused(live.control_plane):
        preview = stack.preview()
        assert not preview.ok
        for message in ("report-7", "seven is not wanted here"):
            assert message in preview.said
        up = stack.up("--continue-on-error")
        assert not up.ok
        assert "seven is not wanted here" in up.said
        assert sorted(live.reports) == [name for name in TEN if name != "report-7"]
        made = live.uids()
    completed = stack.up()
    assert completed.ok, completed.said
    assert completed.to("GlobalReport") == {"report-7": "create"}
    assert live.uids().items() >= made.items()


EVERYTHING = ["get", "list", "watch", "create", "update", "patch", "delete"]
RULES = [
    {"apiGroups": ["projectcalico.org"], "resources": ["felixconfigurations"], "verbs": EVERYTHING},
    {"apiGroups": ["projectcalico.org"], "resources": ["clusterinformations"], "verbs": EVERYTHING},
    {"apiGroups": ["projectcalico.org"], "resources": ["globalreports"], "verbs": ["get", "list", "watch"]},
    {"apiGroups": ["operator.tigera.io"], "resources": ["compliances"], "verbs": ["get"]},
    {"apiGroups": ["batch"], "resources": ["jobs"], "verbs": ["get", "list", "watch"]},
]


@contextmanager
def login_of_a_service_account(live: Live, stack: Stack) -> Iterator[None]:
    """The stack's kubeconfig has the token of an account that may do what RULES say."""
    plane = live.control_plane
    head = {"apiVersion": "rbac.authorization.k8s.io/v1", "metadata": {"name": "runner"}}
    account = {"kind": "ServiceAccount", "name": "runner", "namespace": "default"}
    reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "runner"}
    text = yaml.safe_dump_all(
        [
            {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "runner", "namespace": "default"}},
            {**head, "kind": "ClusterRole", "rules": RULES},
            {**head, "kind": "ClusterRoleBinding", "roleRef": reference, "subjects": [account]},
        ]
    )
    plane.kubectl("apply", "--filename=-", stdin=text)
    token = plane.kubectl("create", "token", "runner", "--namespace=default").strip()
    config = json.loads(plane.kubeconfig.read_text())
    config["users"][0]["user"] = {"token": token}
    kubeconfig = stack.project / ".sandbox" / "kubeconfig"
    kubeconfig.unlink()
    kubeconfig.write_text(json.dumps(config))
    try:
        yield
    finally:
        plane.kubectl("delete", "--filename=-", stdin=text)


def test_rights_that_are_missing_are_named_before_or_by_the_object_that_needs_them(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a"))
    with login_of_a_service_account(live, stack):
        up = stack.up("--continue-on-error")
    assert not up.ok
    assert "no right to list globalreporttypes in API group projectcalico.org" in up.said
    assert 'cannot create resource "globalreports"' in up.said
    assert live.felix["spec"]["flowLogsFlushInterval"] == "30s"
    assert live.reports == {}
