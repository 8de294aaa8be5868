"""Which cluster a stack goes to. The rules are client-go's: tools/clientcmd/loader.go and client_config.go."""

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from cluster.access import Access, KubeconfigError, resolve
from reporting.stack.cluster import Cluster

SECRET = "s3cr3t-t0k3n"  # noqa: S105


@pytest.fixture
def project(tmp_path: Path) -> Path:
    directory = tmp_path / "project"
    directory.mkdir()
    return directory


def kubeconfig(
    *contexts: str, current: str | None = None, host: str = "one.example.com", user: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A kubeconfig with a cluster and a user of each context's own name."""
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}} for name in contexts],
        "clusters": [{"name": name, "cluster": {"server": f"https://{name}.{host}:6443"}} for name in contexts],
        "users": [{"name": name, "user": user or {"token": f"{SECRET}-{name}"}} for name in contexts],
        **({"current-context": current} if current is not None else {}),
    }


def written(path: Path, content: dict[str, Any] | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def cluster(**values: Any) -> Cluster:
    return Cluster.model_validate({"name": "test", **values})


def ambient(*paths: Path | str) -> dict[str, str]:
    return {"KUBECONFIG": os.pathsep.join(map(str, paths)), "HOME": "/nowhere"}


def refusal(stated: Cluster, project: Path, environ: dict[str, str], **options: Any) -> str:
    with pytest.raises(KubeconfigError) as caught:
        resolve(stated, project, environ, **options)
    message = str(caught.value)
    assert SECRET not in message
    return message


def test_a_stated_file_is_read_relative_to_the_project_whatever_kubeconfig_says(project: Path) -> None:
    written(project / ".sandbox/kubeconfig", kubeconfig("dev", current="dev"))
    other = written(project / "other", kubeconfig("prod", current="prod"))
    access = resolve(cluster(kubeconfig=".sandbox/kubeconfig"), project, ambient(other))
    assert (access.context, access.server) == ("dev", "https://dev.one.example.com:6443")


def test_a_stated_context_is_chosen_in_a_stated_file(project: Path) -> None:
    written(project / "file", kubeconfig("dev", "prod", current="dev"))
    assert resolve(cluster(kubeconfig="file", context="prod"), project, {}).context == "prod"


def test_a_stated_context_beats_the_current_one(project: Path) -> None:
    path = written(project / "file", kubeconfig("dev", "prod", current="dev"))
    assert resolve(cluster(context="prod"), project, ambient(path)).context == "prod"


def test_without_kubeconfig_the_file_in_home_counts(project: Path, tmp_path: Path) -> None:
    written(tmp_path / ".kube/config", kubeconfig("home"))
    environ = {"HOME": str(tmp_path), "KUBECONFIG": ""}
    assert resolve(cluster(context="home"), project, environ).server == "https://home.one.example.com:6443"


def test_with_kubeconfig_the_file_in_home_does_not_count(project: Path, tmp_path: Path) -> None:
    written(tmp_path / ".kube/config", kubeconfig("home"))
    path = written(project / "file", kubeconfig("other"))
    assert (
        "home" not in refusal(cluster(context="x"), project, {**ambient(path), "HOME": str(tmp_path)}).split("are: ")[1]
    )


def test_of_several_files_the_first_wins_for_each_name(project: Path) -> None:
    first = written(project / "first", kubeconfig("a", "b", host="first"))
    second = written(project / "second", kubeconfig("b", "c", host="second"))
    servers = [resolve(cluster(context=name), project, ambient(first, second)).server for name in "abc"]
    assert servers == ["https://a.first:6443", "https://b.first:6443", "https://c.second:6443"]


def test_a_context_of_one_file_may_lead_to_a_cluster_and_a_user_of_others(project: Path) -> None:
    whole = kubeconfig("a")
    files = [written(project / key, {key: whole[key]}) for key in ("contexts", "clusters", "users")]
    access = resolve(cluster(context="a"), project, ambient(*files))
    assert (access.server, access.user["token"]) == ("https://a.one.example.com:6443", f"{SECRET}-a")


def test_missing_and_empty_files_and_entries_are_passed_over(project: Path) -> None:
    path = written(project / "file", kubeconfig("a"))
    empty = written(project / "empty", "")
    assert resolve(cluster(context="a"), project, ambient("", project / "missing", empty, path)).context == "a"


def test_a_relative_path_in_kubeconfig_starts_at_the_project(project: Path) -> None:
    written(project / "file", kubeconfig("a"))
    assert resolve(cluster(context="a"), project, ambient("file")).context == "a"


def with_certificates(name: str) -> dict[str, Any]:
    user = {"client-certificate": "tls.crt", "client-key": "../keys/tls.key", "tokenFile": "token"}
    content = kubeconfig(name, current=name, user=user)
    content["clusters"][0]["cluster"]["certificate-authority"] = "ca.crt"
    return content


def certificates_in(directory: Path) -> None:
    for name in ("tls.crt", "../keys/tls.key", "token", "ca.crt"):
        written(directory / name, "")


def test_certificates_lie_beside_the_file_that_names_them(project: Path) -> None:
    other = written(project / "here/first", kubeconfig("other"))
    path = written(project / "there/second", with_certificates("a"))
    certificates_in(project / "there")
    access = resolve(cluster(context="a"), project, ambient(other, path))
    assert access.cluster["certificate-authority"] == str(project / "there/ca.crt")
    assert access.user["client-key"] == str(project / "keys/tls.key")


def test_certificates_of_a_stated_file_lie_in_the_project_because_the_provider_reads_its_content(project: Path) -> None:
    written(project / "deep/kubeconfig", with_certificates("a"))
    certificates_in(project)
    access = resolve(cluster(kubeconfig="deep/kubeconfig"), project, {})
    assert access.cluster["certificate-authority"] == str(project / "ca.crt")


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("aws", "aws"),
        ("./bin/login", "{}/bin/login"),
        ("../login", "{parent}/login"),
        ("/usr/bin/login", "/usr/bin/login"),
    ],
)
def test_an_exec_plugin_with_a_path_lies_beside_its_file(project: Path, command: str, expected: str) -> None:
    path = written(project / "file", kubeconfig("a", user={"exec": {"command": command}}))
    access = resolve(cluster(context="a"), project, ambient(path))
    assert access.user["exec"]["command"] == expected.format(project, parent=project.parent)


def test_credentials_are_not_in_a_printed_access(project: Path) -> None:
    content = kubeconfig("a")
    content["clusters"][0]["cluster"]["proxy-url"] = f"http://name:{SECRET}@proxy"
    path = written(project / "file", content)
    assert SECRET not in repr(resolve(cluster(context="a"), project, ambient(path)))


def test_an_unknown_context_is_refused_with_the_files_and_contexts_there_are(project: Path) -> None:
    path = written(project / "file", kubeconfig("prod", "dev"))
    message = refusal(cluster(context="workshop"), project, ambient(path, project / "missing"))
    assert f"'workshop' in {path}, {project / 'missing'}." in message
    assert "There are: dev, prod." in message


def test_where_no_file_exists_the_message_says_so(project: Path) -> None:
    message = refusal(cluster(context="workshop"), project, ambient(project / "missing"))
    assert f"{project / 'missing'} does not exist" in message


def test_a_stated_file_that_is_not_there_is_refused_with_its_whole_path(project: Path) -> None:
    assert str(project / ".sandbox/kubeconfig") in refusal(cluster(kubeconfig=".sandbox/kubeconfig"), project, {})


def test_a_stated_file_without_current_context_needs_one_said(project: Path) -> None:
    written(project / "file", kubeconfig("dev"))
    assert "cluster.context CONTEXT" in refusal(cluster(kubeconfig="file"), project, {})


@pytest.mark.parametrize(
    "content",
    [
        f"users:\n- name: a\n  user: {{token: {SECRET}\n",
        f"- {SECRET}",
        SECRET,
        f"users: {SECRET}",
        f"users: [{{name: 7, user: {{token: {SECRET}}}}}]",
        f"users: [{{name: a, user: {SECRET}}}]",
        f"users: [{{name: a, user: {{token: {SECRET}}}}}, {{name: a}}]",
        f"contexts: [{SECRET}]",
    ],
)
def test_what_is_no_kubeconfig_is_refused_by_name_without_its_content(project: Path, content: str) -> None:
    good = written(project / "good", kubeconfig("a"))
    bad = written(project / "bad", content)
    assert f"{bad} is not a kubeconfig" in refusal(cluster(context="a"), project, ambient(good, bad))


def test_broken_yaml_is_not_quoted_by_any_loader(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    path = written(project / "bad", f"users: [{{user: {{token: {SECRET}")
    assert "is not YAML" in refusal(cluster(context="a"), project, ambient(path))


def test_a_file_that_cannot_be_read_is_refused_as_the_provider_does(project: Path) -> None:
    good = written(project / "good", kubeconfig("a"))
    assert "Is a directory" in refusal(cluster(context="a"), project, ambient(good, project))


def test_bytes_that_are_no_text_are_refused(project: Path) -> None:
    (project / "bad").write_bytes(b"\xff\xfe\x00")
    assert "not text" in refusal(cluster(context="a"), project, ambient(project / "bad"))


@pytest.mark.parametrize(
    ("section", "key", "value", "said"),
    [
        ("clusters", "server", "", "no server"),
        ("clusters", "server", "host:6443", "no server"),
        ("clusters", "server", "https://[::1", "no server"),
        ("clusters", "server", "https://host:port", "no server"),
        ("clusters", "certificate-authority", "missing.crt", "missing.crt cannot be read"),
        ("clusters", "certificate-authority-data", "AAA!A", "not base64"),
        ("clusters", "proxy-url", "socks5://127.0.0.1:1080", "preflight skip"),
        ("clusters", "proxy-url", "127.0.0.1:3128", "proxy-url is no address"),
        ("users", "client-certificate-data", "AAAA", "without a key"),
        ("users", "client-key-data", f"{SECRET}!", "not base64"),
        ("users", "tokenFile", "missing", "missing cannot be read"),
        ("users", "auth-provider", {"name": "oidc", "config": {"id-token": SECRET}}, "preflight skip"),
        ("users", "username", "admin", "both a token and a username"),
        ("users", "token", 7, "token is not a text"),
        ("users", "as", True, "as is not a text"),
        ("users", "as-uid", "7", "as-uid without as"),
        ("users", "as-groups", ["auditors"], "as-groups without as"),
        ("users", "as-groups", "auditors", "as-groups is not a list of texts"),
        ("users", "as-user-extra", {"scopes": ["view"]}, "as-user-extra without as"),
        ("users", "as-user-extra", {"scopes": "view"}, "as-user-extra is not a map of lists"),
        ("contexts", "cluster", "gone", "leads to cluster 'gone'"),
        ("contexts", "user", "gone", "leads to user 'gone'"),
    ],
)
def test_a_context_that_cannot_be_used_says_why(project: Path, section: str, key: str, value: Any, said: str) -> None:
    content = kubeconfig("a")
    content[section][0][section.removesuffix("s")][key] = value
    path = written(project / "file", content)
    assert said in refusal(cluster(context="a"), project, ambient(path))


def test_insecure_beside_an_authority_is_refused_as_client_go_does(project: Path) -> None:
    content = kubeconfig("a")
    content["clusters"][0]["cluster"] |= {"insecure-skip-tls-verify": True, "certificate-authority-data": "AAAA"}
    assert "both" in refusal(cluster(context="a"), project, ambient(written(project / "file", content)))


@pytest.fixture
def account(tmp_path: Path) -> Path:
    """The directory of a Pod's service account."""
    for name in ("token", "ca.crt", "namespace"):
        written(tmp_path / "account" / name, SECRET)
    return tmp_path / "account"


IN_A_POD = {"KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}
NO_FILE = {"KUBECONFIG": "/dev/null"}


def in_cluster(project: Path, account: Path, environ: dict[str, str]) -> Access:
    return resolve(cluster(inCluster=True), project, environ, account)


@pytest.mark.parametrize(
    ("host", "server"), [("10.0.0.1", "https://10.0.0.1:443"), ("fd00::1", "https://[fd00::1]:443")]
)
def test_in_a_pod_the_service_account_is_used_where_said(project: Path, account: Path, host: str, server: str) -> None:
    access = in_cluster(project, account, {**NO_FILE, **IN_A_POD, "KUBERNETES_SERVICE_HOST": host})
    assert (access.server, access.user["tokenFile"]) == (server, str(account / "token"))


def test_in_a_pod_a_kubeconfig_without_current_context_is_passed_over_as_by_the_provider(
    project: Path, account: Path
) -> None:
    path = written(project / "file", kubeconfig("a"))
    assert in_cluster(project, account, {**IN_A_POD, **ambient(path)}).context == "in-cluster"


def test_in_a_pod_a_kubeconfig_that_the_provider_would_prefer_is_refused(project: Path, account: Path) -> None:
    path = written(project / "file", kubeconfig("a", current="a"))
    message = refusal(cluster(inCluster=True), project, {**IN_A_POD, **ambient(path)}, service_account=account)
    assert "current context 'a'" in message


def test_in_cluster_without_a_token_is_refused(project: Path, account: Path) -> None:
    (account / "token").unlink()
    message = refusal(cluster(inCluster=True), project, {**NO_FILE, **IN_A_POD}, service_account=account)
    assert str(account / "token") in message


@pytest.mark.parametrize("missing", list(IN_A_POD))
def test_in_cluster_outside_a_pod_is_refused(project: Path, account: Path, missing: str) -> None:
    environ = {key: value for key, value in {**NO_FILE, **IN_A_POD}.items() if key != missing}
    assert "does not run in a Pod" in refusal(cluster(inCluster=True), project, environ, service_account=account)


def test_in_a_pod_the_service_account_is_never_used_where_not_said(project: Path, account: Path) -> None:
    assert "no context" in refusal(cluster(context="a"), project, {**IN_A_POD, **NO_FILE}, service_account=account)


def test_a_file_of_many_contexts_is_parsed_once_and_again_when_it_changed(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"prod-{number}" for number in range(20)]
    config = written(tmp_path / "config", kubeconfig(*names))
    parsed: list[int] = []
    load = yaml.load

    def noted(content: str, **options: Any) -> Any:
        parsed.append(len(content))
        return load(content, **options)

    monkeypatch.setattr(yaml, "load", noted)
    found = [resolve(cluster(context=name), project, ambient(config)).server for name in names]
    assert found == [f"https://{name}.one.example.com:6443" for name in names]
    assert len(parsed) == 1
    written(config, kubeconfig(*names, host="two.example.com"))
    assert resolve(cluster(context="prod-0"), project, ambient(config)).server == "https://prod-0.two.example.com:6443"
