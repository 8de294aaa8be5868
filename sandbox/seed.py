"""What a Calico cluster has: its kinds (`crds/`, `aggregated/`) and its objects (`seeds/`)."""

import hashlib
from pathlib import Path

from sandbox import aggregated
from sandbox.control_plane import ControlPlane

_ROOT = Path(__file__).parent
_KINDS = _ROOT / "crds"
_OBJECTS = _ROOT / "seeds"

_APPLY = ("apply", "--server-side", "--force-conflicts", "--field-manager=calico-sandbox")


def apply(control_plane: ControlPlane) -> None:
    """Bring kinds and objects to the control plane; objects that are there get their seeded values back.

    Raises `SandboxError` with kubectl's complaint.
    """
    _apply_kinds(control_plane)
    control_plane.kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", str(_KINDS))
    if not control_plane.native:
        aggregated.wait_in_effect(control_plane)
    control_plane.kubectl(*_APPLY, "-f", str(_OBJECTS))
    control_plane.kubectl("wait", "--for=condition=Ready", "--timeout=30s", "node", "--all")
    _marker(control_plane).write_text(_digest())


def applied(control_plane: ControlPlane) -> bool:
    """Whether exactly these kinds and objects were brought to the control plane already."""
    marker = _marker(control_plane)
    return marker.exists() and marker.read_text() == _digest()


def _apply_kinds(control_plane: ControlPlane) -> None:
    if control_plane.native:
        control_plane.kubectl(*_APPLY, "-f", str(_KINDS))
    else:
        control_plane.kubectl(*_APPLY, "-f", "-", stdin=aggregated.manifests(control_plane))


def _marker(control_plane: ControlPlane) -> Path:
    return control_plane.home / "seed"


def _digest() -> str:
    folders = (_KINDS, _OBJECTS, aggregated.FOLDER)
    files = [file for folder in folders for file in sorted(folder.glob("*.yaml"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
