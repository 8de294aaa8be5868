"""Logins by a program of the kubeconfig's own, such as those of EKS, GKE and AKS.

https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
Source: client-go plugin/pkg/client/auth/exec/exec.go and rest/exec.go.
"""

import json
import os
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cluster.access import Access, KubeconfigError
from reporting.quote import quoted

# A login that opens a browser has to happen before; what is left is a call to a cloud's API.
LONGEST_SECONDS = 30

_VERSIONS = ("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1")
_OF_THE_CLUSTER = (
    *("tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url"),
    "disable-compression",
)


@dataclass(frozen=True, slots=True)
class Issued:
    """What a plugin answered, as a kubeconfig's user entry would say it, and until when it holds."""

    user: Mapping[str, str] = field(repr=False)
    expires: datetime | None


def issued(access: Access) -> Issued:
    """What the user's exec plugin answers now. Raises KubeconfigError, with nothing of what the plugin printed."""
    plugin = access.user["exec"]
    version = plugin.get("apiVersion") if isinstance(plugin, dict) else None
    if version not in _VERSIONS:
        raise KubeconfigError(
            f"Context {quoted(access.context)} ({access.origin}) has an exec plugin of apiVersion {quoted(version)}, "
            f"and there are {' and '.join(_VERSIONS)}. Pulumi's Kubernetes provider refuses it as well. Renew the "
            "kubeconfig with a current version of the program that wrote it."
        )
    answer = _run(plugin, access)
    try:
        return _read(answer, version)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _failed(plugin, access, f"its answer is not an ExecCredential of {version}") from None


def _read(answer: bytes, version: str) -> Issued:
    content = json.loads(answer)
    status = content["status"]
    token, certificate, key = (status.get(name) or "" for name in ("token", "clientCertificateData", "clientKeyData"))
    if content["apiVersion"] != version or not (token or certificate) or bool(certificate) is not bool(key):
        raise ValueError
    user = {
        "token": token,
        "client-certificate-data": b64encode(certificate.encode()).decode(),
        "client-key-data": b64encode(key.encode()).decode(),
    }
    return Issued({name: value for name, value in user.items() if value}, _moment(status.get("expirationTimestamp")))


def _moment(stated: str | None) -> datetime | None:
    if not stated:
        return None
    moment = datetime.fromisoformat(stated)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _run(plugin: Mapping[str, Any], access: Access) -> bytes:
    try:
        answer = subprocess.run(
            [plugin["command"], *(plugin.get("args") or [])],
            env=_environment(plugin, access),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise _failed(plugin, access, "it is not installed here") from None
    except subprocess.TimeoutExpired:
        raise _failed(plugin, access, f"it gave no answer within {LONGEST_SECONDS} s") from None
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _failed(plugin, access, f"it cannot be started ({type(error).__name__})") from None
    if answer.returncode:
        raise _failed(plugin, access, f"it ended with exit status {answer.returncode}")
    return answer.stdout


def _environment(plugin: Mapping[str, Any], access: Access) -> dict[str, str]:
    stated = {entry["name"]: entry["value"] for entry in plugin.get("env") or []}
    return {**os.environ, **stated, "KUBERNETES_EXEC_INFO": json.dumps(_exec_info(plugin, access))}


def _exec_info(plugin: Mapping[str, Any], access: Access) -> dict[str, Any]:
    spec: dict[str, Any] = {"interactive": False}
    if plugin.get("provideClusterInfo"):
        spec["cluster"] = {"server": access.server, **_cluster_info(access.cluster)}
    return {"kind": "ExecCredential", "apiVersion": plugin["apiVersion"], "spec": spec}


def _cluster_info(cluster: Mapping[str, Any]) -> dict[str, Any]:
    """The cluster's entry, with the certificate authority always as data."""
    stated = {key: cluster.get(key) for key in _OF_THE_CLUSTER}
    if (authority := cluster.get("certificate-authority")) and not stated["certificate-authority-data"]:
        stated["certificate-authority-data"] = b64encode(Path(authority).read_bytes()).decode()
    extensions = {entry["name"]: entry.get("extension") for entry in cluster.get("extensions") or []}
    stated["config"] = extensions.get("client.authentication.k8s.io/exec")
    return {key: value for key, value in stated.items() if value}


def _failed(plugin: Mapping[str, Any], access: Access, reason: str) -> KubeconfigError:
    return KubeconfigError(
        f"Context {quoted(access.context)} ({access.origin}) logs in with {quoted(plugin.get('command'))}, "
        f"and {reason}. Log in again or install it; 'kubectl --context {access.context} version' shows what it says."
    )
