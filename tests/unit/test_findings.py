"""What is said about each state that a cluster can be in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reporting.finding import Finding, Severity
from reporting.findings.live.feature import parsed_version
from reporting.objects.live import (
    CLUSTER_INFORMATION,
    CLUSTER_NAME,
    COMPLIANCE,
    FELIX,
    JOBS,
    POD_TEMPLATE,
    REPORT_TYPES,
    REPORTS,
    LiveCluster,
    LiveObject,
    Outcome,
    Source,
)
from reporting.objects.ownership import ANY_ENGINE, PROJECT, STACK, Owner
from reporting.objects.plan import plan
from reporting.source.load import load
from reporting.stack.settings import Settings
from tests.unit.stacks import examined

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER = Owner("calico-reporting", "workshop")
OTHER = Owner("calico-reporting", "production")
BY_ARGOCD = Owner("calico-reporting", "workshop", ("argocd",))
RUNS = {"first-look": {"reports": ["daily"], "last": "2h", "until": "2026-11-23T10:00:00Z"}}
WINDOW = {"calico-reporting/start": "2026-11-23T08:00:00Z", "calico-reporting/end": "2026-11-23T10:00:00Z"}
DAILY = {"reportType": "inventory", "schedule": "8 6 * * *"}

HEALTHY = LiveCluster(
    felix={"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"},
    report_types=frozenset({"inventory", "network-access", "policy-audit", "cis-benchmark"}),
    pod_template={"metadata": {}, "spec": {"containers": [{"name": "reporter"}]}},
    version="v3.19.4",
    calico_version="v3.28.1",
    outcomes=dict.fromkeys(
        (FELIX, REPORTS, REPORT_TYPES, CLUSTER_INFORMATION, COMPLIANCE, JOBS, POD_TEMPLATE), Outcome.FOUND
    ),
)


def stack(**values: Any) -> Settings:
    stated = {
        "cluster": {"name": "workshop", "context": "workshop"},
        "intervals": "workshop",
        "reportSets": {"hipstershop": {"reports": {"daily": DAILY}}},
        **values,
    }
    return load(stated, NOW)


def with_outcomes(outcomes: dict[Source, Outcome], **fields: Any) -> LiveCluster:
    return replace(HEALTHY, outcomes={**HEALTHY.outcomes, **outcomes}, **fields)


def one(settings: Settings, live: LiveCluster) -> Finding:
    findings = examined(settings, OWNER, live)
    assert len(findings) == 1, findings
    return findings[0]


def test_a_healthy_cluster_of_this_stack_gives_no_findings() -> None:
    assert examined(stack(runs=RUNS), OWNER, HEALTHY) == []


def test_a_cluster_that_nobody_looked_at_gives_no_findings() -> None:
    assert examined(stack(runs=RUNS), OWNER, LiveCluster()) == []


@pytest.mark.parametrize("source", [FELIX, REPORTS, REPORT_TYPES, CLUSTER_INFORMATION])
def test_an_unavailable_calico_api_is_the_only_finding_and_tells_how_to_keep_the_state(source: Source) -> None:
    found = one(stack(runs=RUNS), with_outcomes({source: Outcome.UNAVAILABLE, POD_TEMPLATE: Outcome.ABSENT}))
    assert found.severity is Severity.ERROR
    assert "Nothing was changed" in found.message
    assert "PULUMI_RUN_PROGRAM=true" in found.message
    assert "takes them back" in found.message


def test_a_cluster_without_calicos_api_is_refused() -> None:
    found = one(stack(), with_outcomes({FELIX: Outcome.NOT_SERVED, REPORTS: Outcome.NOT_SERVED}))
    assert found.severity is Severity.ERROR
    assert "no Calico API" in found.message
    assert "PULUMI_RUN_PROGRAM=true" in found.message


def test_unavailable_jobs_stop_a_stack_with_runs_only() -> None:
    live = with_outcomes({JOBS: Outcome.UNAVAILABLE})
    assert one(stack(runs=RUNS), live).severity is Severity.ERROR
    assert examined(stack(), OWNER, live) == []


@pytest.mark.parametrize(
    ("version", "calico", "said"),
    [
        ("v3.24.0", "v3.31.0", "removed in 3.24"),
        ("v3.24.0-2.0", "v3.31.0", "kube-bench"),
        ("v4.0.0", "v4.0.0", "removed in 3.24"),
        (None, "v3.31.0", "open-source Calico v3.31.0"),
        ("v3.22.1", "v3.29.0", "knows no GlobalReport (Calico Enterprise v3.22.1)"),
        (None, None, "of an unknown version"),
    ],
)
def test_without_globalreports_the_way_to_go_on_is_compliance_absent(
    version: str | None, calico: str | None, said: str
) -> None:
    live = with_outcomes(
        {REPORTS: Outcome.NOT_SERVED}, version=version, calico_version=calico, report_types=frozenset()
    )
    [found] = [one for one in examined(stack(runs=RUNS), OWNER, live) if one.severity is Severity.ERROR]
    assert said in found.message
    assert "pulumi config set compliance absent" in found.message


def test_compliance_absent_says_nothing_about_reports_and_runs() -> None:
    live = LiveCluster(
        felix=HEALTHY.felix, version="v3.24.0", outcomes={FELIX: Outcome.FOUND, CLUSTER_INFORMATION: Outcome.FOUND}
    )
    assert examined(stack(runs=RUNS, compliance="absent"), OWNER, live) == []


@pytest.mark.parametrize(
    ("version", "product", "said"),
    [
        ("v3.19.4", None, None),
        ("v3.20.0", None, "the last version that has them is 3.23"),
        ("v3.23.1", None, "off by default since 21.1.0"),
        ("v3.23.1", "enterprise", "the last version that has them is 3.23"),
        ("v3.23.1", "cloud", "deprecated since 20.3.0"),
        ("v3.24.0-1.0", "enterprise", "nobody may see them"),
        ("v3.24.0", "cloud", "off by default since 21.1.0"),
        ("master", None, None),
        (None, None, None),
    ],
)
def test_deprecated_versions_warn_with_the_last_version_that_has_reports(
    version: str | None, product: str | None, said: str | None
) -> None:
    settings = stack(**({"links": {"product": product}} if product else {}))
    findings = examined(settings, OWNER, replace(HEALTHY, version=version))
    assert [finding.severity for finding in findings] == ([] if said is None else [Severity.WARNING])
    assert said is None or said in findings[0].message


def test_a_cluster_that_says_enterprise_says_nothing_about_cloud() -> None:
    found = one(stack(links={"product": "enterprise"}), replace(HEALTHY, version="v3.22.0"))
    assert "Cloud" not in found.message


@pytest.mark.parametrize(
    ("text", "version"),
    [("v3.22.1", (3, 22)), ("3.9", (3, 9)), ("v3.24.0-1.0", (3, 24)), ("v3.2x", None), ("master", None), (None, None)],
)
def test_versions_are_read_by_major_and_minor(text: str | None, version: tuple[int, int] | None) -> None:
    assert parsed_version(text) == version


@pytest.mark.parametrize(
    ("source", "right", "severity"),
    [
        (FELIX, "list felixconfigurations in API group projectcalico.org", Severity.WARNING),
        (REPORTS, "list globalreports in API group projectcalico.org", Severity.WARNING),
        (REPORT_TYPES, "list globalreporttypes in API group projectcalico.org", Severity.WARNING),
        (CLUSTER_INFORMATION, "get clusterinformations in API group projectcalico.org", Severity.WARNING),
        (COMPLIANCE, "get compliances in API group operator.tigera.io", Severity.WARNING),
        (JOBS, "list jobs in API group batch, namespace tigera-compliance", Severity.WARNING),
        (POD_TEMPLATE, "get podtemplates in the core API group, namespace tigera-compliance", Severity.ERROR),
        (CLUSTER_NAME, "get deployments in API group apps, namespace tigera-intrusion-detection", Severity.ERROR),
    ],
)
def test_a_missing_right_is_named_and_stops_only_what_cannot_do_without(
    source: Source, right: str, severity: Severity
) -> None:
    found = one(stack(runs=RUNS), with_outcomes({source: Outcome.FORBIDDEN}))
    assert found.severity is severity
    assert right in found.message


def test_a_missing_right_to_jobs_matters_to_runs_only() -> None:
    assert examined(stack(), OWNER, with_outcomes({JOBS: Outcome.FORBIDDEN})) == []


def test_runs_without_a_podtemplate_say_how_the_feature_is_switched_on() -> None:
    live = with_outcomes({POD_TEMPLATE: Outcome.ABSENT, COMPLIANCE: Outcome.ABSENT}, pod_template=None)
    findings = examined(stack(runs=RUNS), OWNER, live)
    error = next(finding for finding in findings if finding.severity is Severity.ERROR)
    for way in (
        "installer.components.compliance.enabled",
        "Compliance/tigera-secure",
        "web console",
        "pulumi config set compliance enable",
        "management cluster first",
    ):
        assert way in error.message


def test_runs_without_a_podtemplate_though_the_feature_is_on_ask_for_license_and_tenancy() -> None:
    found = one(stack(runs=RUNS), with_outcomes({POD_TEMPLATE: Outcome.ABSENT}, pod_template=None))
    assert found.severity is Severity.ERROR
    assert "license lacks feature compliance-reports" in found.message
    assert "multi-tenant management cluster" in found.message
    assert "enable" not in found.message


def test_enable_without_runs_waits_for_the_podtemplate() -> None:
    live = with_outcomes({POD_TEMPLATE: Outcome.ABSENT}, pod_template=None)
    assert one(stack(compliance="enable"), live).severity is Severity.WARNING


def test_enable_with_runs_has_to_be_applied_once_without() -> None:
    live = with_outcomes({POD_TEMPLATE: Outcome.ABSENT}, pod_template=None)
    found = one(stack(compliance="enable", runs=RUNS), live)
    assert found.severity is Severity.ERROR
    assert "once without runs" in found.message


def test_enable_says_that_it_makes_the_singleton_and_leaves_it() -> None:
    found = one(stack(compliance="enable"), with_outcomes({COMPLIANCE: Outcome.ABSENT}))
    assert found.severity is Severity.NOTE
    assert "a destroy leaves it there" in found.message


def test_enable_is_refused_where_the_operator_knows_no_compliance() -> None:
    found = one(stack(compliance="enable"), with_outcomes({COMPLIANCE: Outcome.NOT_SERVED}))
    assert found.severity is Severity.ERROR


def test_a_report_type_that_is_not_there_is_an_error_with_those_that_are() -> None:
    report = {"reportType": "inventroy", "schedule": ""}
    found = one(stack(reportSets={"a": {"reports": {"daily": report}}}), HEALTHY)
    assert found.severity is Severity.ERROR
    assert "inventroy" in found.message
    assert "cis-benchmark, inventory, network-access and policy-audit" in found.message


@pytest.mark.parametrize(("compliance", "severity"), [("present", Severity.ERROR), ("enable", Severity.WARNING)])
def test_no_report_types_at_all_mean_the_feature_is_off(compliance: str, severity: Severity) -> None:
    live = replace(HEALTHY, report_types=frozenset())
    assert one(stack(compliance=compliance), live).severity is severity


def test_enable_leaves_reports_to_a_second_update_until_there_are_types() -> None:
    live = replace(HEALTHY, report_types=frozenset())
    settings = stack(compliance="enable")
    assert plan(settings, live).waiting == {"daily"}
    found = one(settings, live)
    assert "leaves 1 report to a second one" in found.what
    assert "run pulumi up again" in found.remedy
    assert plan(settings, HEALTHY).waiting == frozenset()


@pytest.mark.parametrize("source", [REPORTS, REPORT_TYPES])
def test_a_report_that_is_there_or_may_be_never_waits(source: Source) -> None:
    there = replace(with_report(OWNER.labels()), report_types=frozenset())
    unseen = with_outcomes({source: Outcome.FORBIDDEN}, report_types=frozenset())
    assert [plan(stack(compliance="enable"), live).waiting for live in (there, unseen)] == [frozenset()] * 2


def test_a_feature_that_cannot_be_switched_on_is_not_advised() -> None:
    found = one(stack(), with_outcomes({COMPLIANCE: Outcome.NOT_SERVED}))
    assert "knows no kind Compliance" in found.what
    assert "cannot be switched on" in found.remedy
    assert "compliance enable" not in found.remedy


def test_a_report_without_labels_may_be_the_stacks_own_and_adopt_takes_it_back() -> None:
    assert "or back, where this stack made it" in one(stack(), with_report({})).remedy
    assert "or back" not in one(stack(), with_report(OTHER.labels())).remedy


def test_reports_without_the_feature_are_stored_and_never_made() -> None:
    found = one(stack(), with_outcomes({COMPLIANCE: Outcome.ABSENT}))
    assert (found.severity, "none is made" in found.message) == (Severity.WARNING, True)


def test_a_template_from_before_linseed_without_a_cluster_name_is_refused() -> None:
    live = with_outcomes({CLUSTER_NAME: Outcome.ABSENT})
    assert "ELASTIC_INDEX_SUFFIX" in one(stack(runs=RUNS), live).message
    assert examined(stack(runs=RUNS), OWNER, replace(live, cluster_name="cluster")) == []


def with_report(labels: dict[str, str]) -> LiveCluster:
    return replace(HEALTHY, reports={"daily": LiveObject("daily", labels, spec=DAILY)})


def test_the_stacks_own_report_is_no_finding() -> None:
    assert examined(stack(), OWNER, with_report(OWNER.labels())) == []


@pytest.mark.parametrize(
    ("labels", "whose"),
    [
        (OTHER.labels(), "stack production of project calico-reporting"),
        (Owner("other", "workshop").labels(), "stack workshop of project other"),
        ({}, "nobody known"),
        ({"app.kubernetes.io/managed-by": "pulumi", STACK: "workshop"}, "nobody known"),
        ({PROJECT: "calico-reporting", STACK: "workshop"}, "stack workshop of project calico-reporting"),
        (BY_ARGOCD.labels(), "stack workshop of project calico-reporting, which argocd applies"),
    ],
)
def test_a_report_of_somebody_else_gives_three_ways_out(labels: dict[str, str], whose: str) -> None:
    found = one(stack(), with_report(labels))
    assert found.severity is Severity.ERROR
    assert whose in found.message
    for way in ("pulumi config set --path 'adopt[0]' daily", "another name", "kubectl delete globalreport daily"):
        assert way in found.message


def test_who_reads_only_takes_a_report_that_another_engine_applies_for_the_stacks() -> None:
    assert examined(stack(), Owner("calico-reporting", "workshop", ANY_ENGINE), with_report(BY_ARGOCD.labels())) == []


def test_who_takes_over_what_another_engine_applies_is_told_to_take_it_out_there() -> None:
    found = one(stack(adopt=["daily"]), with_report(BY_ARGOCD.labels()))
    assert found.code == "ADOPTED"
    assert "Take it out of what argocd applies" in found.remedy
    assert "pulumi state delete" not in found.remedy


def test_several_reports_of_one_owner_are_one_finding_with_one_way_out() -> None:
    report = {"reportType": "inventory", "schedule": ""}
    settings = stack(reportSets={"a": {"reports": dict.fromkeys(("one", "two", "three"), report)}}, adopt=["two"])
    live = replace(HEALTHY, reports={name: LiveObject(name, OTHER.labels()) for name in ("one", "two", "three")})
    [error] = [finding for finding in examined(settings, OWNER, live) if finding.severity is Severity.ERROR]
    assert (
        "2 GlobalReports exist already and belong to stack production of project calico-reporting: one and three."
        in (error.what)
    )
    assert "write adopt: [two, one, three]" in error.remedy
    assert error.path == ("reportSets", "a", "reports", "one")


def test_reports_of_several_owners_are_a_finding_for_each_owner() -> None:
    report = {"reportType": "inventory", "schedule": ""}
    settings = stack(reportSets={"a": {"reports": dict.fromkeys(("one", "two"), report)}})
    live = replace(HEALTHY, reports={"one": LiveObject("one", OTHER.labels()), "two": LiveObject("two")})
    assert ["production" in found.what for found in examined(settings, OWNER, live)] == [True, False]


def test_an_adopted_report_is_said_to_be_taken_over() -> None:
    found = one(stack(adopt=["daily"]), with_report(OTHER.labels()))
    assert found.severity is Severity.NOTE
    assert "a destroy will delete it" in found.message


def with_job(labels: dict[str, str], annotations: dict[str, str]) -> LiveCluster:
    return replace(HEALTHY, jobs={"first-look.daily": LiveObject("first-look.daily", labels, annotations)})


def test_a_run_that_was_made_over_the_same_window_is_no_finding() -> None:
    assert examined(stack(runs=RUNS), OWNER, with_job(OWNER.labels(), WINDOW)) == []


def test_a_job_without_a_recorded_window_is_left_to_be_taken_back() -> None:
    assert examined(stack(runs=RUNS), OWNER, with_job(OWNER.labels(), {})) == []


def test_a_job_of_somebody_else_with_a_runs_name_is_refused() -> None:
    found = one(stack(runs=RUNS), with_job({}, dict.fromkeys(WINDOW, "2026-11-22T09:00:00Z")))
    assert found.severity is Severity.ERROR
    assert "kubectl --namespace tigera-compliance delete job first-look.daily" in found.message


@pytest.mark.parametrize("key", list(WINDOW))
def test_a_changed_window_under_an_old_id_is_refused(key: str) -> None:
    found = one(stack(runs=RUNS), with_job(OWNER.labels(), {**WINDOW, key: "2026-11-22T09:00:00Z"}))
    assert found.severity is Severity.ERROR
    assert "the stack file now says 2026-11-23T08:00:00Z..2026-11-23T10:00:00Z" in found.message
    assert "2026-11-22T09:00:00Z" in found.message
    assert "Take a new id" in found.message


def felix(value: str | None, *managers: str) -> LiveCluster:
    stated = {} if value is None else {"flowLogsFlushInterval": value}
    return replace(
        HEALTHY,
        felix={"dnsLogsFlushInterval": "30s", **stated},
        felix_managers={"flowLogsFlushInterval": managers},
    )


@pytest.mark.parametrize(
    ("value", "managers", "said"),
    [
        ("5m0s", (), "flow logs were flushed every 5m0s, now 30s."),
        ("300s", (), "flow logs were flushed every 5m0s, now 30s."),
        (None, (), "flow logs were flushed every 5m0s, the default, now 30s."),
        ("", (), "flow logs were flushed every 5m0s, the default, now 30s."),
        ("1m0s", ("calico-reporting-workshop",), "flow logs were flushed every 1m0s, now 30s."),
        ("5m0s", ("calico-reporting-production",), "every 5m0s (set by stack production), now 30s."),
        ("5m0s", ("manager",), "every 5m0s (set by manager), now 30s."),
    ],
)
def test_a_change_of_an_interval_says_what_was_before_and_who_set_it(
    value: str | None, managers: tuple[str, ...], said: str
) -> None:
    found = one(stack(), felix(value, *managers))
    assert found.severity is Severity.NOTE
    assert said in found.message
    assert found.path == ("intervals",)


def test_a_field_that_somebody_else_owns_is_taken_with_a_warning_that_names_the_manager() -> None:
    found = one(stack(), felix("10s", "kubectl-edit"))
    assert found.severity is Severity.WARNING
    assert "kubectl-edit" in found.message


@pytest.mark.parametrize("value", ["30s", "30.0s", "0.5m"])
def test_an_interval_of_equal_value_is_no_change_whoever_set_it(value: str) -> None:
    assert examined(stack(), OWNER, felix(value, "kubectl-edit")) == []


def test_a_field_that_is_no_interval_is_named_as_it_is() -> None:
    settings = stack(felix={"flowLogsFileAggregationKindForAllowed": 1})
    assert "flowLogsFileAggregationKindForAllowed was not set (by default 2), now 1." in one(settings, HEALTHY).message


def test_an_unreadable_felix_is_not_taken_for_an_unset_one() -> None:
    live = with_outcomes({FELIX: Outcome.FORBIDDEN}, felix={})
    assert [finding.severity for finding in examined(stack(), OWNER, live)] == [Severity.WARNING]


def test_nodes_that_override_an_interval_are_named() -> None:
    nodes = {f"node.n{number}": {"flowLogsFlushInterval": "10s"} for number in range(7)}
    found = one(stack(), replace(HEALTHY, node_felix=nodes))
    assert found.severity is Severity.WARNING
    assert "node.n0, node.n1, node.n2, node.n3, node.n4 and 2 more" in found.message


def test_nodes_with_the_same_interval_or_other_fields_are_no_finding() -> None:
    nodes = {"node.a": {"flowLogsFlushInterval": "30s"}, "node.b": {"logSeverityScreen": "Debug"}}
    assert examined(stack(), OWNER, replace(HEALTHY, node_felix=nodes)) == []


@pytest.mark.parametrize(
    ("skew", "said"),
    [
        (timedelta(hours=1), "1 hour ahead of"),
        (timedelta(hours=-1), "1 hour behind"),
        (timedelta(minutes=5), None),
        (timedelta(minutes=-4), None),
    ],
)
def test_clocks_that_differ_by_over_five_minutes_are_told_to_runs(skew: timedelta, said: str | None) -> None:
    live = replace(HEALTHY, clock_skew=skew)
    assert examined(stack(), OWNER, live) == []
    findings = examined(stack(runs=RUNS), OWNER, live)
    assert len(findings) == (0 if said is None else 1)
    assert said is None or said in findings[0].message
