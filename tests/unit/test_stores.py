"""Where logs go besides, and how long they are kept: what a stack file may say, sets, and what becomes of it."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from components.kubernetes import provider
from components.reporting_stack import ReportingStack, ReportingStackArgs
from reportctl.page import plan_view, render_page
from reporting.finding import Finding, StackFileError
from reporting.objects.live import (
    CREDENTIALS,
    LOG_COLLECTOR,
    LOG_STORAGE,
    MANAGEMENT_CONNECTION,
    LiveCluster,
    Outcome,
    Source,
)
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from tests.unit.registrations import Registrations, registered
from tests.unit.stacks import NOW, compared, examined, settings

OWNER = Owner("calico-reporting", "workshop")
S3 = {"region": "eu-central-1", "bucketName": "logs", "bucketPath": "production"}
SYSLOG = {"endpoint": "tcp://syslog.example.com:601", "logTypes": ["Audit", "Flows"], "encryption": "TLS"}
SPLUNK = {"endpoint": "https://splunk.example.com:8088"}


def cluster(
    retention: dict[str, Any] | None = None,
    stores: dict[str, Any] | None = None,
    held: dict[Source, dict[str, Any]] | None = None,
    outcomes: Mapping[str, Outcome] | None = None,
) -> LiveCluster:
    special = {"connection": Outcome.ABSENT, **(outcomes or {})}
    stated = {source: special.get(name, Outcome.FOUND) for name, source in SOURCES.items()}
    items = {
        LOG_STORAGE: ({"spec": {"retention": retention or {}}},),
        LOG_COLLECTOR: ({"spec": {"additionalStores": stores or {}}},),
    }
    found = {source: item for source, item in items.items() if stated[source] is Outcome.FOUND}
    return LiveCluster(outcomes=stated, items=found, held=held or {})


SOURCES = {
    "storage": LOG_STORAGE,
    "connection": MANAGEMENT_CONNECTION,
    "collector": LOG_COLLECTOR,
    **CREDENTIALS,
}


def registrations(of: Settings, live: LiveCluster | None = None) -> Registrations:
    def program() -> None:
        opts = pulumi.ResourceOptions(providers=[provider(of.cluster)])
        ReportingStack("reporting", ReportingStackArgs(plan(of, live), OWNER), opts, live=live)

    return registered(program)


def managed(**retention: Any) -> Settings:
    return settings(retention={"manage": True, **retention})


def found_of(of: Settings, live: LiveCluster) -> dict[str, Finding]:
    return {finding.code: finding for finding in examined(of, OWNER, live)}


# What is registered


@pytest.mark.parametrize(
    ("kind", "of", "spec"),
    [
        ("LogStoragePatch", managed(flows=30), {"retention": {"flows": 30}}),
        ("LogCollectorPatch", settings(additionalStores={"s3": S3}), {"additionalStores": {"s3": S3}}),
        (
            "LogCollectorPatch",
            settings(additionalStores={"syslog": SYSLOG, "splunk": SPLUNK}),
            {"additionalStores": {"syslog": SYSLOG, "splunk": SPLUNK}},
        ),
    ],
)
def test_stated_fields_alone_are_set_under_a_manager_of_the_stacks_own_and_retained(
    kind: str, of: Settings, spec: dict[str, Any]
) -> None:
    patch = registrations(of).one(kind, "tigera-secure")
    assert patch.spec == spec
    assert patch.metadata["annotations"] == {"pulumi.com/patchFieldManager": "calico-reporting-workshop"}
    assert patch.retain_on_delete
    assert patch.ignore_changes == ["metadata.annotations"]
    assert patch.parent == "reporting"


def test_without_manage_and_without_stores_nothing_is_set() -> None:
    seen = registrations(settings(retention={"flows": 30}))
    assert seen.of("LogStoragePatch") == seen.of("LogCollectorPatch") == []


def test_what_the_stack_has_set_and_no_longer_says_is_kept() -> None:
    held: dict[Source, dict[str, Any]] = {LOG_STORAGE: {"flows": 60, "dnsLogs": 20}, LOG_COLLECTOR: {"splunk": SPLUNK}}
    of = settings(retention={"manage": True, "flows": 30}, additionalStores={"s3": S3})
    seen = registrations(of, cluster(held=held))
    assert seen.one("LogStoragePatch", "tigera-secure").spec == {"retention": {"flows": 30, "dnsLogs": 20}}
    collector = seen.one("LogCollectorPatch", "tigera-secure")
    assert collector.spec == {"additionalStores": {"splunk": SPLUNK, "s3": S3}}


# Retention


def test_a_lower_retention_is_an_error_that_counts_the_days_until_it_is_confirmed() -> None:
    live = cluster({"flows": 30})
    loss = found_of(managed(flows=8), live)["RETENTION_LOSS"]
    assert loss.what == ("flows: 30 -> 8: 22 days of flow logs would be deleted from the cluster. Nothing was changed.")
    assert "pulumi config set --path retention.confirmLoss.flows 8" in loss.remedy
    assert loss.severity == "error"
    assert "RETENTION_LOSS" in found_of(managed(flows=8, confirmLoss={"flows": 9}), live)
    assert "RETENTION_LOSS" in found_of(managed(flows=8, confirmLoss={"dnsLogs": 8}), live)
    confirmed = found_of(managed(flows=8, confirmLoss={"flows": 8}), live)
    assert set(confirmed) == {"RETENTION_LOWERED"}
    assert "22 days of flow logs will be deleted" in confirmed["RETENTION_LOWERED"].what


def test_what_the_cluster_does_not_say_is_the_products_default() -> None:
    live = cluster({})
    assert "1 day of DNS logs" in found_of(managed(dnsLogs=7), live)["RETENTION_LOSS"].what
    assert "61 days of archived reports" in found_of(managed(complianceReports=30), live)["RETENTION_LOSS"].what
    assert found_of(managed(flows=8), live) == {}


def test_a_higher_retention_is_said_with_the_days_before() -> None:
    found = found_of(managed(flows=30), cluster({"flows": 8}))
    assert set(found) == {"RETENTION_CHANGES"}
    assert found["RETENTION_CHANGES"].what == "LogStorage/tigera-secure kept flow logs for 8 days, now 30."


def test_a_confirmation_whose_loss_is_over_is_said() -> None:
    of = managed(flows=8, confirmLoss={"flows": 8})
    assert set(found_of(of, cluster({"flows": 8}))) == {"LOSS_IS_OVER"}
    assert set(found_of(managed(flows=8), cluster({"flows": 8}))) == set()


@pytest.mark.parametrize(
    ("outcomes", "code", "what"),
    [
        ({"connection": Outcome.FOUND}, "RETENTION_ELSEWHERE", "kept in its management cluster"),
        ({"storage": Outcome.ABSENT}, "RETENTION_ELSEWHERE", "the setting is in the management cluster"),
        ({"storage": Outcome.NOT_SERVED}, "RETENTION_ELSEWHERE", "no LogStorage/tigera-secure"),
        ({"storage": Outcome.FORBIDDEN}, "NO_RIGHT", "no right to get logstorages in API group operator.tigera.io"),
        ({"storage": Outcome.UNAVAILABLE}, "API_UNAVAILABLE", "unknown what a lower retention would delete"),
    ],
)
def test_where_the_days_before_are_not_known_nothing_is_set(outcomes: dict[str, Outcome], code: str, what: str) -> None:
    found = found_of(managed(flows=30), cluster(outcomes=outcomes))
    assert set(found) == {code}
    assert what in found[code].what
    assert found[code].severity == "error"


def test_days_that_the_stack_sets_do_not_differ_and_others_still_do() -> None:
    found = found_of(managed(flows=30), cluster({"flows": 30, "dnsLogs": 20}))
    assert set(found) == {"RETENTION_DIFFERS"}
    assert found["RETENTION_DIFFERS"].key == "retention.dnsLogs"


# Stores


def test_a_store_is_said_with_what_was_before() -> None:
    of = settings(additionalStores={"s3": S3, "syslog": SYSLOG})
    found = examined(of, OWNER, cluster(stores={"s3": {**S3, "bucketName": "old"}}))
    assert [finding.what for finding in found] == [
        "Logs were sent to Amazon S3: bucket old, path production, region eu-central-1; now: bucket logs, path "
        "production, region eu-central-1.",
        "Logs were sent to syslog: nowhere; now: tcp://syslog.example.com:601 (Audit and Flows; encrypted with TLS).",
    ]
    same = cluster(stores={"s3": S3, "syslog": {**SYSLOG, "packetSize": 2048}})
    assert examined(of, OWNER, same) == []


def test_a_login_that_somebody_wrote_into_a_live_store_is_not_repeated() -> None:
    live = cluster(stores={"splunk": {"endpoint": "https://ann:hunter2@splunk.example.com:8088"}})
    [found] = examined(settings(additionalStores={"splunk": SPLUNK}), OWNER, live)
    assert "hunter2" not in str(found)
    assert "https://splunk.example.com:8088; now" in found.what


def test_a_store_that_has_left_the_stack_file_is_said_with_the_way_to_end_it() -> None:
    live = cluster(stores={"s3": S3, "splunk": SPLUNK}, held={LOG_COLLECTOR: {"s3": S3, "splunk": SPLUNK}})
    [found] = examined(settings(additionalStores={"s3": S3}), OWNER, live)
    assert found.code == "STORE_LEFT"
    assert "logs are still sent to https://splunk.example.com:8088" in found.what
    assert "/spec/additionalStores/splunk" in found.remedy


@pytest.mark.parametrize(("kind", "store", "secret"), [("s3", S3, "log-collector-s3"), ("splunk", SPLUNK, "splunk")])
def test_a_store_without_its_secret_is_said_unless_secrets_may_not_be_asked_for(
    kind: str, store: dict[str, Any], secret: str
) -> None:
    of = settings(additionalStores={kind: store})
    [found] = examined(of, OWNER, cluster(stores={kind: store}, outcomes={kind: Outcome.ABSENT}))
    assert found.code == "STORE_WITHOUT_CREDENTIALS"
    assert f"{secret}-credentials does not exist" in found.what
    assert examined(of, OWNER, cluster(stores={kind: store}, outcomes={kind: Outcome.FORBIDDEN})) == []


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.ABSENT, "NO_LOG_COLLECTOR"),
        (Outcome.NOT_SERVED, "NO_LOG_COLLECTOR"),
        (Outcome.FORBIDDEN, "NO_RIGHT"),
        (Outcome.UNAVAILABLE, "API_UNAVAILABLE"),
    ],
)
def test_without_a_look_at_the_log_collector_no_store_is_set(outcome: Outcome, code: str) -> None:
    [found] = examined(settings(additionalStores={"s3": S3}), OWNER, cluster(outcomes={"collector": outcome}))
    assert (found.code, str(found.severity)) == (code, "error")


# Bad input

HIDDEN = "hunter2"


@pytest.mark.parametrize(
    ("stores", "message"),
    [
        ({"s3": {**S3, "secretKey": HIDDEN}}, "additionalStores: has what looks like a credential (secretKey)"),
        ({"s3": {**S3, "accessKeyId": HIDDEN}}, "(accessKeyId)"),
        ({"s3": {**S3, "key-id": HIDDEN}}, "looks like a credential"),
        ({"splunk": {**SPLUNK, "token": HIDDEN}}, "(token)"),
        ({"syslog": {**SYSLOG, "password": HIDDEN}}, "(password)"),
        ({"splunk": {"endpoint": f"https://ann:{HIDDEN}@splunk.example.com:8088"}}, "(endpoint)"),
        ({"splunk": {"endpoint": f"https://{HIDDEN}@splunk.example.com:8088"}}, "(endpoint)"),
        ({"splunk": {"endpoint": {"token": HIDDEN}}}, "(token)"),
        ({"s3": {**S3, "bucketPath": "AKIAIOSFODNN7EXAMPLE"}}, "(bucketPath)"),
        ({"credentials": HIDDEN}, "(credentials)"),
        ({"splunk": {"endpoint": f"https://splunk.example.com:8088/?t={HIDDEN}"}}, "is not an endpoint"),
        ({"splunk": {"endpoint": f"{HIDDEN}"}}, "is not an endpoint"),
    ],
)
def test_a_credential_is_refused_and_not_repeated(stores: dict[str, Any], message: str) -> None:
    with pytest.raises(StackFileError) as refused:
        settings(additionalStores=stores)
    assert message in str(refused.value)
    assert HIDDEN not in str(refused.value)
    assert "AKIA" not in str(refused.value)


def test_the_consoles_address_with_a_login_is_refused_and_not_repeated() -> None:
    with pytest.raises(StackFileError, match="not the manager's address") as refused:
        settings(links={"product": "enterprise", "manager": f"https://ann:{HIDDEN}@manager.example.com"})
    assert HIDDEN not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "store", "message"),
    [
        ("syslog", {**SYSLOG, "endpoint": "tls://a:601"}, "syslog.endpoint: is not an endpoint"),
        ("syslog", {**SYSLOG, "endpoint": "tcp://a"}, "and a port"),
        ("syslog", {**SYSLOG, "endpoint": "tcp://[::1]:601"}, "is not an endpoint"),
        ("syslog", {**SYSLOG, "endpoint": "tcp://a:65536"}, "is not an endpoint"),
        ("syslog", {**SYSLOG, "endpoint": 601}, "is not an endpoint"),
        ("syslog", {**SYSLOG, "logTypes": []}, "syslog.logTypes: an empty list sends nothing"),
        ("syslog", {**SYSLOG, "logTypes": ["L7"]}, "'L7' is none of Audit, DNS, Flows, IDSEvents"),
        ("syslog", {**SYSLOG, "encryption": "ssl"}, "'ssl' is none of None, TLS"),
        ("syslog", {**SYSLOG, "packetSize": 0}, "0 is out of range"),
        ("s3", {"region": "a", "bucketName": "b"}, "s3.bucketPath: is not there"),
        ("s3", {**S3, "bucket": "b"}, "s3.bucket: unknown key. Did you mean bucketPath?"),
    ],
)
def test_a_store_that_the_operator_would_not_take_is_refused(kind: str, store: dict[str, Any], message: str) -> None:
    with pytest.raises(StackFileError) as refused:
        settings(additionalStores={kind: store})
    assert message in str(refused.value)


# Changes


def sentences(before: Settings, after: Settings) -> list[str]:
    return [change.sentence for change in compared(before, after)]


def test_a_pull_request_says_what_is_set_what_is_lost_and_what_stays() -> None:
    assert sentences(settings(retention={"flows": 30}), managed(flows=30)) == [
        "LogStorage is set to keep flow logs for 30 days"
    ]
    assert sentences(managed(flows=30), managed(flows=8, confirmLoss={"flows": 8})) == [
        "days that flow logs are kept: 8 instead of 30; the cluster deletes 22 days of them, once that is confirmed",
        "confirmed: flow logs beyond 8 days may be deleted",
    ]
    assert sentences(managed(flows=30), settings(retention={"flows": 30})) == [
        "flow logs: no longer set by this stack; what is set (30 days) stays"
    ]


def test_a_pull_request_says_where_logs_go() -> None:
    with_splunk = settings(additionalStores={"splunk": SPLUNK})
    moved = settings(additionalStores={"splunk": {"endpoint": "https://other.example.com:8088"}})
    assert sentences(settings(), with_splunk) == ["logs are sent to Splunk: https://splunk.example.com:8088"]
    assert sentences(with_splunk, moved) == [
        "logs are sent to Splunk: https://other.example.com:8088 instead of https://splunk.example.com:8088"
    ]
    assert sentences(with_splunk, settings()) == [
        "logs to Splunk: no longer said here; what is set stays on the cluster, and logs are still sent"
    ]


def test_the_page_for_reviewers_says_what_is_kept_how_long_and_where_else_logs_go() -> None:
    of = settings(retention={"manage": True, "flows": 30}, additionalStores={"splunk": SPLUNK})
    page = render_page(plan_view("shop", plan(of), NOW))
    assert '<th scope="row">flow logs</th><td data-label="How long, or where">30 days</td>' in page
    assert "logs, to Splunk" in page
    assert SPLUNK["endpoint"] in page
    assert 'id="data"' not in render_page(plan_view("shop", plan(settings(retention={"flows": 30})), NOW))
