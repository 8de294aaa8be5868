"""What is live, read back from the API server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reporting.objects.jobs import NAMESPACE, RUN
from reporting.source.namespace import PROJECT
from sandbox import ControlPlane

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Live:
    """FelixConfiguration/default, LogStorage/tigera-secure, and by name: GlobalReports, Jobs of runs, and roles.

    `roles` and `bindings` are those that are called as this program calls its own.
    """

    felix: Object
    log_storage: Object
    reports: Mapping[str, Object]
    jobs: Mapping[str, Object]
    roles: Mapping[str, Object] = field(default_factory=dict)
    bindings: Mapping[str, Object] = field(default_factory=dict)

    @property
    def intervals(self) -> dict[str, str]:
        """Flush intervals by their field's name."""
        return {name: value for name, value in self.felix["spec"].items() if name.endswith("FlushInterval")}

    @property
    def kept(self) -> dict[str, int]:
        """For how many days each kind of data is kept."""
        return dict(self.log_storage["spec"]["retention"])

    def changed_since(self, before: "Live") -> set[str]:
        """The uids of objects that were made, deleted or written, be it with the same value."""
        return {uid for uid, _ in self._versions() ^ before._versions()}

    def _versions(self) -> set[tuple[str, str]]:
        by_name = (self.reports, self.jobs, self.roles, self.bindings)
        objects = [self.felix, self.log_storage, *(item for items in by_name for item in items.values())]
        return {(item["metadata"]["uid"], item["metadata"]["resourceVersion"]) for item in objects}


def look(plane: ControlPlane) -> Live:
    """What is live now. Raises `SandboxError`."""
    answer = plane.kubectl("get", ",".join(_KINDS), "-n", NAMESPACE, "-o", "json")
    items: list[Object] = json.loads(answer)["items"]
    jobs = _by_name(items, "Job")
    return Live(
        _by_name(items, "FelixConfiguration")["default"],
        _by_name(items, "LogStorage")["tigera-secure"],
        _by_name(items, "GlobalReport"),
        {name: job for name, job in jobs.items() if RUN in job["metadata"].get("annotations", {})},
        _ours(_by_name(items, "ClusterRole", "Role")),
        _ours(_by_name(items, "ClusterRoleBinding", "RoleBinding")),
    )


_KINDS = (
    *("felixconfigurations", "logstorages", "globalreports", "jobs"),
    *("clusterroles", "roles", "clusterrolebindings", "rolebindings"),
)


def _by_name(items: list[Object], *kinds: str) -> dict[str, Object]:
    return {item["metadata"]["name"]: item for item in items if item["kind"] in kinds}


def _ours(roles: Mapping[str, Object]) -> dict[str, Object]:
    return {name: role for name, role in roles.items() if name.startswith(f"{PROJECT}:")}
