"""How kwokctl is told to start a control plane from programs of ours.

Source of the options: `pkg/apis/config/v1alpha1/kwokctl_configuration_types.go` of sigs.k8s.io/kwok.
"""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.errors import SandboxError
from sandbox.locks import exclusive
from sandbox.ports import free_ports
from sandbox.toolchain.cache import cache_directory

_STAGES = Path(__file__).parent / "stages"

_BINARIES = {
    "etcdBinary": "etcd",
    "kubeApiserverBinary": "kube-apiserver",
    "kubeControllerManagerBinary": "kube-controller-manager",
    "kubeSchedulerBinary": "kube-scheduler",
    "kubectlBinary": "kubectl",
    "kwokControllerBinary": "kwok",
}

_MUTATING_ADMISSION_POLICIES = {
    "kubeFeatureGates": "MutatingAdmissionPolicy=true",
    "kubeRuntimeConfig": "admissionregistration.k8s.io/v1beta1=true",
}
"""Beta and off by default in Kubernetes 1.34
(https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/)."""

_PORTS = (
    "etcdPort",
    "etcdPeerPort",
    "kubeApiserverPort",
    "kubeControllerManagerPort",
    "kubeSchedulerPort",
    "kwokControllerPort",
)


def create(home: Path, name: str, programs: Mapping[str, Path], kubernetes_version: str) -> int:
    """Start a new control plane in `home` on free ports and return the API server's port.

    One at a time, so that no two take the same ports. Raises `SandboxError` with kwokctl's last lines.
    """
    home.mkdir(parents=True, mode=0o700)
    configuration = home / "cluster.yaml"
    arguments = ("create", "cluster", "--config", str(configuration), "--kubeconfig", "")
    with exclusive(cache_directory() / "start.lock"):
        options = _options(programs, kubernetes_version)
        documents = [json.dumps(_configuration(options)), json.dumps(_logs()), *_stages()]
        configuration.write_text("\n---\n".join(documents))
        run(home, name, programs["kwokctl"], *arguments)
    return int(options["kubeApiserverPort"])


def run(home: Path, name: str, kwokctl: Path, *arguments: str) -> None:
    """Run kwokctl on the control plane in `home`. Raises `SandboxError` with its last lines."""
    answer = subprocess.run(
        [str(kwokctl), "--name", name, *arguments],
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        last_lines = "\n".join((answer.stdout + answer.stderr).splitlines()[-12:])
        raise SandboxError(f"'kwokctl {' '.join(arguments)}' failed:\n{last_lines}\nLogs: {home}/clusters/{name}/logs")


def _environment(home: Path) -> dict[str, str]:
    """The user's environment without settings for kwok, and with kubectl's files kept in `home`."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("KWOK_")}
    return inherited | {"KWOK_WORKDIR": str(home)} | kubectl_environment(home)


def kubectl_environment(home: Path) -> dict[str, str]:
    """What keeps kubectl from reading or writing anything under ~/.kube."""
    return {
        "KUBECONFIG": str(home.parent / "kubeconfig"),
        "KUBECACHEDIR": str(home / "kubectl-cache"),
        "KUBERC": "off",
    }


def _options(programs: Mapping[str, Path], kubernetes_version: str) -> dict[str, Any]:
    binaries = {key: str(programs[program]) for key, program in _BINARIES.items()}
    ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
    rest = {"runtime": "binary", "bindAddress": "127.0.0.1", "kubeVersion": kubernetes_version}
    return binaries | ports | rest | _MUTATING_ADMISSION_POLICIES


def _configuration(options: dict[str, Any]) -> dict[str, Any]:
    """Without leader election the managers outlive a stopped API server and start sooner.

    etcd does not wait for the disk: its data are thrown away anyway.
    """
    alone, careless = ("leader-elect", "false"), ("unsafe-no-fsync", "true")
    patches = {"kube-controller-manager": alone, "kube-scheduler": alone, "etcd": careless}
    return {
        "apiVersion": "config.kwok.x-k8s.io/v1alpha1",
        "kind": "KwokctlConfiguration",
        "options": options,
        "componentsPatches": [
            {"name": name, "extraArgs": [{"key": key, "value": value}]} for name, (key, value) in patches.items()
        ],
    }


def _logs() -> dict[str, Any]:
    """The same few lines as the log of every container."""
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "ClusterLogs",
        "metadata": {"name": "every-pod"},
        "spec": {"logs": [{"logsFile": str(_STAGES / "pod.log")}]},
    }


def _stages() -> list[str]:
    return [file.read_text() for file in sorted(_STAGES.glob("*.yaml"))]
