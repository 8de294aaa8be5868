"""Fields of the operator's objects on a real API server: what the look sees, what stays, and what no Secret tells."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cluster.access import resolve
from cluster.look import look
from cluster.transport.connection import Connection
from cluster.transport.patience import Deadline
from reporting.objects.live import CREDENTIALS, LOG_COLLECTOR, LOG_STORAGE, MANAGEMENT_CONNECTION, LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from sandbox import ControlPlane, seed
from sandbox.errors import SandboxError
from tests.cluster import CHANGES_SINGLETONS, Kubectl
from tests.project import ROOT
from tests.unit.stacks import settings

pytestmark = CHANGES_SINGLETONS

OWNER = Owner("calico-reporting", "operator")
S3 = {"region": "eu-central-1", "bucketName": "logs", "bucketPath": "production"}
SYSLOG = {"endpoint": "tcp://syslog.example.com:601", "logTypes": ["Audit"]}
HIDDEN = "hunter2"

Look = Callable[[Settings], LiveCluster]


def stack(**values: Any) -> Settings:
    return settings(cluster={"name": "test", "kubeconfig": "kubeconfig"}, **values)


@pytest.fixture
def seen(control_plane: ControlPlane, tmp_path: Path) -> Iterator[Look]:
    """The look, and afterwards the seeded objects back."""
    (tmp_path / "kubeconfig").write_text(control_plane.kubeconfig.read_text())
    yield lambda of: look(of, OWNER, tmp_path, {})
    control_plane.kubectl("delete", "logstorages,logcollectors", "--all")
    seed.apply(control_plane)


def apply(kubectl: Kubectl, manifest: Any, manager: str = OWNER.field_manager) -> None:
    arguments = ("apply", "--server-side", "--force-conflicts", f"--field-manager={manager}", "-f", "-")
    kubectl(*arguments, stdin=json.dumps(manifest))


def test_days_and_stores_that_leave_the_stack_file_stay_on_the_cluster(kubectl: Kubectl, seen: Look) -> None:
    first = stack(
        retention={"manage": True, "flows": 30, "snapshots": 200}, additionalStores={"s3": S3, "syslog": SYSLOG}
    )
    then = stack(retention={"manage": True, "flows": 40}, additionalStores={"s3": S3})
    for of in (first, then):
        wanted = plan(of, seen(of))
        apply(kubectl, wanted.log_storage)
        apply(kubectl, wanted.log_collector)
    retention = kubectl("get", "logstorage", "tigera-secure", "-o", "json")["spec"]["retention"]
    assert retention == {"flows": 40, "snapshots": 200, "dnsLogs": 8, "auditReports": 91, "complianceReports": 91}
    collector = kubectl("get", "logcollector", "tigera-secure", "-o", "json")["spec"]
    assert collector == {"collectProcessPath": "Enabled", "additionalStores": {"s3": S3, "syslog": SYSLOG}}


def test_what_another_has_set_since_is_no_longer_held(kubectl: Kubectl, seen: Look) -> None:
    of = stack(retention={"manage": True, "flows": 30, "snapshots": 200}, additionalStores={"syslog": SYSLOG})
    apply(kubectl, plan(of, seen(of)).log_storage)
    apply(kubectl, plan(of, seen(of)).log_collector)
    kubectl("patch", "logstorage", "tigera-secure", "--type=merge", '--patch={"spec":{"retention":{"snapshots":100}}}')
    stores = '{"spec":{"additionalStores":{"syslog":{"encryption":"TLS"}}}}'
    kubectl("patch", "logcollector", "tigera-secure", "--type=merge", f"--patch={stores}")
    assert seen(of).held == {LOG_STORAGE: {"flows": 30}, LOG_COLLECTOR: {"syslog": SYSLOG}}


def test_a_managed_cluster_is_known_by_its_connection(kubectl: Kubectl, seen: Look) -> None:
    of = stack(retention={"manage": True, "flows": 30})
    assert seen(of).outcome(MANAGEMENT_CONNECTION) is Outcome.ABSENT
    connection = {"apiVersion": "operator.tigera.io/v1", "kind": "ManagementClusterConnection"}
    apply(kubectl, {**connection, "metadata": {"name": "tigera-secure"}}, "kubectl")
    try:
        assert seen(of).outcome(MANAGEMENT_CONNECTION) is Outcome.FOUND
    finally:
        kubectl("delete", "managementclusterconnection", "tigera-secure")


@pytest.fixture
def secret(kubectl: Kubectl) -> Iterator[None]:
    """S3's credentials as kubectl apply makes them: a copy of their content is in an annotation."""
    head = {"apiVersion": "v1", "kind": "Secret", "stringData": {"key-id": HIDDEN, "key-secret": HIDDEN}}
    metadata = {"name": "log-collector-s3-credentials", "namespace": "tigera-operator"}
    text = json.dumps({**head, "metadata": metadata})
    kubectl("apply", "-f", "-", stdin=text)
    assert HIDDEN in kubectl("get", "secret", metadata["name"], "-n", metadata["namespace"], "-o", "yaml")
    yield
    kubectl("delete", "-f", "-", stdin=text)


def test_whether_a_secret_is_there_is_all_that_is_seen_of_it(
    kubectl: Kubectl, control_plane: ControlPlane, seen: Look, secret: None, tmp_path: Path
) -> None:
    of = stack(additionalStores={"s3": S3, "splunk": {"endpoint": "https://splunk.example.com:8088"}})
    found = seen(of)
    assert found.outcome(CREDENTIALS["s3"]) is Outcome.FOUND
    assert found.outcome(CREDENTIALS["splunk"]) is Outcome.ABSENT
    with Connection(resolve(of.cluster, tmp_path, {})) as connection:
        answer = json.dumps(connection.get(CREDENTIALS["s3"], Deadline(10)))
    assert HIDDEN not in answer
    assert "aHVudGVyMg" not in answer
    assert "managedFields" not in answer


@pytest.fixture
def granted(kubectl: Kubectl) -> Iterator[None]:
    """The rights that docs/retention.md says to grant to the account of docs/rbac.yaml."""
    kubectl("apply", "-f", str(ROOT / "docs/rbac.yaml"))
    page = (ROOT / "docs/retention.md").read_text(encoding="utf-8").replace("\\\n", " ")
    commands = [line.split()[1:] for line in re.findall(r"^kubectl create \w+binding .*$", page, re.MULTILINE)]
    assert len(commands) == 2
    for command in commands:
        kubectl(*command)
    yield
    for command in commands:
        kubectl("delete", *command[1:3], *[part for part in command if part.startswith("--namespace")])


OPERATOR = "--as=system:serviceaccount:calico-reporting:calico-reporting"


def test_setting_fields_takes_a_right_of_its_own_and_no_other(kubectl: Kubectl, seen: Look, granted: None) -> None:
    of = stack(retention={"manage": True, "flows": 30}, additionalStores={"s3": S3})
    wanted = plan(of, seen(of))
    arguments = ("apply", "--server-side", "--dry-run=server", "--force-conflicts", "-f", "-", OPERATOR)
    for manifest in (wanted.log_storage, wanted.log_collector):
        kubectl(*arguments, stdin=json.dumps(manifest))
    kubectl("auth", "can-i", "get", "secrets/log-collector-s3-credentials", "-n", "tigera-operator", OPERATOR)
    for verb, resource in (("delete", "logstorages/tigera-secure"), ("list", "secrets"), ("patch", "secrets")):
        with pytest.raises(SandboxError):
            kubectl("auth", "can-i", verb, resource, "-n", "tigera-operator", OPERATOR)


def test_without_it_nothing_is_set(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", str(ROOT / "docs/rbac.yaml"))
    with pytest.raises(SandboxError):
        kubectl("auth", "can-i", "patch", "logstorages/tigera-secure", OPERATOR)
