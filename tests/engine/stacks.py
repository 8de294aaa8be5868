"""Makes stacks for tests, and gives the cluster its seeded objects back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from demo.engine import Engine
from sandbox import ControlPlane, seed
from tests.engine.driver import Stack
from tests.project import program_files

INVENTORY = {"reportType": "inventory", "schedule": "0 6 * * *"}
NETWORK = {"reportType": "network-access", "schedule": "0 1 * * *"}
WINDOW = {"start": "2026-11-20T08:00:00Z", "end": "2026-11-20T10:00:00Z"}


@dataclass(frozen=True)
class Stacks:
    """`stacks("team", {...})`: a stack of that name with that stack file."""

    engine: Engine
    control_plane: ControlPlane
    directory: Path

    def __call__(self, name: str, values: Mapping[str, Any] | None = None) -> Stack:
        """A stack made in the backend; with no values, its file is the one in tests/project."""
        project = self.directory / "project"
        if not project.exists():
            program_files(project, self.control_plane.kubeconfig)
        stack = Stack(replace(self.engine, state=self.directory / "state"), project, name)
        if values is not None:
            stack.says(values)
        return stack.init()


def values(*reports: str, **more: Any) -> dict[str, Any]:
    """A small stack file: these reports in one set, and whatever else is said."""
    by_name = {name: NETWORK if "network" in name else INVENTORY for name in reports}
    return {
        "cluster": {"name": "sandbox", "kubeconfig": ".sandbox/kubeconfig"},
        "intervals": "workshop",
        "reportSets": {"team": {"endpoints": {"namespaces": {"names": ["hipstershop"]}}, "reports": by_name}},
        **more,
    }


def restore(control_plane: ControlPlane) -> None:
    """Take away what a test left; FelixConfiguration/default is seeded anew."""
    kinds = "globalreports,felixconfigurations,jobs,podtemplates,compliances,logstorages,logcollectors"
    control_plane.kubectl("delete", kinds, "--all", "--namespace=tigera-compliance")
    roles = "clusterroles,clusterrolebindings,roles,rolebindings"
    control_plane.kubectl("delete", roles, "--selector=calico-reporting/stack", "--namespace=tigera-compliance")
    seed.apply(control_plane)
