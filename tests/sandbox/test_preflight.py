"""The look at the live cluster, against a real API server and against servers that misbehave."""

import json
import socket
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import pytest

from cluster import reading
from cluster.access import KubeconfigError, resolve
from cluster.look import PreflightError, look
from cluster.reading import Answers
from cluster.transport import connection, patience
from cluster.transport.connection import Connection
from cluster.transport.faults import Unanswered
from cluster.transport.patience import Deadline
from cluster.transport.proxies import proxy
from reporting.objects.live import (
    CLUSTER_INFORMATION,
    CLUSTER_NAME,
    FELIX,
    JOBS,
    LICENSE,
    OPTIONAL,
    POD_TEMPLATE,
    REPORT_TYPES,
    REPORTS,
    LiveCluster,
    Outcome,
    Source,
    template_of,
)
from reporting.objects.ownership import Owner
from reporting.source.load import load
from reporting.stack.settings import Settings
from sandbox import ControlPlane, seed
from tests.cluster import Kubectl
from tests.sandbox.conftest import Create
from tests.sandbox.servers import EMPTY_LIST, Answering, Reply, serving, trickling, tunnelling
from tests.unit.stacks import examined

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OWNER = Owner("calico-reporting", "preflight")
EXTRA = (*OPTIONAL, template_of("preflight-daily"))
RUNS = {"preflight-run": {"reports": ["preflight-daily"], "last": "2h", "until": "2026-11-23T10:00:00Z"}}


def stack(**values: Any) -> Settings:
    report = {"reportType": "inventory", "schedule": "8 6 * * *"}
    stated = {
        "cluster": {"name": "test", "kubeconfig": "kubeconfig"},
        "intervals": "workshop",
        "reportSets": {"preflight": {"reports": {"preflight-daily": report}}},
        **values,
    }
    return load(stated, NOW)


def config(plane: ControlPlane) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(plane.kubeconfig.read_text())
    return content


def seen(project: Path, kubeconfig: dict[str, Any], settings: Settings | None = None) -> LiveCluster:
    """What a look finds through this kubeconfig."""
    (project / "kubeconfig").write_text(json.dumps(kubeconfig))
    return look(settings or stack(runs=RUNS), OWNER, project, {})


def needed(live: LiveCluster) -> set[Outcome]:
    """What became of reading all that a stack cannot do without."""
    return {outcome for source, outcome in live.outcomes.items() if source not in EXTRA}


def refused(project: Path, kubeconfig: dict[str, Any]) -> str:
    with pytest.raises(PreflightError) as caught:
        seen(project, kubeconfig)
    return str(caught.value)


def report(name: str, **metadata: Any) -> dict[str, Any]:
    return {
        "apiVersion": "projectcalico.org/v3",
        "kind": "GlobalReport",
        "metadata": {"name": name, **metadata},
        "spec": {"reportType": "inventory"},
    }


def job(name: str, **metadata: Any) -> dict[str, Any]:
    container = {"name": "reporter", "image": "example.com/reporter:1"}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": "tigera-compliance", **metadata},
        "spec": {"suspend": True, "template": {"spec": {"restartPolicy": "Never", "containers": [container]}}},
    }


# A healthy cluster


def test_a_healthy_cluster_is_read_whole(control_plane: ControlPlane, tmp_path: Path) -> None:
    live = seen(tmp_path, config(control_plane))
    assert needed(live) == {Outcome.FOUND}
    assert live.felix["healthPort"] == 9099
    assert live.version == "v3.22.1"
    assert live.report_types >= {"inventory", "network-access", "policy-audit", "cis-benchmark"}
    assert live.pod_template is not None
    assert live.pod_template["spec"]["containers"][0]["name"] == "reporter"
    assert abs(live.clock_skew) < timedelta(minutes=5)


def test_the_podtemplate_is_asked_for_only_where_there_are_runs(control_plane: ControlPlane, tmp_path: Path) -> None:
    live = seen(tmp_path, config(control_plane), stack())
    assert POD_TEMPLATE not in live.outcomes
    assert POD_TEMPLATE in seen(tmp_path, config(control_plane), stack(compliance="enable")).outcomes


def test_without_compliance_no_report_is_asked_for(control_plane: ControlPlane, tmp_path: Path) -> None:
    live = seen(tmp_path, config(control_plane), stack(compliance="absent", runs=RUNS))
    assert set(live.outcomes) - set(OPTIONAL) == {FELIX, CLUSTER_INFORMATION, JOBS}


def test_reports_come_with_their_labels_and_annotations(
    control_plane: ControlPlane, tmp_path: Path, create: Create
) -> None:
    create(report("preflight-daily", labels=OWNER.labels(), annotations={"note": "kept"}))
    found = seen(tmp_path, config(control_plane)).reports["preflight-daily"]
    assert OWNER.owns(found.labels)
    assert found.annotations["note"] == "kept"
    assert found.spec == {"reportType": "inventory"}


def test_long_lists_are_read_page_by_page(
    control_plane: ControlPlane, tmp_path: Path, create: Create, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {f"preflight-{number}" for number in range(5)}
    for name in names:
        create(report(name))
    monkeypatch.setattr(connection, "PAGE", 2)
    assert names <= set(seen(tmp_path, config(control_plane)).reports)


def test_jobs_are_the_stacks_own_and_those_with_a_runs_name(
    control_plane: ControlPlane, tmp_path: Path, create: Create
) -> None:
    create(job("preflight-run.preflight-daily"))
    create(job("preflight-old", labels=OWNER.labels()))
    create(job("preflight-foreign"))
    assert set(seen(tmp_path, config(control_plane)).jobs) == {"preflight-run.preflight-daily", "preflight-old"}
    assert set(seen(tmp_path, config(control_plane), stack()).jobs) == {"preflight-old"}


def test_felix_fields_come_with_who_set_them_and_nodes_with_their_own(
    control_plane: ControlPlane, tmp_path: Path, create: Create
) -> None:
    create(
        {
            "apiVersion": "projectcalico.org/v3",
            "kind": "FelixConfiguration",
            "metadata": {"name": "node.preflight"},
            "spec": {"flowLogsFlushInterval": "10s"},
        }
    )
    live = seen(tmp_path, config(control_plane))
    assert live.felix_managers["healthPort"] == ("calico-sandbox",)
    assert live.node_felix["node.preflight"]["flowLogsFlushInterval"] == "10s"
    assert "default" not in live.node_felix


def test_an_absent_object_is_told_from_an_unknown_kind(control_plane: ControlPlane, tmp_path: Path) -> None:
    absent = Source("projectcalico.org", "v3", "ClusterInformation", "clusterinformations", "absent")
    unknown = Source("projectcalico.org", "v3", "Nothing", "nothings", "default")
    unknown_list = Source("nothing.example.com", "v1", "Nothing", "nothings")
    in_no_namespace = Source("", "v1", "PodTemplate", "podtemplates", "tigera.io.report", "absent")
    (tmp_path / "kubeconfig").write_text(json.dumps(config(control_plane)))
    access = resolve(stack().cluster, tmp_path, {})
    sources = dict.fromkeys((absent, unknown, unknown_list, in_no_namespace), "")
    with Connection(access) as connected:
        answers = reading.read(connected, sources, Deadline(reading.LONGEST_SECONDS))
    assert {source: answer.outcome for source, answer in answers.by_source.items()} == {
        absent: Outcome.ABSENT,
        unknown: Outcome.NOT_SERVED,
        unknown_list: Outcome.NOT_SERVED,
        in_no_namespace: Outcome.ABSENT,
    }


# Ways in


def with_user(kubeconfig: dict[str, Any], user: dict[str, Any]) -> dict[str, Any]:
    return {**kubeconfig, "users": [{**kubeconfig["users"][0], "user": user}]}


def with_cluster(kubeconfig: dict[str, Any], **changes: Any) -> dict[str, Any]:
    entry = kubeconfig["clusters"][0]
    cluster = {key: value for key, value in {**entry["cluster"], **changes}.items() if value is not None}
    return {**kubeconfig, "clusters": [{**entry, "cluster": cluster}]}


@pytest.fixture
def reader(kubectl: Kubectl, create: Create, worker_id: str) -> Callable[..., str]:
    """The token of a service account that may read these resources of Calico's API, and no others of it."""

    def token(*resources: str) -> str:
        name = f"preflight-reader-{worker_id}"
        account = {"kind": "ServiceAccount", "name": name, "namespace": "default"}
        rules = [
            {"apiGroups": ["projectcalico.org"], "resources": list(resources), "verbs": ["get", "list"]},
            {"apiGroups": ["operator.tigera.io", "batch", ""], "resources": ["*"], "verbs": ["get", "list"]},
        ]
        create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": "default"}})
        rbac = "rbac.authorization.k8s.io/v1"
        create({"apiVersion": rbac, "kind": "ClusterRole", "metadata": {"name": name}, "rules": rules})
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name}
        binding = {"kind": "ClusterRoleBinding", "roleRef": role, "subjects": [account]}
        create({"apiVersion": rbac, "metadata": {"name": name}, **binding})
        made: str = kubectl("create", "token", name)
        return made.strip()

    return token


CALICO = ("felixconfigurations", "globalreports", "globalreporttypes", "clusterinformations")


def test_a_missing_right_is_found_and_the_rest_is_read(
    control_plane: ControlPlane, tmp_path: Path, reader: Callable[..., str]
) -> None:
    token = reader(*(resource for resource in CALICO if resource != "globalreports"))
    live = seen(tmp_path, with_user(config(control_plane), {"token": token}))
    assert {source for source, outcome in live.outcomes.items() if outcome is not Outcome.FOUND} - set(EXTRA) == {
        REPORTS
    }
    assert live.outcome(REPORTS) is Outcome.FORBIDDEN
    messages = [finding.message for finding in examined(stack(runs=RUNS), OWNER, live)]
    assert any("list globalreports in API group projectcalico.org" in message for message in messages)


def test_a_token_in_a_file_is_used(control_plane: ControlPlane, tmp_path: Path, reader: Callable[..., str]) -> None:
    (tmp_path / "token").write_text(reader(*CALICO))
    live = seen(tmp_path, with_user(config(control_plane), {"tokenFile": "token"}))
    assert needed(live) == {Outcome.FOUND}


def plugin(project: Path, script: str) -> dict[str, Any]:
    (project / "login").write_text(f"#!/bin/sh\n{script}\n")
    (project / "login").chmod(0o700)
    return {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "./login", "interactiveMode": "Never"}}


def issued(project: Path, **status: str) -> None:
    """What the plugin answers."""
    answer = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": status}
    (project / "answer").write_text(json.dumps(answer))


def test_an_exec_plugin_is_asked_once_in_its_own_version(
    control_plane: ControlPlane, tmp_path: Path, reader: Callable[..., str]
) -> None:
    issued(tmp_path, token=reader(*CALICO))
    script = f'echo "$KUBERNETES_EXEC_INFO" >> {tmp_path}/asked; cat {tmp_path}/answer'
    live = seen(tmp_path, with_user(config(control_plane), plugin(tmp_path, script)))
    assert needed(live) == {Outcome.FOUND}
    asked = (tmp_path / "asked").read_text().splitlines()
    assert [json.loads(line)["apiVersion"] for line in asked] == ["client.authentication.k8s.io/v1"]


def test_an_exec_plugin_may_answer_with_a_certificate(control_plane: ControlPlane, tmp_path: Path) -> None:
    pki = next(control_plane.home.glob("clusters/*/pki"))
    status = {
        "clientCertificateData": (pki / "admin.crt").read_text(),
        "clientKeyData": (pki / "admin.key").read_text(),
    }
    issued(tmp_path, **status)
    live = seen(tmp_path, with_user(config(control_plane), plugin(tmp_path, f"cat {tmp_path}/answer")))
    assert needed(live) == {Outcome.FOUND}


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo s3cr3t >&2; exit 3", "exit status 3"),
        ("echo s3cr3t", "not an ExecCredential"),
        ('echo "{\\"status\\": \\"s3cr3t\\"}"', "not an ExecCredential"),
    ],
)
def test_a_failing_exec_plugin_is_refused_without_its_output(
    control_plane: ControlPlane, tmp_path: Path, script: str, said: str
) -> None:
    message = refused(tmp_path, with_user(config(control_plane), plugin(tmp_path, script)))
    assert said in message
    assert "s3cr3t" not in message


def test_an_exec_plugin_that_is_not_installed_is_refused(control_plane: ControlPlane, tmp_path: Path) -> None:
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "no-such-login"}}
    assert "not installed" in refused(tmp_path, with_user(config(control_plane), user))


def test_an_exec_plugin_is_asked_again_where_the_server_refuses_what_it_said(
    control_plane: ControlPlane, tmp_path: Path, reader: Callable[..., str]
) -> None:
    issued(tmp_path, token=reader(*CALICO))
    outdated = (tmp_path / "answer").read_text().replace('"token": "', '"token": "outdated-')
    (tmp_path / "outdated").write_text(outdated)
    script = f"cd {tmp_path}; echo >> asked; if [ -e outdated ]; then cat outdated; rm outdated; else cat answer; fi"
    live = seen(tmp_path, with_user(config(control_plane), plugin(tmp_path, script)))
    assert needed(live) == {Outcome.FOUND}
    assert len((tmp_path / "asked").read_text().splitlines()) == 2


def test_who_is_to_be_acted_as_is_who_the_server_sees(control_plane: ControlPlane, tmp_path: Path) -> None:
    user = config(control_plane)["users"][0]["user"]
    live = seen(tmp_path, with_user(config(control_plane), {**user, "as": "nobody", "as-groups": ["system:masters"]}))
    assert needed(live) == {Outcome.FOUND}
    extra = {"as-uid": "7", "as-user-extra": {"acme.com/project": ["one", "two"]}}
    live = seen(tmp_path, with_user(config(control_plane), {**user, "as": "nobody", **extra}))
    assert set(live.outcomes.values()) == {Outcome.FORBIDDEN}


def test_a_clients_key_leaves_no_file_behind(
    control_plane: ControlPlane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(files))
    assert "client-key-data" in config(control_plane)["users"][0]["user"]
    assert needed(seen(tmp_path, config(control_plane))) == {Outcome.FOUND}
    assert list(files.iterdir()) == []


def test_another_server_name_is_asked_for_and_checked(control_plane: ControlPlane, tmp_path: Path) -> None:
    good = with_cluster(config(control_plane), **{"tls-server-name": "kubernetes.default.svc"})
    assert needed(seen(tmp_path, good)) == {Outcome.FOUND}
    bad = with_cluster(config(control_plane), **{"tls-server-name": "other.example.com"})
    message = refused(tmp_path, bad)
    assert "CERTIFICATE_VERIFY_FAILED" in message
    assert "Hostname mismatch, certificate is not valid for 'other.example.com'" in message
    assert "name one of the certificate's own in tls-server-name" in message


def test_an_unknown_authority_is_refused_unless_insecure(control_plane: ControlPlane, tmp_path: Path) -> None:
    unknown = with_cluster(config(control_plane), **{"certificate-authority-data": None})
    message = refused(tmp_path, unknown)
    assert "CERTIFICATE_VERIFY_FAILED" in message
    assert "unable to get local issuer certificate" in message
    assert "compared with this machine's authorities" in message
    assert "into certificate-authority-data of the kubeconfig's cluster entry" in message
    assert "VPN" not in message
    insecure = with_cluster(unknown, **{"insecure-skip-tls-verify": True})
    assert needed(seen(tmp_path, insecure)) == {Outcome.FOUND}


def test_a_certificate_that_is_none_is_refused(control_plane: ControlPlane, tmp_path: Path) -> None:
    broken = with_cluster(config(control_plane), **{"certificate-authority-data": "AAAA"})
    assert "not PEM" in refused(tmp_path, broken)


def test_rejected_credentials_ask_for_a_login(control_plane: ControlPlane, tmp_path: Path) -> None:
    message = refused(tmp_path, with_user(config(control_plane), {"token": "s3cr3t"}))
    assert "does not accept its credentials" in message
    assert "s3cr3t" not in message


def test_a_proxy_of_the_kubeconfig_is_used(control_plane: ControlPlane, tmp_path: Path, dead_port: int) -> None:
    proxied = with_cluster(config(control_plane), **{"proxy-url": f"http://127.0.0.1:{dead_port}"})
    assert "cannot be reached" in refused(tmp_path, proxied)


@pytest.mark.parametrize(
    ("host", "listed", "reached"),
    [
        ("127.0.0.1", "", True),
        ("cluster.invalid", "", False),
        ("cluster.invalid", "other.invalid,cluster.invalid", True),
        ("192.0.2.7", "192.0.2.0/24", True),
        ("192.0.2.7", "198.51.100.0/24", False),
    ],
)
def test_a_proxy_of_the_environment_is_used_as_client_go_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, listed: str, reached: bool
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", listed)
    (tmp_path / "kubeconfig").write_text(json.dumps(plain(f"https://{host}:6443")))
    assert (proxy(resolve(stack().cluster, tmp_path, {})) is None) is reached


def test_a_proxy_of_the_environment_of_another_kind_is_refused_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://name:s3cr3t@proxy.invalid:1080")
    (tmp_path / "kubeconfig").write_text(json.dumps(plain("https://cluster.invalid")))
    with pytest.raises(KubeconfigError, match="HTTPS_PROXY names a proxy") as caught:
        proxy(resolve(stack().cluster, tmp_path, {}))
    assert "s3cr3t" not in str(caught.value)


def test_a_proxy_is_logged_in_to_and_tunnelled_through(control_plane: ControlPlane, tmp_path: Path) -> None:
    asked: list[str] = []
    with tunnelling(asked) as address:
        proxied = with_cluster(config(control_plane), **{"proxy-url": f"http://name:p%40ss@{address}"})
        assert needed(seen(tmp_path, proxied)) == {Outcome.FOUND}
    server = config(control_plane)["clusters"][0]["cluster"]["server"]
    assert any(line.startswith(f"CONNECT {server.removeprefix('https://')} ") for line in asked)
    assert f"proxy-authorization: Basic {b64encode(b'name:p@ss').decode()}" in map(_lower_name, asked)


def _lower_name(line: str) -> str:
    name, colon, value = line.partition(":")
    return f"{name.lower()}{colon}{value}"


# Servers that misbehave


def plain(server: str) -> dict[str, Any]:
    """A kubeconfig for a server without credentials."""
    return {
        "current-context": "odd",
        "contexts": [{"name": "odd", "context": {"cluster": "odd"}}],
        "clusters": [{"name": "odd", "cluster": {"server": server}}],
    }


@pytest.fixture
def dead_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_SECONDS", 0.5)


def seen_at(project: Path, answer: Answering) -> LiveCluster:
    with serving(answer) as address:
        return seen(project, plain(address))


def test_a_dead_port_is_refused_with_the_place_and_the_way_out(tmp_path: Path, dead_port: int) -> None:
    message = refused(tmp_path, plain(f"http://name:s3cr3t@127.0.0.1:{dead_port}"))
    assert f"http://127.0.0.1:{dead_port} (context odd of {tmp_path / 'kubeconfig'})" in message
    assert "Connection refused" in message
    assert "pulumi config set preflight skip" in message
    assert "s3cr3t" not in message


@pytest.mark.usefixtures("short_patience")
def test_a_server_that_never_answers_is_given_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        message = refused(tmp_path, plain(f"http://127.0.0.1:{silent.getsockname()[1]}"))
    assert "no answer came" in message


def test_one_kind_that_never_answers_does_not_hold_up_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_SECONDS", 2.0)  # enough for the others on a busy machine
    released = Event()

    def answer(path: str, _: int) -> Reply:
        if path.endswith("globalreports"):
            released.wait()
        return EMPTY_LIST

    try:
        live = seen_at(tmp_path, answer)
    finally:
        released.set()
    late = {source for source, outcome in live.outcomes.items() if outcome is Outcome.UNAVAILABLE}
    assert late == {REPORTS}


@pytest.mark.usefixtures("short_patience")
def test_a_server_that_trickles_is_given_up(tmp_path: Path) -> None:
    with trickling() as address:
        assert "no answer came" in refused(tmp_path, plain(address))


def test_a_single_request_ends_at_its_deadline_also_while_the_answer_trickles(tmp_path: Path) -> None:
    with trickling("Content-Length: 1000\r\n\r\n", " ") as address:
        (tmp_path / "kubeconfig").write_text(json.dumps(plain(address)))
        with (
            Connection(resolve(stack().cluster, tmp_path, {})) as connected,
            pytest.raises(Unanswered, match="no answer came"),
        ):
            connected.get(CLUSTER_INFORMATION, Deadline(0.5))


def busy_first(stated: str) -> Answering:
    def answer(_: str, asked: int) -> Reply:
        return EMPTY_LIST if asked else Reply(429, "busy", {"Retry-After": stated})

    return answer


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(connection, "wait", waited.append)
    return waited


@pytest.mark.parametrize(("stated", "seconds"), [("0", 0), ("2", 2), ("0.5", 0.5), ("", 1), ("soon", 1)])
def test_a_busy_server_is_asked_again_when_it_says(
    tmp_path: Path, waits: list[float], stated: str, seconds: float
) -> None:
    live = seen_at(tmp_path, busy_first(stated))
    assert live.outcome(REPORTS) is Outcome.FOUND
    assert set(waits) == {seconds}


@pytest.mark.parametrize("stated", ["3600", "15", format_datetime(datetime(2099, 1, 1, tzinfo=UTC), usegmt=True)])
def test_a_server_that_stays_busy_too_long_is_given_up(tmp_path: Path, waits: list[float], stated: str) -> None:
    with pytest.raises(PreflightError, match="the answer was 429"):
        seen_at(tmp_path, busy_first(stated))
    assert waits == []


@pytest.mark.usefixtures("waits")
def test_a_server_that_is_always_busy_for_no_time_is_not_asked_for_ever(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(path: str, _: int) -> Reply:
        asked.append(path)
        return Reply(429, "busy", {"Retry-After": "0"})

    with pytest.raises(PreflightError, match="the answer was 429: busy"):
        seen_at(tmp_path, answer)
    assert {asked.count(path) for path in asked} == {1 + patience.MOST_RETRIES}


def test_a_failing_server_is_asked_again_where_it_says_when(tmp_path: Path, waits: list[float]) -> None:
    def answer(_: str, asked: int) -> Reply:
        return EMPTY_LIST if asked else Reply(503, "starting", {"Retry-After": "2"})

    assert seen_at(tmp_path, answer).outcome(REPORTS) is Outcome.FOUND
    assert set(waits) == {2}


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_that_fails_throughout_is_refused(tmp_path: Path, status: int) -> None:
    with pytest.raises(PreflightError, match=f"the answer was {status}"):
        seen_at(tmp_path, lambda _, __: Reply(status, "no"))


def test_a_page_instead_of_an_api_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PreflightError, match="cannot be read"):
        seen_at(tmp_path, lambda _, __: Reply(200, "<html>log in</html>"))


OBJECT = {"metadata": {"name": "default"}}
ODD_ANSWERS: dict[str, Any] = {
    "null": None,
    "a list": [OBJECT],
    "a number": 7,
    "a text": '"default"',
    "nothing": "",
    "deep": "[" * 100_000,
    "no metadata": {"items": []},
    "metadata that is no map": {"metadata": [], "items": []},
    "items that are no list": {**OBJECT, "spec": [], "items": {"a": OBJECT}},
    "an item that is no object": {**OBJECT, "spec": [], "items": ["default"]},
    "an item without metadata": {**OBJECT, "spec": [], "items": [{"spec": {}}]},
    "an item without a name": {**OBJECT, "spec": [], "items": [{"metadata": {"name": 7}}]},
    "a spec that is no map": {**OBJECT, "spec": [], "items": [{**OBJECT, "spec": "all"}]},
    "labels that are no map": {"metadata": {"labels": 7}, "items": [{"metadata": {"name": "default", "labels": 7}}]},
}


@pytest.mark.parametrize("body", ODD_ANSWERS.values(), ids=ODD_ANSWERS)
def test_what_is_no_answer_of_an_api_server_is_refused(tmp_path: Path, body: Any) -> None:
    with pytest.raises(PreflightError, match="cannot be reached: the answer cannot be read: "):
        seen_at(tmp_path, lambda _, __: Reply(body=body))


def test_one_odd_answer_leaves_the_others(tmp_path: Path) -> None:
    live = seen_at(tmp_path, lambda path, _: Reply(body=7) if path.endswith("globalreports") else EMPTY_LIST)
    assert {source for source, outcome in live.outcomes.items() if outcome is Outcome.UNAVAILABLE} == {REPORTS}


def test_fields_that_are_read_and_have_another_type_are_passed_over(tmp_path: Path) -> None:
    managed = [7, {"fieldsV1": 7}, {"manager": 7, "fieldsV1": {"f:spec": {"f:healthPort": {}}}}, {}]
    item = {"metadata": {"name": "default", "managedFields": managed}, "spec": {"cnxVersion": 7, "calicoVersion": []}}
    live = seen_at(tmp_path, lambda _, __: Reply(body={**item, "items": [item]}))
    assert (live.version, live.calico_version, live.felix_managers) == (None, None, {"healthPort": ("7",)})


def test_half_an_answer_is_refused(tmp_path: Path) -> None:
    half = EMPTY_LIST._replace(headers={"Content-Length": "100", "Connection": "close"})
    with pytest.raises(PreflightError, match="cannot be reached: the connection broke off"):
        seen_at(tmp_path, lambda _, __: half)


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    asked: list[str] = []

    def elsewhere(path: str, _: int) -> Reply:
        asked.append(path)
        return EMPTY_LIST

    with serving(elsewhere) as target:
        login = Reply(302, "", {"Location": f"{target}/login?state=s3cr3t"})
        with pytest.raises(PreflightError, match=r"the answer was 302, a redirect to http://127\.0\.0\.1, ") as caught:
            seen_at(tmp_path, lambda _, __: login)
    assert asked == []
    assert "s3cr3t" not in str(caught.value)


def test_a_server_may_have_a_path_of_its_own(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(path: str, _: int) -> Reply:
        asked.append(path)
        return EMPTY_LIST

    with serving(answer) as address:
        seen(tmp_path, plain(f"{address}/k8s/clusters/c-1/"))
    assert "/k8s/clusters/c-1/apis/projectcalico.org/v3/globalreports" in asked
    assert all(path.startswith("/k8s/clusters/c-1/api") for path in asked)


@pytest.mark.usefixtures("short_patience")
def test_a_list_that_never_ends_is_given_up_for_good(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(path: str, _: int) -> Reply:
        asked.append(path)
        return Reply(body={"metadata": {"continue": "more"}, "items": []})

    with serving(answer) as address:
        live = seen(tmp_path, plain(address))
        sleep(1)
        by_then = len(asked)
        sleep(0.5)
    assert live.outcome(CLUSTER_INFORMATION) is Outcome.FOUND
    assert live.outcome(REPORTS) is Outcome.UNAVAILABLE
    assert len(asked) == by_then


def test_an_hour_between_the_clocks_is_seen(tmp_path: Path) -> None:
    ahead = {"Date": format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)}
    live = seen_at(tmp_path, lambda _, __: EMPTY_LIST._replace(headers=ahead))
    assert abs(live.clock_skew - timedelta(hours=1)) < timedelta(minutes=1)


def test_a_date_that_is_none_is_passed_over(tmp_path: Path) -> None:
    live = seen_at(tmp_path, lambda _, __: EMPTY_LIST._replace(headers={"Date": "today"}))
    assert live.clock_skew == timedelta()


def test_a_template_from_before_linseed_has_the_clusters_name_looked_up_before_the_same_deadline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_env(**variable: str) -> dict[str, Any]:
        return {"spec": {"containers": [{"name": "one", "env": [variable]}]}}

    def answer(path: str, _: int) -> Reply:
        if path.endswith("podtemplates/tigera.io.report"):
            return Reply(body={"metadata": {}, "template": with_env(name="ELASTIC_HOST", value="elastic")})
        if path.endswith("deployments/intrusion-detection-controller"):
            return Reply(body={"metadata": {}, "spec": {"template": with_env(name="CLUSTER_NAME", value="one")}})
        return EMPTY_LIST

    deadlines: list[Deadline] = []
    read = reading.read

    def noted(*arguments: Any) -> Answers:
        deadlines.append(arguments[2])
        return read(*arguments)

    monkeypatch.setattr(reading, "read", noted)
    live = seen_at(tmp_path, answer)
    assert (live.cluster_name, live.outcome(CLUSTER_NAME)) == ("one", Outcome.FOUND)
    assert deadlines[0] is deadlines[1]


# Calico's API alone is away


@pytest.fixture(scope="module")
def outage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A control plane of its own whose Calico API is served by a Service that nobody is behind."""
    directory = tmp_path_factory.mktemp("outage")
    plane = ControlPlane.start(directory, f"outage-{directory.parent.name}")
    try:
        seed.apply(plane)
        api = "apiservice/v3.projectcalico.org"
        plane.kubectl("label", api, "kube-aggregator.kubernetes.io/automanaged-")
        plane.kubectl("create", "service", "clusterip", "calico-api", "--tcp=443", "--namespace=default")
        service = {"name": "calico-api", "namespace": "default"}
        spec = {"service": service, "insecureSkipTLSVerify": True}
        plane.kubectl("patch", api, "--type=merge", "--patch", json.dumps({"spec": spec}))
        plane.kubectl("wait", "--for=condition=Available=False", "--timeout=30s", api)
        yield plane
    finally:
        plane.stop()


def test_calicos_api_away_behind_a_healthy_kubernetes_api_is_told(outage: ControlPlane, tmp_path: Path) -> None:
    live = seen(tmp_path, config(outage))
    away = {source for source, outcome in live.outcomes.items() if outcome is Outcome.UNAVAILABLE}
    assert away == {FELIX, REPORTS, REPORT_TYPES, CLUSTER_INFORMATION, LICENSE}
    messages = [finding.message for finding in examined(stack(runs=RUNS), OWNER, live)]
    assert len(messages) == 1
    assert "PULUMI_RUN_PROGRAM=true" in messages[0]
