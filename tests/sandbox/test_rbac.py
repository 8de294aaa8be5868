"""The rights in docs/rbac.yaml, on a real API server: enough for a stack, and no more than the file says."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cluster.look import look
from reporting.objects import live
from reporting.objects.live import LiveCluster, Outcome, Source
from reporting.objects.ownership import Owner
from reporting.source.load import load
from reporting.stack.settings import Settings
from sandbox import ControlPlane
from sandbox.toolchain import program
from tests.cluster import CHANGES_SINGLETONS, Kubectl

pytestmark = CHANGES_SINGLETONS

MANIFEST = Path(__file__).parents[2] / "docs/rbac.yaml"
NAMESPACE = "calico-reporting"
READER = "calico-reporting-reader"
WRITER = "calico-reporting"
CALICO = "projectcalico.org"
REPORTER = "tigera-compliance"


class Right(NamedTuple):
    """One question to the API server."""

    verb: str
    group: str
    resource: str
    name: str = ""
    namespace: str = ""


EXTRA = (*live.OPTIONAL, live.MANAGEMENT_CONNECTION, live.template_of("rbac-daily"))
SOURCES = [source for source in vars(live).values() if isinstance(source, Source)]
LOOK = [
    Right("get" if source.name else "list", source.group, source.plural, source.name or "", source.namespace or "")
    for source in SOURCES
]
READ = [
    *LOOK,
    *(Right(verb, CALICO, "globalreports") for verb in ("get", "watch")),
    *(Right(verb, "batch", "jobs", namespace=REPORTER) for verb in ("get", "watch")),
    *(Right(verb, "", "pods", namespace=REPORTER) for verb in ("get", "list", "watch")),
    Right("get", "", "pods/log", namespace=REPORTER),
]
WRITE = [
    Right("patch", CALICO, "felixconfigurations", "default"),
    *(Right(verb, CALICO, "globalreports") for verb in ("create", "patch", "delete")),
    *(Right(verb, "batch", "jobs", namespace=REPORTER) for verb in ("create", "patch", "delete")),
]
NEVER = [
    Right("create", CALICO, "felixconfigurations"),
    Right("delete", CALICO, "felixconfigurations", "default"),
    Right("patch", CALICO, "felixconfigurations", "node.a"),
    Right("patch", CALICO, "globalreporttypes", "inventory"),
    Right("list", CALICO, "globalnetworkpolicies"),
    Right("patch", "operator.tigera.io", "compliances", "tigera-secure"),
    Right("patch", "operator.tigera.io", "logstorages", "tigera-secure"),
    Right("patch", "operator.tigera.io", "logcollectors", "tigera-secure"),
    Right("create", "batch", "jobs", namespace="default"),
    Right("create", "", "pods", namespace=REPORTER),
    Right("get", "", "secrets", namespace=REPORTER),
    Right("get", "", "secrets", "log-collector-s3-credentials", "tigera-operator"),
    Right("patch", "", "podtemplates", "tigera.io.report", REPORTER),
    *(Right("create", "rbac.authorization.k8s.io", kind) for kind in ("clusterroles", "clusterrolebindings")),
    Right("get", "rbac.authorization.k8s.io", "clusterroles", "cluster-admin"),
    Right("create", "", "serviceaccounts/token", WRITER, NAMESPACE),
]

May = Callable[[str, Right], bool]
Seen = Callable[[str], LiveCluster]


def settings() -> Settings:
    report = {"reportType": "inventory", "schedule": "8 6 * * *"}
    return load(
        {
            "cluster": {"name": "test", "kubeconfig": "kubeconfig"},
            "intervals": "workshop",
            "reportSets": {"team": {"reports": {"rbac-daily": report}}},
            "retention": {"manage": True, "flows": 8},
            "additionalStores": {"syslog": {"endpoint": "tcp://syslog.example.com:601", "logTypes": ["Audit"]}},
            "runs": {"rbac": {"reports": ["rbac-daily"], "last": "2h", "until": "2026-11-23T10:00:00Z"}},
        },
        datetime(2026, 11, 23, 12, tzinfo=UTC),
    )


@pytest.fixture
def granted(kubectl: Kubectl) -> None:
    """The manifest, applied as the page says."""
    kubectl("apply", "-f", str(MANIFEST))


@pytest.fixture
def seen(control_plane: ControlPlane, kubectl: Kubectl, granted: None, tmp_path: Path) -> Seen:
    """What preflight sees with an account's token."""

    def run(account: str) -> LiveCluster:
        token = kubectl("create", "token", account, "--namespace", NAMESPACE).strip()
        config: dict[str, Any] = json.loads(control_plane.kubeconfig.read_text())
        config["users"] = [{**config["users"][0], "user": {"token": token}}]
        (tmp_path / "kubeconfig").write_text(json.dumps(config))
        return look(settings(), Owner("calico-reporting", "rbac"), tmp_path, {})

    return run


@pytest.fixture
def may(kubectl: Kubectl, granted: None) -> May:
    """Whether an account has a right."""

    def run(account: str, right: Right) -> bool:
        resource, _, subresource = right.resource.partition("/")
        attributes = {**right._asdict(), "resource": resource, "subresource": subresource}
        review = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SubjectAccessReview",
            "spec": {"user": f"system:serviceaccount:{NAMESPACE}:{account}", "resourceAttributes": attributes},
        }
        answer = kubectl("create", "-f", "-", "-o", "json", stdin=json.dumps(review))
        return bool(answer["status"]["allowed"])

    return run


@pytest.mark.parametrize("account", [READER, WRITER])
def test_preflight_finds_nothing_forbidden(seen: Seen, account: str) -> None:
    outcomes = seen(account).outcomes
    assert set(SOURCES) - set(outcomes) == {live.CLUSTER_NAME, live.NODES}
    assert Outcome.FORBIDDEN not in outcomes.values()
    assert {outcome for source, outcome in outcomes.items() if source not in EXTRA} == {Outcome.FOUND}


def test_both_accounts_may_read_what_a_stack_looks_at(may: May) -> None:
    missing = [(account, right) for account in (READER, WRITER) for right in READ if not may(account, right)]
    assert missing == []


def test_one_account_alone_may_change_what_a_stack_sets(may: May) -> None:
    assert [right for right in WRITE if not may(WRITER, right)] == []
    assert [right for right in WRITE if may(READER, right)] == []


def test_no_account_may_do_more(may: May) -> None:
    assert [(account, right) for account in (READER, WRITER) for right in NEVER if may(account, right)] == []


def test_the_pages_commands_make_a_kubeconfig_with_that_account_alone(
    control_plane: ControlPlane, granted: None, tmp_path: Path
) -> None:
    page = MANIFEST.with_name("ci.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```bash\n(umask 077\n.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "gh").write_text('#!/bin/sh\nif [ "$5" = preview ]; then cat > sent; fi\n')
    (tmp_path / "gh").chmod(0o700)
    path = f"{tmp_path}:{program('kubectl').parent}:/usr/bin:/bin"
    environment = {"PATH": path, "KUBECONFIG": str(control_plane.kubeconfig), "HOME": str(tmp_path)}
    script = block.replace("CONTEXT=production", f"CONTEXT={control_plane.context}")
    subprocess.run(["bash", "-euc", script], env=environment, cwd=tmp_path, check=True, capture_output=True)
    assert not (tmp_path / "ci.kubeconfig").exists()
    sent = yaml.safe_load((tmp_path / "sent").read_text())
    assert [(user["name"], list(user["user"])) for user in sent["users"]] == [(READER, ["token"])]
    (tmp_path / "kubeconfig").write_text((tmp_path / "sent").read_text())
    outcomes = look(settings(), Owner("a", "b"), tmp_path, {}).outcomes
    assert {outcome for source, outcome in outcomes.items() if source not in EXTRA} == {Outcome.FOUND}
