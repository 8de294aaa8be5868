"""What is said of a cluster's surroundings: license, roles, nodes, environment, retention. And when nothing is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reporting.finding import Finding, Severity
from reporting.findings.catalogue import CATALOGUE
from reporting.objects.jobs import window_annotations
from reporting.objects.live import (
    API_SERVER_ROLES,
    CALICO_NODE,
    CLUSTER_INFORMATION,
    COMPLIANCE,
    FELIX,
    LICENSE,
    LOG_STORAGE,
    NODES,
    ONE_NODE,
    OPTIONAL,
    POD_TEMPLATE,
    REPORTS,
    LiveCluster,
    LiveObject,
    Outcome,
    Source,
    template_of,
)
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from tests.unit.stacks import INVENTORY, examined, settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER = Owner("calico-reporting", "workshop")
RUN = {"runs": {"look": {"reports": ["daily"], "start": "2026-11-20T08:00:00Z", "end": "2026-11-20T10:00:00Z"}}}
PINNED = {
    "reportType": "cis-benchmark",
    "schedule": "8 6 * * *",
    "cis": {"resultsFilters": [{"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4"]}]},
}


def stack(report: dict[str, Any] = INVENTORY, **values: Any) -> Settings:
    return settings(reportSets={"a": {"reports": {"daily": report}}}, **values)


def with_items(items: dict[Source, Any], **fields: Any) -> LiveCluster:
    found = {source: (item,) for source, item in items.items()}
    return LiveCluster(at=NOW, items=found, outcomes=dict.fromkeys(items, Outcome.FOUND), **fields)


def one(of: Settings, live: LiveCluster) -> Finding:
    [finding] = examined(of, OWNER, live)
    return finding


def license_key(**status: Any) -> dict[Source, Any]:
    return {LICENSE: {"metadata": {"name": "default"}, "status": status}}


def node(version: str = "v1.29.3", **labels: str) -> dict[str, Any]:
    named = {key.replace("__", "/").replace("_", "."): value for key, value in labels.items()}
    return {"metadata": {"name": "n", "labels": named}, "status": {"nodeInfo": {"kubeletVersion": version}}}


def daemon_set(**env: str) -> dict[Source, Any]:
    entries = [{"name": name, "value": value} for name, value in env.items()]
    return {CALICO_NODE: {"spec": {"template": {"spec": {"containers": [{"name": "calico-node", "env": entries}]}}}}}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ({"expiry": "2026-11-23T12:00:00Z"}, "LICENSE_OVER"),
        ({"expiry": "2026-11-23T12:00:01Z"}, None),
        ({"features": ["cnx", "threat-defense"]}, "LICENSE_LACKS_REPORTS"),
        ({"features": ["cnx", "compliance-reports"]}, None),
        ({"features": ["cnx", "all"]}, None),
        ({"features": []}, None),
        ({}, None),
    ],
)
def test_a_license_that_is_over_or_without_reports_is_said(status: dict[str, Any], code: str | None) -> None:
    found = examined(stack(), OWNER, with_items(license_key(**status)))
    assert [finding.code for finding in found] == ([code] if code else [])


def report(*, created: datetime, labels: Owner = OWNER, status: Any = None, **spec: Any) -> dict[str, LiveObject]:
    stated = {**INVENTORY, **spec}
    return {"daily": LiveObject("daily", labels.labels(), spec=stated, status=status or {}, created=created)}


NEVER = report(created=NOW - timedelta(days=2))
ROLE = {"rules": [{"apiGroups": ["projectcalico.org"], "resources": ["globalreports"], "verbs": ["*"]}]}


def test_a_report_whose_first_window_is_over_without_a_job_was_never_scheduled() -> None:
    found = one(stack(), with_items({}, reports=NEVER))
    assert found.code == "NEVER_SCHEDULED"
    assert "1 report should have been made and never was scheduled: daily" in found.what
    assert "kubectl logs" in found.remedy


def test_the_role_that_lacks_the_status_is_named_as_the_cause() -> None:
    found = one(stack(), with_items({API_SERVER_ROLES[0]: ROLE}, reports=NEVER))
    assert "ClusterRole calico-apiserver lacks the right to globalreports/status" in found.remedy


@pytest.mark.parametrize(
    "reports",
    [
        report(created=NOW - timedelta(hours=1)),
        report(created=datetime(2026, 11, 23, 5, 30, tzinfo=UTC).replace(hour=6, minute=30)),
        report(created=NOW - timedelta(days=2), status={"lastScheduledReportJob": {"end": "2026-11-22T06:08:00Z"}}),
        report(created=NOW - timedelta(days=74), schedule="0 0 1 * *"),
    ],
)
def test_a_report_that_is_new_or_was_scheduled_or_comes_monthly_is_left_alone(reports: dict[str, LiveObject]) -> None:
    found = examined(stack(), OWNER, with_items({}, reports=reports))
    assert "NEVER_SCHEDULED" not in [finding.code for finding in found]


def test_a_live_report_of_somebody_else_is_not_judged_by_its_runs() -> None:
    strange = report(created=NOW - timedelta(days=2), labels=Owner("other", "other"))
    assert [finding.code for finding in examined(stack(), OWNER, with_items({}, reports=strange))] == ["EXISTS"]


FELIX_AS_WANTED = {"flowLogsFlushInterval": "5m0s", "dnsLogsFlushInterval": "5m0s"}


@pytest.mark.parametrize(
    ("value", "said"), [("15", True), ("15s", True), ("300", False), ("5m", False), ("", False), ("odd", True)]
)
def test_an_environment_variable_that_beats_a_field_is_said(value: str, said: bool) -> None:
    live = with_items(daemon_set(FELIX_FLOWLOGSFLUSHINTERVAL=value, FELIX_DEFAULTENDPOINTTOHOSTACTION="ACCEPT"))
    found = examined(stack(), OWNER, live)
    assert [finding.code for finding in found] == ["FELIX_ENVIRONMENT"] * said
    assert all(finding.key == "intervals" and f"= {value}" in finding.what for finding in found)


def test_a_felixconfiguration_for_selected_nodes_is_said_as_such() -> None:
    scoped = {"gpu": {"nodeSelector": "has(gpu)", "flowLogsFlushInterval": "10s"}}
    found = one(stack(), LiveCluster(node_felix=scoped))
    assert "FelixConfiguration gpu sets flowLogsFlushInterval to 10s, which counts on the nodes that it" in found.what


@pytest.mark.parametrize(
    ("label", "platform"),
    [
        ("kubernetes.azure.com/cluster", "AKS"),
        ("cloud.google.com/gke-nodepool", "GKE"),
        ("node.openshift.io/os_id", "OpenShift"),
        ("run.tanzu.vmware.com/tkr", "TKG"),
        ("eks.amazonaws.com/nodegroup", None),
    ],
)
def test_a_platform_without_support_is_said_once(label: str, platform: str | None) -> None:
    live = with_items({ONE_NODE: {"metadata": {"name": "n", "labels": {label: "x"}}}})
    found = examined(stack(), OWNER, live)
    assert len(found) == (platform is not None)
    assert all(f"cluster on {platform}" in finding.what for finding in found)
    assert examined(settings(), OWNER, live) == []


@pytest.mark.parametrize(
    ("version", "said"), [("v3.22.3", True), ("v3.22.3-1.0", True), ("v3.22.4", False), ("v3.22.31", False)]
)
def test_the_release_that_is_not_for_gitops_is_said(version: str, said: bool) -> None:
    codes = [finding.code for finding in examined(stack(), OWNER, LiveCluster(version=version))]
    assert ("NOT_FOR_GITOPS" in codes) is said


def test_a_retention_other_than_stated_is_said_with_the_command_that_says_it() -> None:
    storage = {"spec": {"retention": {"flows": 30, "snapshots": 91, "dnsLogs": None, "odd": 1}}}
    found = one(stack(), with_items({LOG_STORAGE: storage}))
    assert (found.code, found.key) == ("RETENTION_DIFFERS", "retention.flows")
    assert "keeps flows for 30 days, and this stack file counts with 8" in found.what
    assert "pulumi config set --path retention.flows 30" in found.remedy
    assert examined(stack(retention={"flows": 30}), OWNER, with_items({LOG_STORAGE: storage})) == []


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("v1.29.3-eks-1", "v1.30.0"), True),
        (("v1.29.3", "v1.28.9+k3s1"), False),
        (("v1.2.8",), True),
        ((), False),
    ],
)
def test_a_cis_filter_for_a_version_that_no_node_has_is_said(versions: tuple[str, ...], said: bool) -> None:
    live = LiveCluster(items={NODES: tuple(node(version) for version in versions)})
    found = examined(stack(PINNED), OWNER, live)
    assert [finding.code for finding in found] == ["FILTER_WITHOUT_NODE"] * said
    assert all("resultsFilters[0].benchmarkSelection.kubernetesVersion" in finding.key for finding in found)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({COMPLIANCE: "2026-11-20T08:30:00Z", CLUSTER_INFORMATION: "2026-01-01T00:00:00Z"}, True),
        ({COMPLIANCE: "2026-11-20T08:00:00Z"}, False),
        ({CLUSTER_INFORMATION: "2026-11-21T00:00:00Z"}, True),
        ({}, False),
    ],
)
def test_a_run_from_before_the_first_snapshot_is_said(made: dict[Source, str], said: bool) -> None:
    live = with_items({source: {"metadata": {"creationTimestamp": text}} for source, text in made.items()})
    found = examined(stack(**RUN), OWNER, live)
    assert [finding.code for finding in found] == ["EARLY_RUN"] * said


def test_of_a_run_that_was_made_no_failure_is_foretold() -> None:
    live = with_items({COMPLIANCE: {"metadata": {"creationTimestamp": "2026-11-20T08:30:00Z"}}})
    [run] = plan(stack(**RUN)).runs.values()
    annotations = window_annotations(run.window)
    jobs = {job.name: LiveObject(job.name, OWNER.labels(), annotations=annotations) for job in run.jobs}
    assert [finding.code for finding in examined(stack(**RUN), OWNER, live)] == ["EARLY_RUN"]
    assert examined(stack(**RUN), OWNER, replace(live, jobs=jobs)) == []


def test_open_source_calico_gets_no_field_that_it_does_not_have() -> None:
    live = LiveCluster(
        felix={"flowLogsFlushInterval": "5m0s"}, calico_version="v3.31.0", outcomes={FELIX: Outcome.FOUND}
    )
    of = settings(compliance="absent")
    assert dict(plan(of, live).felix.spec) == {"flowLogsFlushInterval": "5m0s"}
    found = one(of, live)
    assert (found.code, found.severity, found.key) == ("FELIX_LEFT_OUT", Severity.NOTE, "intervals")
    assert "no dnsLogsFlushInterval" in found.what


@pytest.mark.parametrize("live", [LiveCluster(), LiveCluster(version="v3.22.1", calico_version="v3.31.0")])
def test_every_field_is_set_where_the_product_is_not_known_to_be_open_source(live: LiveCluster) -> None:
    assert set(plan(settings(), live).felix.spec) == {"flowLogsFlushInterval", "dnsLogsFlushInterval"}


def test_reports_that_are_served_are_never_taken_for_open_source() -> None:
    live = LiveCluster(calico_version="v3.31.0", outcomes={REPORTS: Outcome.FOUND})
    assert not live.is_open_source
    assert replace(live, outcomes={REPORTS: Outcome.NOT_SERVED}).is_open_source


@pytest.mark.parametrize("outcome", [Outcome.FORBIDDEN, Outcome.ABSENT, Outcome.NOT_SERVED, Outcome.UNAVAILABLE])
def test_what_is_optional_and_cannot_be_read_is_no_finding(outcome: Outcome) -> None:
    live = LiveCluster(at=NOW, outcomes=dict.fromkeys((*OPTIONAL, template_of("daily")), outcome))
    assert examined(stack(PINNED), OWNER, live) == []


def test_what_is_said_of_surroundings_can_be_accepted() -> None:
    codes = ("NEVER_SCHEDULED", "LICENSE_OVER", "UNSUPPORTED_PLATFORM", "FELIX_ENVIRONMENT", "EARLY_RUN")
    assert all(CATALOGUE[code].acceptable for code in codes)


def test_a_reports_own_podtemplate_is_used_for_it_alone() -> None:
    def pod(image: str) -> dict[str, Any]:
        return {"metadata": {}, "spec": {"containers": [{"name": "reporter", "image": image}]}}

    of = settings(
        reportSets={"a": {"reports": {"daily": INVENTORY, "other": INVENTORY}}},
        runs={"look": {**RUN["runs"]["look"], "reports": ["daily", "other"]}},
    )
    live = LiveCluster(pod_template=pod("usual"), report_templates={"daily": pod("own")})
    made = plan(of, live).runs["look"].jobs
    images = [job.made()["spec"]["template"]["spec"]["containers"][0]["image"] for job in made]
    assert images == ["own", "usual"]


@pytest.mark.parametrize(("own", "codes"), [(["daily", "other"], []), (["daily"], ["NO_POD_TEMPLATE"])])
def test_the_usual_podtemplate_is_missed_only_where_a_report_has_none_of_its_own(
    own: list[str], codes: list[str]
) -> None:
    pod = {"metadata": {}, "spec": {"containers": [{"name": "reporter", "image": "own"}]}}
    of = settings(
        reportSets={"a": {"reports": {"daily": INVENTORY, "other": INVENTORY}}},
        runs={"look": {**RUN["runs"]["look"], "reports": ["daily", "other"]}},
    )
    live = LiveCluster(report_templates=dict.fromkeys(own, pod), outcomes={POD_TEMPLATE: Outcome.ABSENT})
    assert [found.code for found in examined(of, OWNER, live) if found.code == "NO_POD_TEMPLATE"] == codes
