"""Days and stores on the operator's objects, through the CLI: set, kept, refused where data would go, left behind."""

from typing import Any

import pytest

from tests.engine.live import Live
from tests.engine.stacks import Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

SEEDED = {"auditReports": 91, "complianceReports": 91, "dnsLogs": 8, "flows": 8, "snapshots": 91}
S3 = {"region": "eu-central-1", "bucketName": "logs", "bucketPath": "production"}
SYSLOG = {"endpoint": "tcp://syslog.example.com:601", "logTypes": ["Audit"]}
BOTH = {"additionalStores": {"s3": S3, "syslog": SYSLOG}}


def managed(**retention: Any) -> dict[str, Any]:
    return {"retention": {"manage": True, **retention}}


def test_days_are_set_once_and_left_when_the_stack_goes(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", **managed(flows=30, auditReports=365)))
    up = stack.up()
    assert up.ok, up.said
    wanted = {**SEEDED, "flows": 30, "auditReports": 365}
    assert live.retention == wanted
    assert stack.preview("--expect-no-changes").ok
    assert stack.destroy().ok
    assert live.retention == wanted


def test_a_lower_retention_is_refused_until_it_is_confirmed_and_nothing_changes(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", **managed(flows=30)))
    assert stack.up().ok
    before = live.versions(), live.retention
    refused = stack.says(values("a", "b", **managed(flows=8))).up()
    assert not refused.ok
    assert "flows: 30 -> 8: 22 days of flow logs would be deleted from the cluster" in refused.said
    assert (live.versions(), live.retention) == before
    stack.paste("pulumi config set --path retention.confirmLoss.flows 8", live.control_plane)
    preview = stack.preview()
    assert preview.ok, preview.said
    assert "22 days of flow logs will be deleted, as confirmLoss confirms" in preview.said
    assert stack.up().ok
    assert live.retention == SEEDED
    assert "there is no loss to confirm" in stack.preview("--expect-no-changes").said


def test_a_value_that_leaves_the_stack_file_stays_on_the_cluster(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", **managed(flows=30, snapshots=200)))
    assert stack.up().ok
    assert stack.says(values("a", **managed(flows=30))).up().ok
    assert live.retention == {**SEEDED, "flows": 30, "snapshots": 200}
    assert stack.preview("--expect-no-changes").ok
    assert stack.says(values("a")).up().ok
    assert live.retention == {**SEEDED, "flows": 30, "snapshots": 200}
    assert stack.says(values("a", **managed(flows=40))).up().ok
    assert live.retention == {**SEEDED, "flows": 40, "snapshots": 200}


def test_stores_are_set_and_stay_when_they_leave_the_stack_file(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", **BOTH))
    up = stack.up()
    assert up.ok, up.said
    assert live.stores == {"s3": S3, "syslog": SYSLOG}
    assert "Logs were sent to syslog: nowhere; now: tcp://syslog.example.com:601" in up.said
    assert "Secret tigera-operator/log-collector-s3-credentials does not exist" in up.said
    live.patch("logcollector", "tigera-secure", {"spec": {"additionalStores": {"syslog": {"encryption": "None"}}}})
    assert stack.preview("--expect-no-changes").ok
    left = stack.says(values("a", additionalStores={"s3": S3})).up()
    assert left.ok, left.said
    assert "syslog is no longer in the stack file" in left.said
    assert live.stores == {"s3": S3, "syslog": {**SYSLOG, "encryption": "None"}}
    assert stack.destroy().ok
    assert live.stores == {"s3": S3, "syslog": {**SYSLOG, "encryption": "None"}}


def test_an_absent_log_storage_is_not_made(stacks: Stacks, live: Live) -> None:
    live.control_plane.kubectl("delete", "logstorage", "tigera-secure")
    refused = stacks("team", values("a", **managed(flows=30))).up()
    assert not refused.ok
    assert "has no LogStorage/tigera-secure" in refused.said
    assert live.control_plane.kubectl("get", "logstorages", "-o", "name") == ""
