"""The control plane's own kubeconfig."""

import base64
import json
import os
from pathlib import Path

from sandbox.errors import SandboxError


def write(path: Path, context: str, port: int, pki: Path) -> None:
    """Write a kubeconfig with one context, readable by its owner alone.

    The certificates of `pki` (ca.crt, admin.crt, admin.key) are embedded. JSON is YAML too.
    """
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": context,
        "clusters": [{"name": context, "cluster": _cluster(port, pki)}],
        "users": [{"name": context, "user": _user(pki)}],
        "contexts": [{"name": context, "context": {"cluster": context, "user": context}}],
    }
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode=0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file, indent=2)
    unfinished.replace(path)


def port_of(path: Path) -> int:
    """The API server's port in a kubeconfig that `write` wrote. Raises `SandboxError` for any other."""
    try:
        server = json.loads(path.read_text())["clusters"][0]["cluster"]["server"]
        return int(server.rpartition(":")[2])
    except (OSError, ValueError, LookupError, TypeError):
        raise SandboxError(f"{path} is not the sandbox's own; 'python -m sandbox down' and 'up' start anew.") from None


def _cluster(port: int, pki: Path) -> dict[str, str]:
    return {
        "server": f"https://127.0.0.1:{port}",
        "certificate-authority-data": _encoded(pki / "ca.crt"),
    }


def _user(pki: Path) -> dict[str, str]:
    return {
        "client-certificate-data": _encoded(pki / "admin.crt"),
        "client-key-data": _encoded(pki / "admin.key"),
    }


def _encoded(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()
