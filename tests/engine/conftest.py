"""The real CLI, a cluster of these tests' own, and fresh stacks on it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from demo.engine import Engine, Unavailable, find
from sandbox import ControlPlane, seed
from tests.engine.live import Live
from tests.engine.stacks import Stacks, restore


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The CLI and its plugin. Without them: skipped, or failed where REQUIRE_PULUMI is 1."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PULUMI_")]:
            patch.delenv(name)
        found = _found(tmp_path_factory.mktemp("engine"))
        if isinstance(found, Unavailable):
            stop(f"no pulumi CLI: {found.reason}")
        yield found


@pytest.fixture(scope="session")
def control_plane(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """A control plane that no other tier uses: there is one FelixConfiguration/default in a cluster."""
    with _of_our_own(tmp_path_factory.mktemp("engine-cluster"), native=False) as plane:
        yield plane


@pytest.fixture(scope="session")
def native(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ControlPlane]:
    """Another one, with Calico's kinds as CRDs alone."""
    with _of_our_own(tmp_path_factory.mktemp("engine-native"), native=True) as plane:
        yield plane


@pytest.fixture
def stacks(engine: Engine, control_plane: ControlPlane, tmp_path: Path) -> Stacks:
    """New stacks, in a backend of the test's own, on a cluster that has what it was seeded with and no more."""
    restore(control_plane)
    return Stacks(engine, control_plane, tmp_path)


@pytest.fixture
def stacks_on_each_kind(engine: Engine, each_kind: ControlPlane, tmp_path: Path) -> Stacks:
    """The same on both kinds of server, one after the other."""
    restore(each_kind)
    return Stacks(engine, each_kind, tmp_path)


@pytest.fixture
def live(control_plane: ControlPlane) -> Live:
    """What is on the cluster."""
    return Live(control_plane)


@contextmanager
def _of_our_own(directory: Path, *, native: bool) -> Iterator[ControlPlane]:
    plane = ControlPlane.start(directory, f"engine-{directory.parent.name}", native=native)
    try:
        seed.apply(plane)
        yield plane
    finally:
        plane.stop()


def stop(reason: str) -> NoReturn:
    if os.environ.get("REQUIRE_PULUMI") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _found(directory: Path) -> Engine | Unavailable:
    """What is on PATH; nothing is downloaded for it but a missing plugin."""
    if shutil.which("pulumi") is None:
        return Unavailable("there is no pulumi on PATH")
    return find(directory)
