"""`reportctl status` on a real API server: reports whose status the tests set, Jobs that fail and hang."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml

from cluster.reports import look_at_reports
from reportctl.status.looking import Look
from reporting.dialects.moments import rfc3339
from reporting.evidence.lateness import State
from reporting.objects.live import LICENSE, POD_TEMPLATE, Outcome
from reporting.objects.ownership import Owner
from reporting.stack.cluster import Cluster
from reporting.status.row import Row
from reporting.status.sources import ALL
from sandbox import ControlPlane
from tests.cluster import CHANGES_SINGLETONS, Kubectl
from tests.sandbox.conftest import Create
from tests.sandbox.servers import EMPTY_LIST, Reply, serving

NAMESPACE = "tigera-compliance"
RBAC = Path(__file__).parents[2] / "docs/rbac.yaml"
DAY = timedelta(days=1)
# Three days on, so that reports which were made now owe something.
AT = (datetime.now(UTC) + 3 * DAY).replace(hour=12, minute=0, second=0, microsecond=0)
TICK = AT.replace(hour=6, minute=8)

Report = Callable[..., str]
Statuses = Callable[[], dict[str | None, Row]]


@pytest.fixture
def stack(tmp_path: Path, control_plane: ControlPlane) -> str:
    """The name of a stack of its own, whose project has the control plane's kubeconfig."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n")
    (tmp_path / "kubeconfig").write_text(control_plane.kubeconfig.read_text())
    return f"status-{uuid4().hex[:8]}"


@pytest.fixture
def reports(stack: str) -> dict[str, dict[str, Any]]:
    """What the stack file says."""
    return {}


@pytest.fixture
def report(stack: str, reports: dict[str, dict[str, Any]], kubectl: Kubectl, create: Create) -> Report:
    """Bring a daily report to stack and cluster, with a status and other values in its spec."""

    def bring(name: str, status: dict[str, Any] | None = None, **stated: Any) -> str:
        full = f"{name}-{stack}"
        spec = {"reportType": "inventory", "schedule": "8 6 * * *", **stated}
        labels = Owner("calico-reporting", stack).labels()
        kind = {"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport"}
        create({**kind, "metadata": {"name": full, "labels": labels}, "spec": spec})
        patch = ("--subresource=status", "--type=merge", "--patch", json.dumps({"status": status or {}}))
        kubectl("patch", "globalreports.projectcalico.org", full, *patch)
        reports[full] = spec
        return full

    return bring


@pytest.fixture
def statuses(tmp_path: Path, stack: str, reports: dict[str, dict[str, Any]]) -> Statuses:
    """The rows of the stack, by report, as of three days on."""

    def look() -> dict[str | None, Row]:
        config = {
            "cluster": {"name": "test", "kubeconfig": "kubeconfig"},
            "intervals": "production",
            "reportSets": {"all": {"reports": reports}},
        }
        stated = {f"calico-reporting:{key}": value for key, value in config.items()}
        (tmp_path / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": stated}))
        return {row.report: row for row in Look(tmp_path, [stack], at=AT).rows()}

    return look


@pytest.fixture
def job(kubectl: Kubectl) -> Iterator[Callable[..., str]]:
    """A Job in the reporters' namespace, as the controller makes one; its Pod ends as its annotations say."""
    made: list[str] = []

    def make(outcome: str, **annotations: str) -> str:
        name = f"compliance-reporter.{uuid4().hex[:8]}"
        stated = {"outcome": outcome, **annotations}
        metadata = {"annotations": {f"sandbox.calico-reporting/{key}": value for key, value in stated.items()}}
        pod = {"containers": [{"name": "reporter", "image": "reporter"}], "restartPolicy": "Never"}
        spec = {"backoffLimit": 0, "template": {"metadata": metadata, "spec": pod}}
        kind = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "namespace": NAMESPACE}}
        kubectl("create", "-f", "-", stdin=json.dumps({**kind, "spec": spec}))
        made.append(name)
        return name

    yield make
    if made:
        kubectl("delete", "jobs", "-n", NAMESPACE, "--ignore-not-found", *made)


def window(end: datetime, job: str = "gone", **more: Any) -> dict[str, Any]:
    reference = {"kind": "Job", "namespace": NAMESPACE, "name": job}
    return {"start": rfc3339(end - DAY), "end": rfc3339(end), "job": reference, **more}


def made(end: datetime) -> dict[str, Any]:
    done = window(end, jobCompletionTime=rfc3339(end + timedelta(minutes=32)))
    return {"lastSuccessfulReportJobs": [done], "lastScheduledReportJob": window(end)}


def test_each_state_is_told_from_what_the_api_server_has(
    report: Report, reports: dict[str, dict[str, Any]], statuses: Statuses, stack: str
) -> None:
    expected = {
        report("ok", made(TICK)): State.OK,
        report("late", made(TICK - 2 * DAY)): State.LATE,
        report("never"): State.NEVER,
        report(
            "failed", {"lastFailedReportJobs": [window(TICK)], "lastScheduledReportJob": window(TICK)}
        ): State.FAILED,
        report("suspended", suspend=True): State.SUSPENDED,
        report("by-hand", schedule=""): State.BY_HAND,
        report("new", schedule=f"0 0 {(AT + 2 * DAY).day} * *"): State.NEW,
    }
    reports[f"absent-{stack}"] = {"reportType": "inventory", "schedule": "8 6 * * *"}
    found = statuses()
    assert {name: row.state for name, row in found.items()} == {**expected, f"absent-{stack}": State.ABSENT}
    assert {name for name, row in found.items() if row.differs} == set()
    assert found[f"late-{stack}"].late_by == DAY + AT - (TICK + timedelta(minutes=30))


def test_a_failed_job_has_its_pods_reason(
    report: Report, job: Callable[..., str], statuses: Statuses, kubectl: Kubectl
) -> None:
    name = job("fail", **{"exit-code": "137", "reason": "OOMKilled"})
    kubectl("wait", "--for=condition=Failed", "--timeout=60s", "-n", NAMESPACE, f"job/{name}")
    full = report("failed", {"lastFailedReportJobs": [window(TICK, name)]})
    assert "container reporter ended with exit code 137, OOMKilled" in statuses()[full].reason


def test_an_edit_of_spec_or_labels_differs(report: Report, statuses: Statuses, kubectl: Kubectl) -> None:
    edited, taken = report("edited", made(TICK)), report("taken", made(TICK))
    spec = {"spec": {"endpoints": {"selector": "all()"}}}
    kubectl("patch", "globalreports.projectcalico.org", edited, "--type=merge", "--patch", json.dumps(spec))
    kubectl("label", "globalreports.projectcalico.org", taken, "calico-reporting/stack=other", "--overwrite")
    found = statuses()
    assert (found[edited].differs, found[taken].differs) == (True, True)
    assert "another endpoints" in found[edited].reason
    assert "belongs to stack other" in found[taken].reason


def test_a_cluster_that_is_gone_is_one_row(report: Report, statuses: Statuses, tmp_path: Path, stack: str) -> None:
    report("ok", made(TICK))
    statuses()
    away = yaml.safe_load((tmp_path / f"Pulumi.{stack}.yaml").read_text())
    away["config"]["calico-reporting:cluster"]["kubeconfig"] = "away"
    (tmp_path / "Pulumi.away.yaml").write_text(yaml.safe_dump(away))
    (tmp_path / "away").write_text(json.dumps(_kubeconfig("http://127.0.0.1:1")))
    rows = Look(tmp_path, ["away", stack], at=AT).rows()
    assert [(row.stack, row.state) for row in rows] == [("away", State.UNKNOWN), (stack, State.OK)]
    assert "cannot be reached" in rows[0].reason


@pytest.fixture
def as_reader(kubectl: Kubectl, tmp_path: Path, control_plane: ControlPlane) -> Callable[[str], None]:
    """Make the project's login that of a service account."""

    def log_in(account: str) -> None:
        token = kubectl("create", "token", account, "--namespace", "calico-reporting").strip()
        config = json.loads(control_plane.kubeconfig.read_text())
        config["users"] = [{**config["users"][0], "user": {"token": token}}]
        (tmp_path / "kubeconfig").write_text(json.dumps(config))

    return log_in


@CHANGES_SINGLETONS
def test_the_rights_of_the_reader_are_enough(
    stack: str, tmp_path: Path, kubectl: Kubectl, as_reader: Callable[[str], None]
) -> None:
    kubectl("apply", "-f", str(RBAC))
    as_reader("calico-reporting-reader")
    seen = look_at_reports(_cluster(), tmp_path, {})
    assert {source for source in ALL if seen.outcome(source) is Outcome.FORBIDDEN} == set()


@CHANGES_SINGLETONS
def test_without_any_right_nothing_false_is_said(
    report: Report, statuses: Statuses, kubectl: Kubectl, create: Create, as_reader: Callable[[str], None]
) -> None:
    kubectl("apply", "-f", str(RBAC))
    account = {"apiVersion": "v1", "kind": "ServiceAccount"}
    create({**account, "metadata": {"name": "nobody", "namespace": "calico-reporting"}})
    report("never")
    as_reader("nobody")
    (row,) = statuses().values()
    assert (row.report, row.state) == (None, State.UNKNOWN)
    assert "list globalreports in API group projectcalico.org" in row.reason


def test_each_kind_is_asked_for_once(tmp_path: Path) -> None:
    asked: Counter[str] = Counter()

    def answer(path: str, times: int) -> Reply:
        asked[path.partition("?")[0]] += 1
        named = path.endswith(("tigera.io.report", "tigera-secure", "default", "apiserver"))
        return Reply(404, {"kind": "Status"}) if named else EMPTY_LIST

    with serving(answer) as address:
        (tmp_path / "kubeconfig").write_text(json.dumps(_kubeconfig(address)))
        seen = look_at_reports(_cluster(), tmp_path, {})
    assert len(asked) == len(ALL)
    assert set(asked.values()) == {1}
    assert (seen.outcome(POD_TEMPLATE), seen.outcome(LICENSE)) == (Outcome.ABSENT, Outcome.ABSENT)


def _cluster() -> Cluster:
    return Cluster.model_validate({"name": "test", "kubeconfig": "kubeconfig"})


def _kubeconfig(server: str) -> dict[str, Any]:
    return {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
    }
