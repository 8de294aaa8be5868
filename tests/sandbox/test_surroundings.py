"""A cluster in each state that keeps reports from being made or Felix from following, looked at through its API."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cluster.look import look
from reporting.findings.catalogue import CATALOGUE
from reporting.objects.ownership import Owner
from sandbox import ControlPlane
from tests.cluster import CHANGES_SINGLETONS, Kubectl
from tests.sandbox.conftest import Create
from tests.unit.stacks import examined, settings

pytestmark = CHANGES_SINGLETONS

OWNER = Owner("calico-reporting", "surroundings")
NAMES = ("surroundings-cis",)
PINNED = {"resultsFilters": [{"benchmarkSelection": {"kubernetesVersion": "1.2"}, "exclude": ["1.1.4"]}]}
CIS = {"reportType": "cis-benchmark", "schedule": "8 6 * * *", "cis": PINNED}
ROLE = {"apiGroups": ["projectcalico.org"], "resources": ["globalreports"], "verbs": ["*"]}


def manifest(api: str, kind: str, name: str, **more: Any) -> dict[str, Any]:
    namespace = more.pop("namespace", None)
    metadata = {"name": name, **({"namespace": namespace} if namespace else {}), **more.pop("metadata", {})}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **more}


def calico_node() -> dict[str, Any]:
    env = [{"name": "FELIX_FLOWLOGSFLUSHINTERVAL", "value": "15"}]
    pod = {
        "metadata": {"labels": {"k8s-app": "calico-node"}},
        "spec": {
            "nodeSelector": {"nowhere": "true"},
            "containers": [{"name": "calico-node", "image": "example.com/node:1", "env": env}],
        },
    }
    spec = {"selector": {"matchLabels": {"k8s-app": "calico-node"}}, "template": pod}
    return manifest("apps/v1", "DaemonSet", "calico-node", namespace="calico-system", spec=spec)


def license_kind() -> dict[str, Any]:
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    spec = {
        "group": "projectcalico.org",
        "scope": "Cluster",
        "names": {"kind": "LicenseKey", "plural": "licensekeys"},
        "versions": [{"name": "v3", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
    }
    return manifest("apiextensions.k8s.io/v1", "CustomResourceDefinition", "licensekeys.projectcalico.org", spec=spec)


def codes(plane: ControlPlane, project: Path, **values: Any) -> set[str]:
    """What is said of a small stack with a report that is pinned to a version."""
    config = json.loads(plane.kubeconfig.read_text())
    (project / "kubeconfig").write_text(json.dumps(config))
    of = settings(
        cluster={"name": "test", "kubeconfig": "kubeconfig"},
        reportSets={"a": {"reports": {"surroundings-cis": CIS}}},
        **values,
    )
    return {finding.code for finding in examined(of, OWNER, look(of, OWNER, project, {}))}


SAID_HERE = {
    "FELIX_ENVIRONMENT",
    "FILTER_WITHOUT_NODE",
    "LICENSE_LACKS_REPORTS",
    "LICENSE_OVER",
    "RETENTION_DIFFERS",
    "UNSUPPORTED_PLATFORM",
}


@pytest.fixture
def in_trouble(kubectl: Kubectl, create: Create) -> Iterator[None]:
    """All at once: environment, license, retention and platform."""
    create(manifest("v1", "Namespace", "calico-system"))
    create(calico_node())
    create(license_kind())
    kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd/licensekeys.projectcalico.org")
    state = {"expiry": "2020-01-01T00:00:00Z", "features": ["cnx"]}
    create(manifest("projectcalico.org/v3", "LicenseKey", "default", spec={}, status=state))
    days = {"spec": {"retention": {"flows": 30}}}
    kubectl("patch", "logstorage", "tigera-secure", "--type=merge", f"--patch={json.dumps(days)}")
    [node, *_] = kubectl("get", "nodes", "-o", "json")["items"]
    name = node["metadata"]["name"]
    kubectl("label", "node", name, "kubernetes.azure.com/cluster=test")
    yield
    kubectl("label", "node", name, "kubernetes.azure.com/cluster-")
    days["spec"]["retention"]["flows"] = 8
    kubectl("patch", "logstorage", "tigera-secure", "--type=merge", f"--patch={json.dumps(days)}")


def test_a_cluster_in_every_trouble_is_told_of_each(
    in_trouble: None, control_plane: ControlPlane, tmp_path: Path
) -> None:
    assert codes(control_plane, tmp_path) >= SAID_HERE


def test_a_cluster_without_them_is_told_of_none_but_its_versions(control_plane: ControlPlane, tmp_path: Path) -> None:
    assert codes(control_plane, tmp_path) & SAID_HERE == {"FILTER_WITHOUT_NODE"}
    assert set(CATALOGUE) >= SAID_HERE
