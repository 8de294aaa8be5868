"""Fixtures with a real API server: a seeded control plane of each kind for the whole run, shared by xdist's workers."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sandbox import ControlPlane, seed
from sandbox.locks import exclusive

Kubectl = Callable[..., Any]

# One after another: FelixConfiguration/default, LogStorage, LogCollector and docs/rbac.yaml's accounts are one object
# each for all tests of this control plane.
CHANGES_SINGLETONS = pytest.mark.xdist_group("singletons")
SHARED = {"control_plane", "native", "each_kind"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's tests go one after another where they share a control plane: their objects have the same names."""
    for item in items:
        if SHARED & set(getattr(item, "fixturenames", ())) and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def control_plane(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[ControlPlane]:
    """A control plane of this run's own, which behaves as Calico's API server; the last worker to use it stops it."""
    with _shared(_shared_directory(tmp_path_factory, worker_id, "control-plane"), native=False) as plane:
        yield plane


@pytest.fixture(scope="session")
def native(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[ControlPlane]:
    """Another one, with Calico's kinds as CRDs alone; started for the first test that asks for it."""
    with _shared(_shared_directory(tmp_path_factory, worker_id, "native"), native=True) as plane:
        yield plane


@pytest.fixture(params=["control_plane", "native"])
def each_kind(request: pytest.FixtureRequest) -> ControlPlane:
    """First the one, then the other."""
    plane: ControlPlane = request.getfixturevalue(request.param)
    return plane


@pytest.fixture
def kubectl(control_plane: ControlPlane) -> Kubectl:
    """`kubectl("get", "globalreports", "-o", "json")`: what kubectl prints, parsed where it is JSON."""

    def run(*arguments: str, stdin: str | None = None) -> Any:
        output = control_plane.kubectl(*arguments, stdin=stdin)
        return json.loads(output) if "json" in arguments else output

    return run


@contextmanager
def _shared(directory: Path, *, native: bool) -> Iterator[ControlPlane]:
    plane = ControlPlane.at(directory, f"tests-{directory.parent.name}")
    one_at_a_time = directory / "users.lock"
    with exclusive(one_at_a_time):
        _count_users(directory, +1)
    try:
        with exclusive(one_at_a_time):
            _start_and_seed(plane, native)
        yield plane
    finally:
        with exclusive(one_at_a_time):
            if _count_users(directory, -1) == 0:
                plane.stop()


def _shared_directory(tmp_path_factory: pytest.TempPathFactory, worker_id: str, name: str) -> Path:
    base = tmp_path_factory.getbasetemp()
    directory = (base if worker_id == "master" else base.parent) / name
    directory.mkdir(exist_ok=True)
    return directory


def _start_and_seed(plane: ControlPlane, native: bool) -> None:
    ControlPlane.start(plane.directory, plane.name, native=native)
    if not seed.applied(plane):
        seed.apply(plane)


def _count_users(directory: Path, change: int) -> int:
    users = directory / "users"
    number = (int(users.read_text()) if users.exists() else 0) + change
    users.write_text(str(number))
    return number
