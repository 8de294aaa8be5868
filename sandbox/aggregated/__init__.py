"""Calico's own API server, as far as admission policies can stand for it: `kustomization.yaml` says for what."""

import json
import time
from pathlib import Path
from typing import Any

from sandbox.control_plane import ControlPlane
from sandbox.errors import SandboxError

FOLDER = Path(__file__).parent
_WAIT_SECONDS = 60

# What the API server says of a kind that is established and not served yet.
_KINDS_TO_COME = "There can be a delay"

_DROPPED = {"reportType": "inventory", "jobNodeSelector": {}}
_REWRITTEN = {"flowLogsFlushInterval": "300s"}
_REFUSED = {"reportType": "unknown-to-the-sandbox", "cis": {}}


def manifests(plane: ControlPlane) -> str:
    """The kinds and the policies, as YAML. Raises `SandboxError`."""
    return plane.kubectl("kustomize", "--load-restrictor=LoadRestrictionsNone", str(FOLDER))


def wait_in_effect(plane: ControlPlane) -> None:
    """Wait until each policy does what it is there for: the API server takes up new ones after a second or so.

    Raises `SandboxError` when the time is over.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    while not (_drops_and_rewrites(plane) and _fills_in_and_refuses(plane)):
        if time.monotonic() > deadline:
            raise SandboxError(f"the policies of {FOLDER} are not in effect after {_WAIT_SECONDS} s.")
        time.sleep(0.1)


def _drops_and_rewrites(plane: ControlPlane) -> bool:
    probes = [_object("GlobalReport", _DROPPED), _object("FelixConfiguration", _REWRITTEN)]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": probes})
    try:
        answer = plane.kubectl("create", "--dry-run=server", '-o=jsonpath={.spec}{"\\n"}', "-f", "-", stdin=text)
    except SandboxError as error:
        if _KINDS_TO_COME in str(error):
            return False
        raise
    report, felix = map(json.loads, answer.splitlines())
    return "jobNodeSelector" not in report and felix["flowLogsFlushInterval"] == "5m0s"


def _fills_in_and_refuses(plane: ControlPlane) -> bool:
    """The missing numbers would be refused before the unknown type is, if they were not filled in before."""
    text = json.dumps(_object("GlobalReport", _REFUSED))
    try:
        plane.kubectl("create", "-f", "-", stdin=text)
    except SandboxError as error:
        return "unknown report type" in str(error)
    plane.kubectl("delete", "-f", "-", stdin=text)
    return False


def _object(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": "projectcalico.org/v3", "kind": kind, "metadata": {"name": "sandbox-probe"}, "spec": spec}
