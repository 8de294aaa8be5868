"""What is live, read back from the API server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reporting.objects.jobs import NAMESPACE, RUN
from sandbox import ControlPlane

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Live:
    """FelixConfiguration/default, all GlobalReports, and the Jobs of runs, by name."""

    felix: Object
    reports: Mapping[str, Object]
    jobs: Mapping[str, Object]

    @property
    def intervals(self) -> dict[str, str]:
        """Flush intervals by their field's name."""
        return {name: value for name, value in self.felix["spec"].items() if name.endswith("FlushInterval")}

    def changed_since(self, before: "Live") -> set[str]:
        """The uids of objects that were made, deleted or written, be it with the same value."""
        return {uid for uid, _ in self._versions() ^ before._versions()}

    def _versions(self) -> set[tuple[str, str]]:
        objects = [self.felix, *self.reports.values(), *self.jobs.values()]
        return {(item["metadata"]["uid"], item["metadata"]["resourceVersion"]) for item in objects}


def look(plane: ControlPlane) -> Live:
    """What is live now. Raises `SandboxError`."""
    answer = plane.kubectl("get", "felixconfigurations,globalreports,jobs", "-n", NAMESPACE, "-o", "json")
    items: list[Object] = json.loads(answer)["items"]
    felix = _by_name(items, "FelixConfiguration")["default"]
    jobs = _by_name(items, "Job")
    ours = {name: job for name, job in jobs.items() if RUN in job["metadata"].get("annotations", {})}
    return Live(felix, _by_name(items, "GlobalReport"), ours)


def _by_name(items: list[Object], kind: str) -> dict[str, Object]:
    return {item["metadata"]["name"]: item for item in items if item["kind"] == kind}
