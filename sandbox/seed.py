"""What a Calico cluster has: its kinds (`crds/`) and its objects (`seeds/`)."""

import hashlib
from pathlib import Path

from sandbox.control_plane import ControlPlane

_ROOT = Path(__file__).parent
_KINDS = _ROOT / "crds"
_OBJECTS = _ROOT / "seeds"


def apply(control_plane: ControlPlane) -> None:
    """Bring kinds and objects to the control plane; objects that are there get their seeded values back.

    Raises `SandboxError` with kubectl's complaint.
    """
    _apply(control_plane, _KINDS)
    control_plane.kubectl("wait", "--for=condition=Established", "--timeout=30s", "-f", str(_KINDS))
    _apply(control_plane, _OBJECTS)
    control_plane.kubectl("wait", "--for=condition=Ready", "--timeout=30s", "node", "--all")
    _marker(control_plane).write_text(_digest())


def applied(control_plane: ControlPlane) -> bool:
    """Whether exactly these kinds and objects were brought to the control plane already."""
    marker = _marker(control_plane)
    return marker.exists() and marker.read_text() == _digest()


def _apply(control_plane: ControlPlane, directory: Path) -> None:
    arguments = ("apply", "--server-side", "--force-conflicts", "--field-manager=calico-sandbox")
    control_plane.kubectl(*arguments, "-f", str(directory))


def _marker(control_plane: ControlPlane) -> Path:
    return control_plane.home / "seed"


def _digest() -> str:
    files = sorted([*_KINDS.glob("*.yaml"), *_OBJECTS.glob("*.yaml")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
