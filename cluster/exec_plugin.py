"""Logins by a program of the kubeconfig's own, such as those of EKS, GKE and AKS.

Run here and once, because lightkube runs it for each request and knows it in beta form only.
"""

import base64
import json
import os
import subprocess
from collections.abc import Mapping
from typing import Any

from cluster.access import Access, KubeconfigError
from reporting.quote import quoted

# A login that opens a browser has to happen before; what is left is a call to a cloud's API.
LONGEST_SECONDS = 30


def exec_credentials(access: Access) -> dict[str, str]:
    """What the user's exec plugin answers, as a kubeconfig's user entry would say it; nothing where it has none.

    Raises KubeconfigError, with nothing of what the plugin printed.
    https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
    """
    plugin = access.user.get("exec")
    if not plugin:
        return {}
    try:
        status = json.loads(_run(plugin, access))["status"]
        found = {
            "token": status.get("token"),
            "client-certificate-data": _base64(status.get("clientCertificateData")),
            "client-key-data": _base64(status.get("clientKeyData")),
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _failed(plugin, access, "its answer is not an ExecCredential") from None
    return {key: value for key, value in found.items() if value}


def _base64(pem: str | None) -> str | None:
    return base64.b64encode(pem.encode()).decode() if pem else None


def _run(plugin: Mapping[str, Any], access: Access) -> bytes:
    environment = {entry["name"]: entry["value"] for entry in plugin.get("env") or []}
    try:
        answer = subprocess.run(
            [plugin["command"], *(plugin.get("args") or [])],
            env={**os.environ, **environment, "KUBERNETES_EXEC_INFO": json.dumps(_exec_info(plugin, access))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise _failed(plugin, access, "it is not installed here") from None
    except subprocess.TimeoutExpired:
        raise _failed(plugin, access, f"it gave no answer within {LONGEST_SECONDS} s") from None
    except (OSError, KeyError, TypeError) as error:
        raise _failed(plugin, access, f"it cannot be started ({type(error).__name__})") from None
    if answer.returncode:
        raise _failed(plugin, access, f"it ended with exit status {answer.returncode}")
    return answer.stdout


def _exec_info(plugin: Mapping[str, Any], access: Access) -> dict[str, Any]:
    spec: dict[str, Any] = {"interactive": False}
    if plugin.get("provideClusterInfo"):
        spec["cluster"] = {"server": access.server, **_cluster_info(access)}
    return {"kind": "ExecCredential", "apiVersion": plugin.get("apiVersion"), "spec": spec}


def _cluster_info(access: Access) -> dict[str, Any]:
    keys = ("tls-server-name", "insecure-skip-tls-verify", "certificate-authority-data", "proxy-url")
    extensions = {entry["name"]: entry.get("extension") for entry in access.cluster.get("extensions") or []}
    stated = {key: access.cluster.get(key) for key in keys}
    return {key: value for key, value in stated.items() if value} | {
        "config": extensions.get("client.authentication.k8s.io/exec")
    }


def _failed(plugin: Mapping[str, Any], access: Access, reason: str) -> KubeconfigError:
    return KubeconfigError(
        f"Context {quoted(access.context)} ({access.origin}) logs in with {quoted(plugin.get('command'))}, "
        f"and {reason}. Log in again or install it; 'kubectl --context {access.context} version' shows what it says."
    )
