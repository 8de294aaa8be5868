"""Fixtures with a real API server: one seeded control plane for the whole run, shared by xdist's workers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox import ControlPlane, seed
from sandbox.locks import exclusive

Kubectl = Callable[..., Any]


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[ControlPlane]:
    """A control plane of this run's own, seeded; the last worker that uses it stops it."""
    directory = _shared_directory(tmp_path_factory, worker_id)
    users = directory / "users"
    with exclusive(directory / "users.lock"):
        plane = ControlPlane.start(directory, f"tests-{directory.parent.name}")
        if not seed.applied(plane):
            seed.apply(plane)
        _count(users, +1)
    try:
        yield plane
    finally:
        with exclusive(directory / "users.lock"):
            if _count(users, -1) == 0:
                plane.stop()


@pytest.fixture
def kubectl(control_plane: ControlPlane) -> Kubectl:
    """`kubectl("get", "globalreports", "-o", "json")`: what kubectl prints, parsed where it is JSON."""

    def run(*arguments: str, stdin: str | None = None) -> Any:
        output = control_plane.kubectl(*arguments, stdin=stdin)
        return json.loads(output) if "json" in arguments else output

    return run


def _shared_directory(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    base = tmp_path_factory.getbasetemp()
    directory = (base if worker_id == "master" else base.parent) / "control-plane"
    directory.mkdir(exist_ok=True)
    return directory


def _count(users: Path, change: int) -> int:
    number = (int(users.read_text()) if users.exists() else 0) + change
    users.write_text(str(number))
    return number
