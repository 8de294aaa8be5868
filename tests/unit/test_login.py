"""Who asks: the headers of a kubeconfig's user, as client-go sends them (transport/round_trippers.go)."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cluster.access import Access, KubeconfigError
from cluster.login import Login

SECRET = "s3cr3t-t0k3n"  # noqa: S105
VERSION = "client.authentication.k8s.io/v1"


def access(user: dict[str, Any], server: str = "https://one.example.com", **cluster: Any) -> Access:
    return Access("a", "kubeconfig", server, {"server": server, **cluster}, user)


def headers(user: dict[str, Any], server: str = "https://one.example.com") -> list[tuple[str, str]]:
    return list(Login(access(user, server)).credential().headers)


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


def test_impersonation_is_sent_as_client_go_sends_it() -> None:
    user = {
        "as": "jane",
        "as-uid": "7",
        "as-groups": ["auditors", "system:authenticated"],
        "as-user-extra": {"acme.com/project": ["one", "two"], "Größe 100%": ["big"]},
    }
    assert headers(user) == [
        ("Impersonate-User", "jane"),
        ("Impersonate-Uid", "7"),
        ("Impersonate-Group", "auditors"),
        ("Impersonate-Group", "system:authenticated"),
        ("Impersonate-Extra-acme.com%2Fproject", "one"),
        ("Impersonate-Extra-acme.com%2Fproject", "two"),
        ("Impersonate-Extra-Gr%C3%B6%C3%9Fe%20100%25", "big"),
    ]


def test_impersonation_comes_on_top_of_the_login() -> None:
    assert headers({"token": SECRET, "as": "jane"}) == [
        ("Authorization", f"Bearer {SECRET}"),
        ("Impersonate-User", "jane"),
    ]


@pytest.mark.parametrize("name", ["jürgen", "名前"])
def test_other_letters_are_sent_as_utf_8(name: str) -> None:
    [(_, value)] = headers({"as": name})
    assert value.encode("latin-1").decode() == name


def test_a_username_is_sent_with_its_password() -> None:
    assert headers({"username": "jane", "password": SECRET}) == [("Authorization", basic(f"jane:{SECRET}"))]
    assert headers({}, f"https://jane:{SECRET}%21@one.example.com") == [("Authorization", basic(f"jane:{SECRET}!"))]


def test_a_tokens_file_counts_before_a_token_and_loses_its_line_break(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f" {SECRET}\n")
    user = {"token": "old", "tokenFile": str(tmp_path / "token")}
    assert headers(user) == [("Authorization", f"Bearer {SECRET}")]


def test_an_empty_tokens_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n")
    with pytest.raises(KubeconfigError, match="without a token in it"):
        headers({"tokenFile": str(tmp_path / "token")})


@pytest.mark.parametrize("user", [{"token": f"{SECRET}\nX-Other: 1"}, {"as": "jane\r"}])
def test_a_line_break_in_a_header_is_refused_without_its_value(user: dict[str, str]) -> None:
    with pytest.raises(KubeconfigError, match="line break") as caught:
        headers(user)
    assert SECRET not in str(caught.value)


def test_without_tls_no_credentials_are_shown_as_by_client_go() -> None:
    user = {"token": SECRET, "as": "jane", "exec": {"command": "false"}}
    assert headers(user, "http://one.example.com") == [("Impersonate-User", "jane")]


# Plugins


class Plugin:
    """An exec plugin that counts its calls and keeps what it was told; the number of the call is its token."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.entry = {"apiVersion": VERSION, "command": str(folder / "login"), "interactiveMode": "Never"}
        self.answers()

    def answers(self, version: str = VERSION, **status: str) -> None:
        answer = {"apiVersion": version, "kind": "ExecCredential", "status": {"token": "CALL", **status}}
        script = f"""#!/bin/sh
printf '%s\\n' "$KUBERNETES_EXEC_INFO" >> {self.folder}/asked
sed "s/CALL/$(wc -l < {self.folder}/asked | tr -d ' ')/" <<'END'
{json.dumps(answer)}
END
"""
        (self.folder / "login").write_text(script)
        (self.folder / "login").chmod(0o700)

    @property
    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "asked").read_text().splitlines()]


@pytest.fixture
def plugin(tmp_path: Path) -> Plugin:
    return Plugin(tmp_path)


def in_an_hour() -> str:
    return f"{datetime.now(UTC) + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("version", [VERSION, f"{VERSION}beta1"])
def test_a_plugin_is_asked_once_in_its_own_version(plugin: Plugin, version: str) -> None:
    plugin.answers(version, expirationTimestamp=in_an_hour())
    login = Login(access({"exec": {**plugin.entry, "apiVersion": version}}))
    assert login.credential().headers == login.credential().headers == (("Authorization", "Bearer 1"),)
    assert [asked["apiVersion"] for asked in plugin.asked] == [version]


def test_a_plugin_is_asked_anew_once_its_answer_has_expired(plugin: Plugin) -> None:
    plugin.answers(expirationTimestamp="2026-01-01T00:00:00Z")
    login = Login(access({"exec": plugin.entry}))
    plugin.answers(expirationTimestamp=in_an_hour())
    assert login.credential().headers == login.credential().headers == (("Authorization", "Bearer 2"),)


def test_a_plugin_is_asked_anew_once_its_answer_was_refused_and_once_for_all_requests(plugin: Plugin) -> None:
    login = Login(access({"exec": plugin.entry}))
    refused = login.credential()
    assert login.after(refused).headers == login.after(refused).headers == (("Authorization", "Bearer 2"),)
    assert len(plugin.asked) == 2


@pytest.mark.parametrize("user", [{"token": "t"}, {"username": "jane"}, {"client-certificate-data": "AAAA"}])
def test_a_plugin_is_not_asked_beside_another_login_as_by_client_go(plugin: Plugin, user: dict[str, str]) -> None:
    Login(access({"exec": plugin.entry, **user}))
    assert not (plugin.folder / "asked").exists()


def test_a_plugin_is_told_the_clusters_authority_from_a_file_as_from_data(plugin: Plugin, tmp_path: Path) -> None:
    entry = {**plugin.entry, "provideClusterInfo": True}
    data = b64encode(b"authority").decode()
    (tmp_path / "ca.crt").write_bytes(b"authority")
    for cluster in ({"certificate-authority-data": data}, {"certificate-authority": str(tmp_path / "ca.crt")}):
        Login(access({"exec": entry}, **cluster))
    told = [asked["spec"]["cluster"] for asked in plugin.asked]
    assert told == [{"server": "https://one.example.com", "certificate-authority-data": data}] * 2


def test_a_plugin_of_an_unknown_version_is_refused_with_those_there_are(plugin: Plugin) -> None:
    with pytest.raises(KubeconfigError, match=r"v1alpha1', and there are .*/v1 and .*/v1beta1"):
        Login(access({"exec": {**plugin.entry, "apiVersion": "client.authentication.k8s.io/v1alpha1"}}))


@pytest.mark.parametrize(
    ("version", "status"),
    [
        (f"{VERSION}beta1", {}),
        (VERSION, {"token": ""}),
        (VERSION, {"clientCertificateData": "pem"}),
        (VERSION, {"clientKeyData": SECRET}),
        (VERSION, {"expirationTimestamp": "soon"}),
    ],
)
def test_an_answer_that_the_provider_would_refuse_is_refused(
    plugin: Plugin, version: str, status: dict[str, str]
) -> None:
    plugin.answers(version, **status)
    with pytest.raises(KubeconfigError, match="not an ExecCredential") as caught:
        Login(access({"exec": plugin.entry}))
    assert SECRET not in str(caught.value)
