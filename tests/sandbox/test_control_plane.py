"""The embedded control plane: what it holds, how its Pods end, and what it leaves alone."""

import base64
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox import ControlPlane, SandboxError, components, seed
from sandbox.toolchain.cache import cache_directory
from tests.cluster import CHANGES_SINGLETONS, Kubectl
from tests.sandbox.conftest import Create

ROOT = Path(__file__).resolve().parents[2]
WORKSHOP_REPORTS = ROOT.parent / "shared" / "workshop" / "expected-reports.yaml"
OUTCOME = "sandbox.calico-reporting/outcome"


def job(name: str, annotations: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    """A Job of one Pod, as reporter runs are."""
    container = {"name": "reporter", "image": "quay.io/tigera/compliance-reporter:v3.22.1"}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": "tigera-compliance"},
        "spec": {
            "backoffLimit": 0,
            "template": {
                "metadata": {"annotations": annotations or {}},
                "spec": {"restartPolicy": "Never", "containers": [container]},
            },
        }
        | spec,
    }


def await_job(kubectl: Kubectl, name: str, condition: str) -> None:
    kubectl("wait", "-n", "tigera-compliance", f"--for={condition}", "--timeout=30s", f"job/{name}")


def pod_of(kubectl: Kubectl, name: str) -> dict[str, Any]:
    pods = kubectl("get", "pods", "-n", "tigera-compliance", "-l", f"job-name={name}", "-o", "json")
    [pod] = pods["items"]
    return dict(pod)


@pytest.mark.parametrize(
    ("kind", "name", "namespace"),
    [
        ("globalreporttype", "inventory", None),
        ("globalreporttype", "network-access", None),
        ("globalreporttype", "policy-audit", None),
        ("globalreporttype", "cis-benchmark", None),
        ("felixconfiguration", "default", None),
        ("clusterinformation", "default", None),
        ("compliance", "tigera-secure", None),
        ("logstorage", "tigera-secure", None),
        ("namespace", "hipstershop", None),
        ("serviceaccount", "tigera-compliance-reporter", "tigera-compliance"),
        ("podtemplate", "tigera.io.report", "tigera-compliance"),
    ],
)
def test_seeded_object_is_there(kubectl: Kubectl, kind: str, name: str, namespace: str | None) -> None:
    scope = ["-n", namespace] if namespace else []
    assert kubectl("get", kind, name, *scope, "-o", "json")["metadata"]["name"] == name


@CHANGES_SINGLETONS
def test_felix_has_default_intervals_and_values_of_others(control_plane: ControlPlane, kubectl: Kubectl) -> None:
    seed.apply(control_plane)
    felix = kubectl("get", "felixconfiguration", "default", "-o", "json")
    assert felix["spec"]["flowLogsFlushInterval"] == "5m0s"
    assert felix["spec"]["dnsLogsFlushInterval"] == "5m0s"
    assert felix["spec"]["healthPort"] == 9099
    assert felix["metadata"]["annotations"]["example.com/owner"] == "platform-team"


def test_live_pod_template_has_what_a_job_refuses(kubectl: Kubectl) -> None:
    arguments = ("podtemplate", "tigera.io.report", "-n", "tigera-compliance", "-o", "json")
    assert kubectl("get", *arguments)["template"]["spec"]["restartPolicy"] == "Always"


def test_server_calls_itself_by_the_pinned_version(kubectl: Kubectl) -> None:
    versions = kubectl("version", "-o", "json")
    assert versions["serverVersion"]["gitVersion"].startswith("v1.34.")
    assert versions["clientVersion"]["gitVersion"].startswith("v1.34.")


def test_workshop_reports_are_stored_whole(kubectl: Kubectl, create: Create) -> None:
    if not WORKSHOP_REPORTS.exists():
        pytest.skip("no ../shared: the workshop's reports cannot be applied")
    for report in yaml.safe_load_all(WORKSHOP_REPORTS.read_text()):
        create(report)
        stored = kubectl("get", "globalreport", report["metadata"]["name"], "-o", "json")
        assert stored["spec"] == report["spec"]


def test_report_without_type_is_refused(create: Create) -> None:
    with pytest.raises(SandboxError, match=r"spec\.reportType"):
        create(
            {
                "apiVersion": "projectcalico.org/v3",
                "kind": "GlobalReport",
                "metadata": {"name": "untyped"},
                "spec": {"schedule": "0 0 * * *"},
            }
        )


def test_pod_of_a_job_completes(kubectl: Kubectl, create: Create) -> None:
    create(job("completes"))
    await_job(kubectl, "completes", "condition=Complete")
    assert pod_of(kubectl, "completes")["status"]["phase"] == "Succeeded"


def test_pod_without_a_job_completes(kubectl: Kubectl, create: Create) -> None:
    pod = job("by-hand")["spec"]["template"] | {"apiVersion": "v1", "kind": "Pod"}
    pod["metadata"] |= {"name": "by-hand", "namespace": "tigera-compliance"}
    create(pod)
    succeeded = "--for=jsonpath={.status.phase}=Succeeded"
    kubectl("wait", "-n", "tigera-compliance", succeeded, "--timeout=30s", "pod/by-hand")


def test_job_made_from_the_seeded_template_completes(kubectl: Kubectl, create: Create) -> None:
    arguments = ("podtemplate", "tigera.io.report", "-n", "tigera-compliance", "-o", "json")
    template = kubectl("get", *arguments)["template"]
    template["spec"]["restartPolicy"] = "Never"
    create(job("from-template", template=template))
    await_job(kubectl, "from-template", "condition=Complete")


def test_pod_fails_with_the_annotated_reason_and_exit_code(kubectl: Kubectl, create: Create) -> None:
    annotations = {
        OUTCOME: "fail",
        "sandbox.calico-reporting/exit-code": "7",
        "sandbox.calico-reporting/reason": "LinseedUnreachable",
        "sandbox.calico-reporting/message": 'no answer from "linseed": timeout',
    }
    create(job("fails", annotations))
    await_job(kubectl, "fails", "condition=Failed")
    [container] = pod_of(kubectl, "fails")["status"]["containerStatuses"]
    ended = container["state"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (7, "LinseedUnreachable")
    assert ended["message"] == 'no answer from "linseed": timeout'


def test_pod_fails_with_exit_code_one_by_default(kubectl: Kubectl, create: Create) -> None:
    create(job("fails-by-default", {OUTCOME: "fail"}))
    await_job(kubectl, "fails-by-default", "condition=Failed")
    [container] = pod_of(kubectl, "fails-by-default")["status"]["containerStatuses"]
    ended = container["state"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (1, "Error")


def test_pod_that_hangs_runs_until_the_jobs_deadline(kubectl: Kubectl, create: Create) -> None:
    create(job("hangs", {OUTCOME: "hang"}, activeDeadlineSeconds=3))
    await_job(kubectl, "hangs", "jsonpath={.status.ready}=1")
    assert pod_of(kubectl, "hangs")["status"]["phase"] == "Running"
    await_job(kubectl, "hangs", "condition=Failed")
    conditions = kubectl("get", "job", "hangs", "-n", "tigera-compliance", "-o", "json")["status"]["conditions"]
    assert "DeadlineExceeded" in {condition["reason"] for condition in conditions}


def test_end_of_a_pod_can_be_delayed(kubectl: Kubectl, create: Create) -> None:
    create(job("delayed", {"sandbox.calico-reporting/delay": "2s"}))
    await_job(kubectl, "delayed", "jsonpath={.status.ready}=1")
    await_job(kubectl, "delayed", "condition=Complete")


def test_log_of_a_pod_can_be_read(kubectl: Kubectl, create: Create) -> None:
    create(job("logs"))
    await_job(kubectl, "logs", "condition=Complete")
    assert "no reporter runs here" in kubectl("logs", "-n", "tigera-compliance", "job/logs")


def test_job_that_is_deleted_takes_its_running_pod_along(kubectl: Kubectl, create: Create) -> None:
    create(job("deleted", {OUTCOME: "hang"}))
    await_job(kubectl, "deleted", "jsonpath={.status.ready}=1")
    pod = pod_of(kubectl, "deleted")["metadata"]["name"]
    kubectl("delete", "job", "deleted", "-n", "tigera-compliance")
    kubectl("wait", "-n", "tigera-compliance", "--for=delete", "--timeout=30s", f"pod/{pod}")


def test_it_listens_on_loopback_alone(control_plane: ControlPlane) -> None:
    addresses = listening_addresses(control_plane)
    assert len(addresses) >= len(components.COMPONENTS)
    assert {address.rpartition(":")[0] for address in addresses} == {"127.0.0.1"}


def listening_addresses(plane: ControlPlane) -> set[str]:
    """Local addresses, `host:port`, on which the control plane's processes accept connections."""
    pids = {components.alive(plane.home, component) for component in components.COMPONENTS}
    if Path("/proc/net/tcp").exists():
        sockets = {link for pid in pids for link in open_files(f"/proc/{pid}/fd")}
        return set(proc_addresses("/proc/net/tcp", sockets) + proc_addresses("/proc/net/tcp6", sockets))
    listing = ["lsof", "-a", "-nP", "-iTCP", "-sTCP:LISTEN", "-Fn", "-p", ",".join(map(str, pids))]
    output = subprocess.run(listing, capture_output=True, text=True, check=True).stdout
    return {line[1:] for line in output.splitlines() if line.startswith("n")}


def open_files(directory: str) -> set[str]:
    links = set()
    for file in Path(directory).iterdir():
        try:
            links.add(str(file.readlink()))
        except FileNotFoundError:
            continue
    return links


def proc_addresses(table: str, sockets: set[str]) -> list[str]:
    """Rows of /proc/net/tcp in state LISTEN (0A) that belong to one of the sockets; see proc(5)."""
    rows = [line.split() for line in Path(table).read_text().splitlines()[1:]]
    return [readable_address(row[1]) for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]


def readable_address(text: str) -> str:
    host, _, port = text.partition(":")
    if len(host) != 8:
        return f"[{host}]:{int(port, 16)}"
    octets = reversed(bytes.fromhex(host))
    return f"{'.'.join(map(str, octets))}:{int(port, 16)}"


def test_kubeconfig_is_its_owners_alone_and_has_one_context(control_plane: ControlPlane) -> None:
    assert stat.S_IMODE(control_plane.kubeconfig.stat().st_mode) == 0o600
    content = yaml.safe_load(control_plane.kubeconfig.read_text())
    assert [context["name"] for context in content["contexts"]] == [control_plane.context]
    assert base64.b64decode(content["users"][0]["user"]["client-key-data"]).startswith(b"-----BEGIN")


def test_users_files_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALICO_REPORTING_CACHE", str(cache_directory()))
    home = tmp_path / "home"
    (home / ".kube").mkdir(parents=True)
    kubeconfig = home / ".kube" / "config"
    kubeconfig.write_text("apiVersion: v1\nkind: Config\ncurrent-context: production\n")
    before = kubeconfig.read_bytes()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig))
    plane = ControlPlane.start(tmp_path / "sandbox", "apart")
    try:
        plane.kubectl("get", "namespaces")
    finally:
        plane.stop()
    assert kubeconfig.read_bytes() == before
    assert [file for file in home.rglob("*") if file.is_file()] == [kubeconfig]


def test_start_of_one_that_runs_changes_nothing(control_plane: ControlPlane) -> None:
    before = process_ids(control_plane)
    again = ControlPlane.start(control_plane.directory, control_plane.name)
    assert again == control_plane
    assert process_ids(control_plane) == before


def process_ids(plane: ControlPlane) -> dict[str, int | None]:
    return {component: components.alive(plane.home, component) for component in components.COMPONENTS}


@CHANGES_SINGLETONS
def test_seeding_again_puts_seeded_values_back(control_plane: ControlPlane, kubectl: Kubectl) -> None:
    patch = json.dumps({"spec": {"flowLogsFlushInterval": "30s"}})
    kubectl("patch", "felixconfiguration", "default", "--type=merge", "-p", patch)
    seed.apply(control_plane)
    assert kubectl("get", "felixconfiguration", "default", "-o", "json")["spec"]["flowLogsFlushInterval"] == "5m0s"


@pytest.fixture
def own_plane(tmp_path: Path) -> Any:
    """A control plane of the test's own, not seeded, to be broken."""
    plane = ControlPlane.start(tmp_path, "broken")
    yield plane
    plane.stop()


@pytest.mark.parametrize(
    ("component", "argument"),
    [
        ("kube-controller-manager", "--leader-elect=false"),
        ("kube-scheduler", "--leader-elect=false"),
        ("etcd", "--unsafe-no-fsync=true"),
    ],
)
def test_component_waits_for_no_leader_and_no_disk(control_plane: ControlPlane, component: str, argument: str) -> None:
    pid = components.alive(control_plane.home, component)
    line = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=True)
    assert argument in line.stdout.split()


def test_api_server_comes_back_with_its_data(own_plane: ControlPlane) -> None:
    own_plane.kubectl("create", "namespace", "kept")
    own_plane.pause()
    assert not own_plane.running()
    with pytest.raises(SandboxError, match="refused"):
        own_plane.kubectl("get", "namespaces")
    own_plane.resume()
    assert own_plane.running()
    assert "kept" in own_plane.kubectl("get", "namespaces")


@pytest.mark.parametrize("component", ["etcd", "kube-controller-manager", "kwok-controller"])
def test_half_dead_control_plane_is_started_anew(own_plane: ControlPlane, component: str) -> None:
    components.kill(own_plane.home, component)
    assert not own_plane.running()
    again = ControlPlane.start(own_plane.directory, own_plane.name)
    assert again.running()


def test_resume_starts_what_ended_by_itself(own_plane: ControlPlane) -> None:
    [pid_file] = own_plane.home.glob("clusters/*/pids/kwok-controller.pid")
    components.kill(own_plane.home, "kwok-controller")
    with subprocess.Popen(["sleep", "600"]) as holder_of_its_number:
        pid_file.write_text(str(holder_of_its_number.pid))
        own_plane.resume()
        holder_of_its_number.kill()
    assert own_plane.running()


def test_pid_of_a_foreign_process_is_never_killed(own_plane: ControlPlane) -> None:
    [pid_file] = own_plane.home.glob("clusters/*/pids/kwok-controller.pid")
    components.kill(own_plane.home, "kwok-controller")
    with subprocess.Popen(["sleep", "600"]) as foreign:
        pid_file.write_text(str(foreign.pid))
        own_plane.stop()
        assert foreign.poll() is None
        foreign.kill()


def test_stop_leaves_no_process_and_no_kubeconfig(own_plane: ControlPlane) -> None:
    own_plane.stop()
    assert not own_plane.running()
    assert not own_plane.kubeconfig.exists()
    assert not own_plane.home.exists()


def test_two_run_side_by_side(own_plane: ControlPlane, control_plane: ControlPlane) -> None:
    assert own_plane.running()
    assert control_plane.running()
    own_plane.kubectl("create", "namespace", "only-here")
    assert "only-here" not in control_plane.kubectl("get", "namespaces")


def run_sandbox(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_go_is_one_message(tmp_path: Path) -> None:
    answer = run_sandbox("path", "etcd", PATH=str(tmp_path), CALICO_REPORTING_CACHE=str(tmp_path))
    assert answer.returncode == 1
    assert answer.stderr.startswith("error: cannot build etcd")
    assert "https://go.dev/dl" in answer.stderr


def test_old_go_is_one_message(tmp_path: Path) -> None:
    program(tmp_path / "go", "echo go version go1.20.14 linux/amd64")
    answer = run_sandbox("path", "etcd", PATH=f"{tmp_path}:/bin", CALICO_REPORTING_CACHE=str(tmp_path / "cache"))
    assert answer.returncode == 1
    assert "go1.20.14" in answer.stderr
    assert "too old" in answer.stderr


def test_failing_build_shows_gos_words_and_leaves_nothing(tmp_path: Path) -> None:
    program(tmp_path / "go", 'case "$1" in version) echo go version go1.26.0 x/y;; *) echo no proxy; exit 1;; esac')
    answer = run_sandbox("path", "etcd", PATH=f"{tmp_path}:/bin", CALICO_REPORTING_CACHE=str(tmp_path / "cache"))
    assert answer.returncode == 1
    assert "no proxy" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert [file.name for file in (tmp_path / "cache").rglob("*") if file.is_file()] == [".lock"]


@pytest.mark.parametrize(("version", "is_used"), [("3.6.1", True), ("3.5.9", False)])
def test_program_on_path_is_used_at_a_fitting_version(tmp_path: Path, version: str, is_used: bool) -> None:
    etcd = program(tmp_path / "etcd", f"echo etcd Version: {version}")
    answer = run_sandbox("path", "etcd", PATH=f"{tmp_path}:/bin", CALICO_REPORTING_CACHE=str(tmp_path / "cache"))
    assert (answer.stdout.strip() == str(etcd)) is is_used


def test_two_processes_build_a_program_once(tmp_path: Path) -> None:
    program(tmp_path / "go", GO)
    environment = os.environ | {"PATH": f"{tmp_path}:/bin", "CALICO_REPORTING_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "sandbox", "path", "etcd"]
    both = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert (tmp_path / "calls").read_text() == "build\n"


def test_build_tells_its_begin_and_end_in_a_line_each(tmp_path: Path) -> None:
    program(tmp_path / "go", GO)
    cache = str(tmp_path / "cache")
    answer = run_sandbox("path", "etcd", PATH=f"{tmp_path}:/bin", CALICO_REPORTING_CACHE=cache)
    begin, end = answer.stderr.splitlines()
    assert begin.startswith("building etcd v")
    assert re.search(r": done in \d+\.\d s$", end)


def test_quiet_build_prints_the_path_alone(tmp_path: Path) -> None:
    program(tmp_path / "go", GO)
    cache = str(tmp_path / "cache")
    answer = run_sandbox("--quiet", "path", "etcd", PATH=f"{tmp_path}:/bin", CALICO_REPORTING_CACHE=cache)
    assert answer.stderr == ""
    assert answer.stdout.strip().endswith("/etcd")


GO = """
[ "$1" = version ] && exec echo go version go1.26.0 linux/amd64
echo "$1" >> "${0%/*}/calls"
while [ "$1" != -o ]; do shift; done
sleep 0.5
echo > "$2"
"""
"""A Go that notes each build beside itself and builds an empty file."""


def program(path: Path, script: str) -> Path:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_status_of_none_says_so(tmp_path: Path) -> None:
    answer = run_sandbox("--directory", str(tmp_path), "status")
    assert (answer.returncode, answer.stdout) == (1, "not running\n")
