"""Reporter Jobs from the PodTemplate of each family of versions: everything kept, little added."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from reporting.dialects.moments import Window
from reporting.finding import Severity
from reporting.findings.live.runs import findings
from reporting.objects.jobs import ReporterJob, ReporterTemplate, TemplateError, job_manifest, needs_cluster_name
from reporting.objects.live import LiveCluster
from reporting.objects.plan import plan
from reporting.objects.pod_template import built_in_template
from reporting.stack.reporter import Reporter
from tests.unit.pod_templates import FAMILIES, pod_template
from tests.unit.stacks import with_reports

WORKSHOP_POD = Path(__file__).resolve().parents[3] / "shared" / "workshop" / "compliance-reporter-pod.yaml"
WINDOW = Window(datetime(2026, 11, 23, 8, tzinfo=UTC), datetime(2026, 11, 23, 10, tzinfo=UTC))
ADDED = {
    "TIGERA_COMPLIANCE_REPORT_NAME": "daily",
    "TIGERA_COMPLIANCE_REPORT_START_TIME": "2026-11-23T08:00:00Z",
    "TIGERA_COMPLIANCE_REPORT_END_TIME": "2026-11-23T10:00:00Z",
}


def template_of(family: str) -> dict[str, Any]:
    template: dict[str, Any] = pod_template(family)["template"]
    return template


def made(
    template: dict[str, Any],
    *,
    nodes: dict[str, str] | None = None,
    reporter: Reporter | None = None,
    cluster_name: str | None = None,
    window: Window = WINDOW,
) -> dict[str, Any]:
    job = ReporterJob("first-look", "daily", window, nodes or {})
    return job_manifest(job, ReporterTemplate(template, cluster_name), reporter or Reporter())


def pod(manifest: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = manifest["spec"]["template"]
    return found


def container(manifest: dict[str, Any], name: str = "reporter") -> dict[str, Any]:
    [found] = [one for one in pod(manifest)["spec"]["containers"] if one["name"] == name]
    return dict(found)


def values(env: list[dict[str, Any]]) -> dict[str, Any]:
    return {entry["name"]: entry.get("value") for entry in env}


def with_containers(*names: str) -> dict[str, Any]:
    template = template_of("linseed-standalone")
    [reporter] = template["spec"]["containers"]
    template["spec"]["containers"] = [{**deepcopy(reporter), "name": name} for name in names]
    return template


@pytest.mark.parametrize("family", FAMILIES)
def test_all_of_the_template_is_kept_but_for_the_restart_policy_and_the_report(family: str) -> None:
    template = template_of(family)
    expected = deepcopy(template)
    del expected["metadata"]["creationTimestamp"]
    expected["spec"]["restartPolicy"] = "Never"
    expected["spec"]["containers"][0]["env"] += [{"name": name, "value": value} for name, value in ADDED.items()]
    assert pod(made(template)) == expected


@pytest.mark.parametrize("family", FAMILIES)
def test_the_template_itself_stays_as_it_is(family: str) -> None:
    template = template_of(family)
    before = deepcopy(template)
    made(template, nodes={"pool": "audit"}, reporter=Reporter(image="registry.example.com/reporter:1"))
    assert template == before


def test_a_variable_that_the_template_has_already_is_replaced_where_it_stands() -> None:
    template = template_of("linseed-standalone")
    env = template["spec"]["containers"][0]["env"]
    env.insert(0, {"name": "TIGERA_COMPLIANCE_REPORT_NAME", "value": "another"})
    env.insert(1, {"name": "PREFIX", "value": "report-$(TIGERA_COMPLIANCE_REPORT_NAME)"})
    found = container(made(template))["env"]
    assert found[0] == {"name": "TIGERA_COMPLIANCE_REPORT_NAME", "value": "daily"}
    assert found[1] == {"name": "PREFIX", "value": "report-$(TIGERA_COMPLIANCE_REPORT_NAME)"}
    assert [entry["name"] for entry in found].count("TIGERA_COMPLIANCE_REPORT_NAME") == 1


def test_a_variable_that_comes_from_elsewhere_is_replaced_whole() -> None:
    template = template_of("linseed-standalone")
    source = {"fieldRef": {"fieldPath": "metadata.name"}}
    template["spec"]["containers"][0]["env"] = [{"name": "TIGERA_COMPLIANCE_REPORT_NAME", "valueFrom": source}]
    assert container(made(template))["env"][0] == {"name": "TIGERA_COMPLIANCE_REPORT_NAME", "value": "daily"}


def test_a_container_without_environment_gets_the_reports() -> None:
    template = template_of("linseed-standalone")
    template["spec"]["containers"][0]["env"] = None
    assert values(container(made(template))["env"]) == ADDED


def test_a_job_is_tried_once_and_ends_at_its_deadline() -> None:
    spec = made(template_of("linseed-managed"), reporter=Reporter.model_validate({"deadline": "90s"}))["spec"]
    assert (spec["backoffLimit"], spec["activeDeadlineSeconds"]) == (0, 90)
    assert "ttlSecondsAfterFinished" not in spec


def test_the_window_is_said_in_utc() -> None:
    zone = timezone(timedelta(hours=5, minutes=30))
    window = Window(datetime(2026, 11, 23, 5, tzinfo=zone), datetime(2026, 11, 23, 7, tzinfo=zone))
    manifest = made(template_of("linseed-managed"), window=window)
    env = values(container(manifest)["env"])
    assert env["TIGERA_COMPLIANCE_REPORT_START_TIME"] == "2026-11-22T23:30:00Z"
    assert env["TIGERA_COMPLIANCE_REPORT_END_TIME"] == "2026-11-23T01:30:00Z"
    assert manifest["metadata"]["annotations"]["calico-reporting/start"] == "2026-11-22T23:30:00Z"


# Nodes


def test_a_reports_nodes_are_chosen_and_the_template_wins_on_equal_keys() -> None:
    template = template_of("linseed-managed")
    nodes = {"pool": "audit", "kubernetes.io/os": "windows"}
    selector = pod(made(template, nodes=nodes))["spec"]["nodeSelector"]
    assert selector == {"pool": "audit", "kubernetes.io/os": "linux"}


def test_a_template_without_node_selector_gets_the_reports() -> None:
    template = template_of("elasticsearch")
    assert pod(made(template, nodes={"pool": "audit"}))["spec"]["nodeSelector"] == {"pool": "audit"}
    assert "nodeSelector" not in pod(made(template))["spec"]


# Images and containers


def test_an_image_of_a_private_registry_replaces_the_templates() -> None:
    own = Reporter(image="registry.example.com/tigera/compliance-reporter:v3.22.1")
    manifest = made(template_of("linseed-managed"), reporter=own)
    assert container(manifest)["image"] == own.image


def test_the_combined_image_keeps_its_command_also_from_a_private_registry() -> None:
    own = Reporter(image="registry.example.com/tigera/calico:v3.24.0-1.0")
    manifest = made(template_of("combined"), reporter=own)
    assert container(manifest)["image"] == own.image
    assert container(manifest)["command"] == ["/usr/bin/calico", "component", "compliance-reporter"]
    [init] = pod(manifest)["spec"]["initContainers"]
    assert init["image"] == "quay.io/tigera/key-cert-provisioner:v3.24.0-1.0"


def test_of_several_containers_the_one_called_reporter_makes_the_report() -> None:
    manifest = made(with_containers("proxy", "reporter"), reporter=Reporter(image="registry.example.com/reporter:1"))
    assert values(container(manifest)["env"]).items() >= ADDED.items()
    assert not values(container(manifest, "proxy")["env"]).keys() & ADDED.keys()
    assert container(manifest, "proxy")["image"] == "quay.io/tigera/compliance-reporter:v3.17.4"


def test_a_single_container_makes_the_report_whatever_its_name() -> None:
    assert values(container(made(with_containers("compliance")), "compliance")["env"]).items() >= ADDED.items()


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (with_containers("proxy", "compliance"), "has containers proxy, compliance and none called reporter"),
        ({"metadata": {}, "spec": {"containers": []}}, "has no container"),
        ({"metadata": {}, "spec": {}}, "has no container"),
        ({"metadata": {}}, "has no container"),
    ],
)
def test_a_template_in_which_nobody_can_tell_the_reporter_is_refused(template: dict[str, Any], said: str) -> None:
    with pytest.raises(TemplateError, match=said):
        made(template)


def test_a_stack_whose_runs_cannot_be_made_is_stopped_beforehand() -> None:
    runs = {"first-look": {"reports": ["daily"], "last": "2h", "until": "2026-11-23T10:00:00Z"}}
    live = LiveCluster(pod_template=with_containers("proxy", "compliance"))
    [finding] = findings(plan(with_reports("daily", runs=runs), live))
    assert finding.severity is Severity.ERROR
    assert finding.message.startswith("Run first-look cannot be made: PodTemplate tigera-compliance/tigera.io.report")
    assert findings(plan(with_reports("daily"), live)) == []
    assert findings(plan(with_reports("daily", runs=runs), LiveCluster(pod_template=template_of("combined")))) == []


# The cluster's name, from before Linseed


def without_suffix() -> dict[str, Any]:
    template = template_of("elasticsearch")
    [reporter] = template["spec"]["containers"]
    reporter["env"] = [entry for entry in reporter["env"] if entry["name"] != "ELASTIC_INDEX_SUFFIX"]
    return template


def test_the_cluster_name_is_needed_only_where_elasticsearch_is_reached_without_it() -> None:
    assert needs_cluster_name(without_suffix())
    assert not any(needs_cluster_name(template_of(family)) for family in FAMILIES)
    assert not needs_cluster_name({})
    assert not needs_cluster_name({"spec": {"containers": [{"name": "a"}, {"name": "b"}]}})


def test_only_the_reporters_own_environment_counts() -> None:
    template = without_suffix()
    sidecar = {"name": "proxy", "image": "proxy", "env": [{"name": "ELASTIC_INDEX_SUFFIX", "value": "other"}]}
    template["spec"]["containers"].append(sidecar)
    assert needs_cluster_name(template)


def test_the_cluster_name_is_added_where_it_is_needed_and_never_else() -> None:
    added = values(container(made(without_suffix(), cluster_name="workshop-1"))["env"])
    assert added["ELASTIC_INDEX_SUFFIX"] == "workshop-1"
    kept = values(container(made(template_of("elasticsearch"), cluster_name="workshop-1"))["env"])
    assert kept["ELASTIC_INDEX_SUFFIX"] == "cluster"
    none = values(container(made(template_of("linseed-managed"), cluster_name="workshop-1"))["env"])
    assert "ELASTIC_INDEX_SUFFIX" not in none


# Other shapes of the same Pod


@pytest.mark.skipif(not WORKSHOP_POD.exists(), reason="no ../shared")
def test_a_managed_clusters_job_has_all_that_the_workshops_own_pods_have() -> None:
    ours = pod(made(template_of("linseed-managed")))["spec"]
    for document in yaml.safe_load_all(WORKSHOP_POD.read_text(encoding="utf-8")):
        theirs = document["spec"]
        assert ours["serviceAccountName"] == theirs["serviceAccountName"]
        assert ours["restartPolicy"] == theirs["restartPolicy"]
        assert ours["nodeSelector"] == theirs["nodeSelector"]
        assert {volume["name"] for volume in ours["volumes"]} == {volume["name"] for volume in theirs["volumes"]}
        assert _names(ours) >= _names(theirs)
        assert ours["containers"][0]["securityContext"] == theirs["containers"][0]["securityContext"]


def _names(spec: dict[str, Any]) -> set[str]:
    return {entry["name"] for entry in spec["containers"][0]["env"]}


def test_the_built_in_template_has_the_shape_of_a_standalone_cluster() -> None:
    ours = built_in_template("v3.17.4")["spec"]
    theirs = template_of("linseed-standalone")["spec"]
    for key in ("serviceAccountName", "nodeSelector", "tolerations", "imagePullSecrets"):
        assert ours[key] == theirs[key]
    assert values(ours["containers"][0]["env"]) == values(theirs["containers"][0]["env"])
    assert ours["containers"][0]["image"] == theirs["containers"][0]["image"]
    assert ours["containers"][0]["securityContext"] == theirs["containers"][0]["securityContext"]
    assert {mount["name"] for mount in ours["containers"][0]["volumeMounts"]} == {
        mount["name"] for mount in theirs["containers"][0]["volumeMounts"]
    }
