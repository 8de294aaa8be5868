"""Each family of Calico versions: what the look at the cluster says of it, and its Jobs on a real API server."""

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from cluster.look import look
from reporting.finding import Severity
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.source.load import load
from reporting.stack.settings import Settings
from tests.cluster import Kubectl
from tests.sandbox.conftest import Create
from tests.sandbox.servers import EMPTY_LIST, Reply, serving
from tests.unit.pod_templates import FAMILIES, WITHOUT_TEMPLATE, cluster_information, pod_template
from tests.unit.stacks import examined

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER = Owner("calico-reporting", "versions")
NAMESPACE = "tigera-compliance"
TYPES = ("inventory", "network-access", "policy-audit", "cis-benchmark")
CALICO = "/apis/projectcalico.org/v3"

NOT_SERVED = Reply(404, "404 page not found")
ABSENT = Reply(404, {"kind": "Status", "code": 404, "reason": "NotFound"})


def stack(run: str, product: str = "enterprise", **values: Any) -> Settings:
    report = {"reportType": "inventory", "schedule": "8 6 * * *", "jobNodeSelector": {"kubernetes.io/arch": "amd64"}}
    stated = {
        "cluster": {"name": "test", "kubeconfig": "kubeconfig"},
        "intervals": "production",
        "reportSets": {"all": {"reports": {"daily": report}}},
        "runs": {run: {"reports": ["daily"], "start": "2026-11-23T09:00:00+01:00", "end": "2026-11-23T10:00:00Z"}},
        "links": {"product": product},
        **values,
    }
    return load(stated, NOW)


def answers(family: str, **changes: Reply) -> dict[str, Reply]:
    """What a cluster of a family answers, by path: its own PodTemplate and version, and what belongs to them."""
    gone, multi_tenant = family == "gone", family == "multi-tenant"
    types = [{"metadata": {"name": name}} for name in TYPES]
    felix = [{"metadata": {"name": "default"}, "spec": {}}]
    has_template = family in FAMILIES
    found = {
        f"{CALICO}/felixconfigurations": Reply(body={"metadata": {}, "items": felix}),
        f"{CALICO}/clusterinformations/default": Reply(body=cluster_information(family)),
        f"{CALICO}/globalreports": NOT_SERVED if gone else EMPTY_LIST,
        f"{CALICO}/globalreporttypes": NOT_SERVED if gone else Reply(body={"metadata": {}, "items": types}),
        "/apis/operator.tigera.io/v1/compliances/tigera-secure": (
            NOT_SERVED if gone else ABSENT if multi_tenant else Reply(body={"metadata": {"name": "tigera-secure"}})
        ),
        f"/apis/batch/v1/namespaces/{NAMESPACE}/jobs": EMPTY_LIST,
        f"/api/v1/namespaces/{NAMESPACE}/podtemplates/tigera.io.report": (
            Reply(body=pod_template(family)) if has_template else ABSENT
        ),
    }
    return {**found, **changes}


def seen(project: Path, settings: Settings, by_path: dict[str, Reply]) -> LiveCluster:
    with serving(lambda path, _: by_path.get(path, ABSENT)) as address:
        kubeconfig = {
            "current-context": "fake",
            "contexts": [{"name": "fake", "context": {"cluster": "fake"}}],
            "clusters": [{"name": "fake", "cluster": {"server": address}}],
        }
        (project / "kubeconfig").write_text(yaml.safe_dump(kubeconfig))
        return look(settings, OWNER, project, {})


def said(settings: Settings, live: LiveCluster, severity: Severity) -> list[str]:
    return [finding.message for finding in examined(settings, OWNER, live) if finding.severity is severity]


# What the look at the cluster says


@pytest.mark.parametrize(
    ("family", "version", "warned"),
    [
        ("elasticsearch", "v3.14.4", None),
        ("linseed-standalone", "v3.17.4", None),
        (
            "linseed-managed",
            "v3.22.1",
            "deprecated in Calico Enterprise v3.22.1; the last version that has them is 3.23",
        ),
        ("combined", "v3.24.0-1.0", "Calico Enterprise v3.24.0-1.0 still stores compliance reports"),
    ],
)
def test_a_family_with_a_template_can_run_reports(
    tmp_path: Path, family: str, version: str, warned: str | None
) -> None:
    settings = stack("look")
    live = seen(tmp_path, settings, answers(family))
    assert live.version == version
    assert said(settings, live, Severity.ERROR) == []
    warnings = said(settings, live, Severity.WARNING)
    assert len(warnings) == (0 if warned is None else 1)
    assert warned is None or warned in warnings[0]


def test_cloud_is_warned_by_its_own_versions(tmp_path: Path) -> None:
    settings = stack("look", "cloud")
    [warning] = said(settings, seen(tmp_path, settings, answers("linseed-managed")), Severity.WARNING)
    assert "off by default since 21.1.0" in warning


def test_a_multi_tenant_management_cluster_has_no_template_and_says_so(tmp_path: Path) -> None:
    settings = stack("look")
    [error] = said(settings, seen(tmp_path, settings, answers("multi-tenant")), Severity.ERROR)
    assert "Run look needs PodTemplate tigera-compliance/tigera.io.report, which is not there" in error
    without_runs = stack("look", runs={})
    live = seen(tmp_path, without_runs, answers("multi-tenant"))
    assert said(without_runs, live, Severity.ERROR) == []


def test_without_report_types_the_reasons_include_a_multi_tenant_cluster_and_the_license(tmp_path: Path) -> None:
    settings = stack("look", runs={})
    compliance = Reply(body={"metadata": {"name": "tigera-secure"}})
    path = "/apis/operator.tigera.io/v1/compliances/tigera-secure"
    by_path = {**answers("multi-tenant"), f"{CALICO}/globalreporttypes": EMPTY_LIST, path: compliance}
    [error] = said(settings, seen(tmp_path, settings, by_path), Severity.ERROR)
    assert "multi-tenant management cluster" in error
    assert "license lacks feature compliance-reports" in error


def test_where_the_feature_is_gone_the_rest_of_the_stack_can_go_on(tmp_path: Path) -> None:
    settings = stack("look")
    [error] = said(settings, seen(tmp_path, settings, answers("gone")), Severity.ERROR)
    assert "Calico Enterprise v3.24.0-2.0 has no compliance reports" in error
    assert "pulumi config set compliance absent" in error
    absent = stack("look", compliance="absent")
    live = seen(tmp_path, absent, answers("gone"))
    assert said(absent, live, Severity.ERROR) == said(absent, live, Severity.WARNING) == []


def without_suffix() -> dict[str, Any]:
    template = pod_template("elasticsearch")
    [reporter] = template["template"]["spec"]["containers"]
    reporter["env"] = [entry for entry in reporter["env"] if entry["name"] != "ELASTIC_INDEX_SUFFIX"]
    return template


DEPLOYMENT = "/apis/apps/v1/namespaces/tigera-intrusion-detection/deployments/intrusion-detection-controller"
TEMPLATE = f"/api/v1/namespaces/{NAMESPACE}/podtemplates/tigera.io.report"


def test_a_template_without_index_suffix_gets_the_clusters_name(tmp_path: Path) -> None:
    settings = stack("look")
    container = {"name": "controller", "env": [{"name": "CLUSTER_NAME", "value": "workshop-1"}]}
    deployment = Reply(body={"metadata": {}, "spec": {"template": {"spec": {"containers": [container]}}}})
    by_path = {**answers("elasticsearch"), TEMPLATE: Reply(body=without_suffix()), DEPLOYMENT: deployment}
    live = seen(tmp_path, settings, by_path)
    assert said(settings, live, Severity.ERROR) == []
    [job] = jobs(settings, live).values()
    env = {entry["name"]: entry.get("value") for entry in job["spec"]["template"]["spec"]["containers"][0]["env"]}
    assert env["ELASTIC_INDEX_SUFFIX"] == "workshop-1"


def test_where_nobody_knows_the_clusters_name_the_run_is_refused(tmp_path: Path) -> None:
    settings = stack("look")
    live = seen(tmp_path, settings, {**answers("elasticsearch"), TEMPLATE: Reply(body=without_suffix())})
    [error] = said(settings, live, Severity.ERROR)
    assert "CLUSTER_NAME" in error


# Its Jobs on a real API server


def jobs(settings: Settings, live: LiveCluster) -> dict[str, dict[str, Any]]:
    [run] = plan(settings, live).runs.values()
    return {job.report: dict(job.made()) for job in run.jobs}


@pytest.fixture
def stored_template(kubectl: Kubectl, create: Create, family: str) -> dict[str, Any]:
    """The family's PodTemplate as this API server keeps and answers it, under a name of its own."""
    manifest = pod_template(family)
    name = manifest["metadata"]["name"] = f"versions-{uuid4().hex[:8]}"
    create(manifest)
    template: dict[str, Any] = kubectl("get", "podtemplate", "-n", NAMESPACE, name, "-o", "json")["template"]
    return template


@pytest.fixture
def job(kubectl: Kubectl, create: Create, family: str, stored_template: dict[str, Any]) -> dict[str, Any]:
    """The Job from that template, as the API server keeps it, complete."""
    [manifest] = jobs(stack(f"versions-{family}"), LiveCluster(pod_template=stored_template)).values()
    create(manifest)
    name = manifest["metadata"]["name"]
    kubectl("wait", "-n", NAMESPACE, "--for=condition=Complete", "--timeout=60s", f"job/{name}")
    complete: dict[str, Any] = kubectl("get", "job", "-n", NAMESPACE, name, "-o", "json")
    return complete


@pytest.mark.parametrize("family", FAMILIES)
def test_the_fixture_is_what_an_api_server_answers(stored_template: dict[str, Any], family: str) -> None:
    expected = pod_template(family)["template"]
    assert stored_template["spec"] == expected["spec"]
    assert (
        stored_template["metadata"].items()
        >= {key: value for key, value in expected["metadata"].items() if value is not None}.items()
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_a_familys_job_is_taken_whole_and_run(
    kubectl: Kubectl, job: dict[str, Any], stored_template: dict[str, Any]
) -> None:
    expected = deepcopy(stored_template["spec"])
    expected["restartPolicy"] = "Never"
    expected["nodeSelector"] = {"kubernetes.io/arch": "amd64", **expected.get("nodeSelector", {})}
    expected["containers"][0]["env"] += [
        {"name": "TIGERA_COMPLIANCE_REPORT_NAME", "value": "daily"},
        {"name": "TIGERA_COMPLIANCE_REPORT_START_TIME", "value": "2026-11-23T08:00:00Z"},
        {"name": "TIGERA_COMPLIANCE_REPORT_END_TIME", "value": "2026-11-23T10:00:00Z"},
    ]
    assert job["spec"]["template"]["spec"] == expected
    assert job["spec"]["backoffLimit"] == 0
    assert job["spec"]["activeDeadlineSeconds"] == 480
    [pod] = kubectl("get", "pods", "-n", NAMESPACE, "-l", f"job-name={job['metadata']['name']}", "-o", "json")["items"]
    assert pod["metadata"]["labels"]["k8s-app"] == "compliance-reporter"
    assert pod["metadata"]["labels"].items() >= stored_template["metadata"]["labels"].items()
    assert pod["metadata"].get("annotations", {}).items() >= stored_template["metadata"].get("annotations", {}).items()
    assert pod["status"]["phase"] == "Succeeded"


def test_every_family_is_looked_at() -> None:
    files = (Path(__file__).parents[1] / "unit" / "pod_templates").glob("*.yaml")
    assert {file.stem for file in files} == {*FAMILIES, *WITHOUT_TEMPLATE}
