"""`reportctl fleet` on a real API server, beside clusters that are away or do not answer."""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import pytest
import yaml

from cluster import whole
from cluster.gate import inspected
from cluster.look import PreflightError
from cluster.whole import look_at_whole
from reportctl.fleet.looking import FleetLook
from reportctl.project.findings import naming
from reporting.finding import Finding, Severity
from reporting.fleet.row import FleetRow, State
from reporting.objects.live import LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.source.stackfile import read_stack
from reporting.status.seen import Seen
from reporting.status.sources import ALL
from sandbox import ControlPlane
from tests.cluster import CHANGES_SINGLETONS, Kubectl
from tests.project import ROOT
from tests.sandbox.conftest import Create
from tests.sandbox.servers import EMPTY_LIST, Reply, serving, silent, trickling

RBAC = ROOT / "docs/rbac.yaml"
SPEC = {"reportType": "inventory", "schedule": "8 6 * * *", "endpoints": {"namespaces": {"names": ["hipstershop"]}}}

Project = Callable[..., Path]


@pytest.fixture
def stack() -> str:
    """A name of its own, which its report has as well."""
    return f"fleet-{uuid4().hex[:8]}"


@pytest.fixture
def project(tmp_path: Path, control_plane: ControlPlane) -> Project:
    """A project with a stack for each server, of which None is the control plane."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n")

    def make(**servers: str | None) -> Path:
        for name, server in servers.items():
            text = control_plane.kubeconfig.read_text() if server is None else json.dumps(_kubeconfig(server))
            (tmp_path / f"{name}.kubeconfig").write_text(text)
            values = {
                "cluster": {"name": name, "kubeconfig": f"{name}.kubeconfig"},
                "intervals": "production",
                "reportSets": {"all": {"reports": {name: SPEC}}},
            }
            config = {f"calico-reporting:{key}": value for key, value in values.items()}
            (tmp_path / f"Pulumi.{name}.yaml").write_text(yaml.safe_dump({"config": config}))
        return tmp_path

    return make


@pytest.fixture
def report(create: Create, stack: str) -> None:
    """The stack's report, on the control plane."""
    metadata = {"name": stack, "labels": Owner("calico-reporting", stack).labels()}
    create({"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport", "metadata": metadata, "spec": SPEC})


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who does not answer is waited for as long as people wait."""
    monkeypatch.setattr(whole, "FIRST_SECONDS", 1.0)


def rows(project: Path, *stacks: str) -> dict[str, FleetRow]:
    return {row.stack: row for row in FleetLook(project, stacks).rows()}


@CHANGES_SINGLETONS
@pytest.mark.usefixtures("report", "soon")
def test_a_fine_cluster_one_that_is_away_and_those_that_hang_are_a_row_each(project: Project, stack: str) -> None:
    with silent(Event()) as deaf, trickling() as slow:
        folder = project(**{stack: None, "away": "http://127.0.0.1:1", "deaf": deaf, "slow": slow})
        found = rows(folder, stack, "away", "deaf", "slow")
    assert {name for name, row in found.items() if row.state is State.UNKNOWN} == {"away", "deaf", "slow"}
    assert "the connection failed" in found["away"].fault
    assert "no answer came within 1 s" in found["deaf"].fault
    assert "no answer came within 1 s" in found["slow"].fault
    fine = found[stack]
    assert (fine.version, fine.drift, fine.wanted) == ("v3.22.1", (), 1)
    assert [(one.report, one.state.value, one.differs) for one in fine.reports] == [(stack, "new", False)]
    assert [(one.live, one.differs) for one in fine.intervals] == [("5m0s", False)] * 2
    assert fine.state in (State.WARNING, State.OK)


def test_fifty_clusters_are_waited_for_together_and_not_one_after_another(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "FIRST_SECONDS", 120.0)
    all_of_them = Barrier(50, timeout=60)

    def answer(path: str, times: int) -> Reply:
        all_of_them.wait()
        return Reply(401, {"kind": "Status"})

    names = [f"slow-{number}" for number in range(50)]
    with serving(answer) as address:
        found = rows(project(**dict.fromkeys(names, address)), *names)
    assert {row.state for row in found.values()} == {State.UNKNOWN}
    assert all("does not accept its credentials" in row.fault for row in found.values())


@CHANGES_SINGLETONS
@pytest.mark.usefixtures("report")
def test_an_edit_of_report_and_interval_is_drift(
    project: Project, stack: str, kubectl: Kubectl, felix: Callable[[str], None]
) -> None:
    patch = json.dumps({"spec": {"schedule": "9 6 * * *"}})
    kubectl("patch", "globalreports.projectcalico.org", stack, "--type=merge", "--patch", patch)
    felix("30s")
    row = rows(project(**{stack: None}), stack)[stack]
    assert row.state is State.DRIFT
    assert row.drift == (
        "flowLogsFlushInterval is 30s, and the stack says 5m0s",
        f"report {stack} has another schedule",
    )


@CHANGES_SINGLETONS
@pytest.mark.parametrize("engine", ["argocd", "flux"])
def test_what_another_engine_brought_is_the_stacks_own(
    project: Project, stack: str, create: Create, engine: str
) -> None:
    labels = Owner("calico-reporting", stack, (engine,)).labels()
    metadata = {"name": stack, "labels": labels}
    create({"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport", "metadata": metadata, "spec": SPEC})
    row = rows(project(**{stack: None}), stack)[stack]
    assert row.drift == ()
    assert [one for one in row.findings if one.severity is Severity.ERROR] == []
    assert [(one.report, one.differs) for one in row.reports] == [(stack, False)]


@pytest.fixture
def felix(kubectl: Kubectl) -> Iterator[Callable[[str], None]]:
    """Set the flow logs' interval; what it was is set again when the test ends."""

    def write(interval: str) -> None:
        patch = json.dumps({"spec": {"flowLogsFlushInterval": interval}})
        name = "felixconfigurations.projectcalico.org"
        kubectl("patch", name, "default", "--type=merge", "--patch", patch)

    yield write
    write("300s")


@CHANGES_SINGLETONS
@pytest.mark.usefixtures("report")
def test_findings_are_those_of_a_preview(project: Project, stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_RUN_PROGRAM", "true")
    folder = project(**{stack: None})
    assert pending(folder, stack)
    assert sorted(map(_message, rows(folder, stack)[stack].findings)) == pending(folder, stack)


def test_what_is_read_beside_a_preview_adds_no_finding(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_RUN_PROGRAM", "true")

    def answer(path: str, times: int) -> Reply:
        if "podtemplates" in path or path.endswith("/pods"):
            return Reply(403, {"kind": "Status"})
        named = path.endswith(("tigera-secure", "default", "apiserver", "calico-node"))
        return Reply(404, {"kind": "Status"}) if named else EMPTY_LIST

    with serving(answer) as address:
        folder = project(one=address)
        assert sorted(map(_message, rows(folder, "one")["one"].findings)) == pending(folder, "one")


def pending(folder: Path, stack: str) -> list[str]:
    """What a preview would say that is more than a note, and that nobody accepts; commands name the stack."""
    found = inspected(read_stack(folder, stack).settings(), Owner("calico-reporting", stack), folder, preview=True)
    pressing = [one for one in found.findings if one.accepted is None and one.severity is not Severity.NOTE]
    return sorted(_message(replace(one, remedy=naming(stack, one.remedy))) for one in pressing)


def _message(finding: Finding) -> str:
    return f"{finding.severity} {finding}"


@pytest.mark.usefixtures("report")
def test_the_rights_of_the_reader_are_enough(
    project: Project, stack: str, kubectl: Kubectl, control_plane: ControlPlane
) -> None:
    kubectl("apply", "-f", str(RBAC))
    folder = project(**{stack: None})
    token = kubectl("create", "token", "calico-reporting-reader", "--namespace", "calico-reporting").strip()
    config = json.loads(control_plane.kubeconfig.read_text())
    config["users"] = [{**config["users"][0], "user": {"token": token}}]
    (folder / f"{stack}.kubeconfig").write_text(json.dumps(config))
    live, seen = looked(folder, stack)
    assert Outcome.FORBIDDEN not in {*live.outcomes.values(), *seen.outcomes.values()}
    assert set(ALL) <= seen.outcomes.keys()
    assert rows(folder, stack)[stack].state is not State.UNKNOWN


def looked(folder: Path, stack: str) -> tuple[LiveCluster, Seen]:
    settings = read_stack(folder, stack).settings()
    return look_at_whole(settings, Owner("calico-reporting", stack), folder, nullcontext())


def test_each_thing_is_asked_for_once_and_nothing_of_who_does_not_answer(project: Project) -> None:
    asked: Counter[str] = Counter()

    def answer(path: str, times: int) -> Reply:
        asked[path] += 1
        named = path.endswith(("tigera.io.report", "tigera-secure", "default", "apiserver", "calico-node"))
        return Reply(404, {"kind": "Status"}) if named else EMPTY_LIST

    with serving(answer) as address:
        looked(project(one=address), "one")
    assert set(asked.values()) == {1}
    assert "/apis/batch/v1/namespaces/tigera-compliance/jobs" in asked

    def refuse(path: str, times: int) -> Reply:
        asked[path] += 1
        return Reply(401, {"kind": "Status"})

    asked.clear()
    with serving(refuse) as address, pytest.raises(PreflightError, match="does not accept its credentials"):
        looked(project(one=address), "one")
    assert len(asked) == 1


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_an_interrupt_ends_with_130_and_shows_nothing_that_looks_whole(
    project: Project, tmp_path: Path, form: str
) -> None:
    asked = Event()
    with silent(asked) as deaf:
        folder = project(deaf=deaf)
        page = tmp_path / "fleet.html"
        verb = [
            sys.executable,
            "-m",
            "reportctl",
            "fleet",
            "--project",
            str(folder),
            "--format",
            form,
            "--out",
            str(page),
        ]
        with subprocess.Popen(verb, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert asked.wait(60)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in err
    assert not page.exists()


def _kubeconfig(server: str) -> dict[str, Any]:
    return {
        "current-context": "c",
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": server}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
    }
