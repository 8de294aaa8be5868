"""The choice of a cluster, held against client-go itself: what kubectl makes of the same files."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cluster.access import KubeconfigError, resolve
from reporting.stack.cluster import Cluster
from sandbox.toolchain import program

Sections = dict[str, dict[str, Any]]


def kubeconfig(contexts: Sections, clusters: Sections, users: Sections) -> dict[str, Any]:
    def entries(section: Sections, key: str) -> list[dict[str, Any]]:
        return [{"name": name, key: value} for name, value in section.items()]

    return {
        "contexts": entries(contexts, "context"),
        "clusters": entries(clusters, "cluster"),
        "users": entries(users, "user"),
    }


CASES = {
    "the first file wins for a context": [
        kubeconfig(
            {"a": {"cluster": "one", "user": "one"}}, {"one": {"server": "https://one"}}, {"one": {"token": "1"}}
        ),
        kubeconfig(
            {"a": {"cluster": "two", "user": "two"}}, {"two": {"server": "https://two"}}, {"two": {"token": "2"}}
        ),
    ],
    "the first file wins for a user, as a whole": [
        kubeconfig({}, {}, {"u": {"token": "first"}}),
        kubeconfig(
            {"a": {"cluster": "c", "user": "u"}},
            {"c": {"server": "https://c"}},
            {"u": {"token": "2", "username": "name"}},
        ),
    ],
    "the first file wins for a cluster, as a whole": [
        kubeconfig({}, {"c": {"server": "https://first"}}, {}),
        kubeconfig(
            {"a": {"cluster": "c", "user": "u"}},
            {"c": {"server": "https://second", "tls-server-name": "second"}},
            {"u": {"token": "t"}},
        ),
    ],
    "a file without entries": [
        {"current-context": "other"},
        kubeconfig({"a": {"cluster": "c", "user": "u"}}, {"c": {"server": "https://c/path"}}, {"u": {"token": "t"}}),
    ],
}


def by_kubectl(environ: dict[str, str], *arguments: str) -> dict[str, Any]:
    command = [str(program("kubectl")), "config", "view", "--minify", "--raw", "--output=json", *arguments]
    answer = subprocess.run(command, env=environ, capture_output=True, check=True)
    content: dict[str, Any] = json.loads(answer.stdout)
    return content


def written(directory: Path, contents: list[dict[str, Any]]) -> dict[str, str]:
    paths = [directory / f"file-{number}" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_text(yaml.safe_dump(content))
    return {"KUBECONFIG": os.pathsep.join(map(str, paths)), "HOME": str(directory)}


@pytest.mark.parametrize("contents", CASES.values(), ids=CASES)
def test_cluster_and_user_are_those_of_kubectl(tmp_path: Path, contents: list[dict[str, Any]]) -> None:
    environ = written(tmp_path, contents)
    expected = by_kubectl(environ, "--context=a")
    access = resolve(Cluster.model_validate({"name": "test", "context": "a"}), tmp_path, environ)
    assert access.cluster == expected["clusters"][0]["cluster"]
    assert access.user == expected["users"][0]["user"]


def test_the_current_context_is_that_of_the_first_file_that_has_one(tmp_path: Path) -> None:
    parts = ({"a": {"server": "https://a"}, "b": {"server": "https://b"}}, {"u": {"token": "t"}})
    contexts = {name: {"cluster": name, "user": "u"} for name in "ab"}
    contents = [
        {"current-context": ""},
        {"current-context": "b"},
        {**kubeconfig(contexts, *parts), "current-context": "a"},
    ]
    environ = written(tmp_path, contents)
    assert by_kubectl(environ)["current-context"] == "b"
    merged = {**environ, "KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}
    with pytest.raises(KubeconfigError, match="current context 'b'"):
        resolve(Cluster.model_validate({"name": "test", "inCluster": True}), tmp_path, merged)
