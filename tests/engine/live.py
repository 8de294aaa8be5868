"""What is live on a control plane, for comparing before with after."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox import ControlPlane

NAMESPACE = "tigera-compliance"

Objects = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Live:
    """Asks the API server anew each time."""

    control_plane: ControlPlane

    @property
    def felix(self) -> dict[str, Any]:
        """FelixConfiguration/default."""
        return self._get("felixconfigurations")["default"]

    @property
    def reports(self) -> Objects:
        """The GlobalReports by name."""
        return self._get("globalreports")

    @property
    def jobs(self) -> Objects:
        """The Jobs of the reporter's namespace by name."""
        return self._get("jobs", f"--namespace={NAMESPACE}")

    @property
    def roles(self) -> Objects:
        """The roles and bindings of stacks, by kind and name."""
        kinds = "clusterroles,clusterrolebindings,roles,rolebindings"
        selector = "--selector=calico-reporting/stack"
        text = self.control_plane.kubectl("get", kinds, selector, f"--namespace={NAMESPACE}", "-o", "json")
        return {f"{item['kind']} {item['metadata']['name']}": item for item in json.loads(text)["items"]}

    @property
    def retention(self) -> dict[str, int]:
        """What LogStorage/tigera-secure keeps, in days."""
        return dict(self._get("logstorages")["tigera-secure"]["spec"]["retention"])

    @property
    def stores(self) -> dict[str, Any]:
        """Where LogCollector/tigera-secure sends logs besides."""
        return dict(self._get("logcollectors")["tigera-secure"]["spec"].get("additionalStores") or {})

    def report_specs(self) -> Objects:
        return {name: report["spec"] for name, report in self.reports.items()}

    def versions(self) -> dict[str, tuple[str, str]]:
        """Uid and resourceVersion of everything: equal where nothing was touched."""
        found = {**self.reports, **self.jobs, "felix": self.felix}
        return {name: (item["metadata"]["uid"], item["metadata"]["resourceVersion"]) for name, item in found.items()}

    def uids(self) -> dict[str, str]:
        """Equal where nothing was made anew."""
        return {name: uid for name, (uid, _) in self.versions().items()}

    def create_report(self, name: str, spec: dict[str, Any], **metadata: dict[str, str]) -> None:
        """A GlobalReport by kubectl."""
        head = {"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport", "metadata": {"name": name, **metadata}}
        self.control_plane.kubectl("create", "--filename=-", stdin=json.dumps({**head, "spec": spec}))

    def patch(self, kind: str, name: str, patch: dict[str, Any]) -> None:
        """A merge patch by kubectl."""
        namespace = f"--namespace={NAMESPACE}"
        self.control_plane.kubectl("patch", kind, name, namespace, "--type=merge", f"--patch={json.dumps(patch)}")

    def _get(self, kind: str, *arguments: str) -> Objects:
        items = json.loads(self.control_plane.kubectl("get", kind, *arguments, "-o", "json"))["items"]
        return {item["metadata"]["name"]: item for item in items}
