"""Roles and bindings that give people and programs what Tigera's documentation grants on reports, and no more.

https://docs.tigera.io/calico-enterprise/latest/compliance/overview: its sections on access to reports. What a run by
hand takes beside that is what `reportctl run --wait` asks for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.dialects.names import access_object_name
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import Source
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import Owner
from reporting.objects.reports import PlannedReport
from reporting.stack.access import Grant, May

GROUP = "rbac.authorization.k8s.io"
_CALICO = "projectcalico.org"

_Rule = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class PlannedAccess:
    """An entry of `access`, and the rules of its role: of the whole cluster, or of the reporter's namespace."""

    name: str
    grant: Grant
    rules: tuple[_Rule, ...]

    @property
    def namespace(self) -> str | None:
        """Where the rules count; None is the whole cluster."""
        return NAMESPACE if self.grant.may is May.RUN else None

    def objects(self, owner: Owner) -> dict[Source, Manifest]:
        """The role and its binding, by where each is found on the cluster."""
        role, binding = sources(self.name, self.grant, owner)
        return {role: self._manifest(role, rules=list(self.rules)), binding: self._binding(binding, role)}

    def _binding(self, binding: Source, role: Source) -> Manifest:
        reference = {"apiGroup": GROUP, "kind": role.kind, "name": role.name}
        return self._manifest(binding, roleRef=reference, subjects=list(_subjects(self.grant)))

    def _manifest(self, source: Source, **fields: Any) -> Manifest:
        place = {"namespace": self.namespace} if self.namespace else {}
        metadata = {"name": source.name, **place}
        return {"apiVersion": f"{GROUP}/v1", "kind": source.kind, "metadata": metadata, **fields}


def planned_access(access: Mapping[str, Grant], reports: Mapping[str, PlannedReport]) -> dict[str, PlannedAccess]:
    """The entries of `access` by name, in the stack file's order."""
    return {name: PlannedAccess(name, grant, tuple(_rules(grant, reports))) for name, grant in access.items()}


def sources(name: str, grant: Grant, owner: Owner) -> tuple[Source, Source]:
    """Where an entry's role and its binding are on the cluster."""
    called = access_object_name(owner.project, owner.stack, name)
    if grant.may is May.RUN:
        return (
            Source(GROUP, "v1", "Role", "roles", called, NAMESPACE),
            Source(GROUP, "v1", "RoleBinding", "rolebindings", called, NAMESPACE),
        )
    return (
        Source(GROUP, "v1", "ClusterRole", "clusterroles", called),
        Source(GROUP, "v1", "ClusterRoleBinding", "clusterrolebindings", called),
    )


def _rules(grant: Grant, reports: Mapping[str, PlannedReport]) -> Iterator[_Rule]:
    match grant.may:
        case May.VIEW if grant.reports is not None:
            types = dict.fromkeys(reports[name].report.report_type for name in grant.reports)
            yield _rule(_CALICO, "globalreports", "list")
            yield {**_rule(_CALICO, "globalreports", "get"), "resourceNames": list(dict.fromkeys(grant.reports))}
            yield {**_rule(_CALICO, "globalreporttypes", "get"), "resourceNames": list(types)}
        case May.VIEW:
            yield _rule(_CALICO, "globalreports", "get", "list")
            yield _rule(_CALICO, "globalreporttypes", "get")
        case May.MANAGE:
            yield _rule(_CALICO, "globalreports", "*")
            yield _rule(_CALICO, "globalreports/status", "get", "list", "watch")
        case May.RUN:
            yield _rule("", "podtemplates", "get")
            yield _rule("batch", "jobs", "create", "list")
            yield _rule("", "pods", "list")
            yield _rule("", "pods/log", "get")


def _rule(group: str, resource: str, *verbs: str) -> dict[str, list[str]]:
    return {"apiGroups": [group], "resources": [resource], "verbs": list(verbs)}


def _subjects(grant: Grant) -> Iterator[Mapping[str, str]]:
    for name in dict.fromkeys(grant.groups):
        yield {"kind": "Group", "apiGroup": GROUP, "name": name}
    for name in dict.fromkeys(grant.users):
        yield {"kind": "User", "apiGroup": GROUP, "name": name}
    for text in dict.fromkeys(grant.service_accounts):
        namespace, _, name = text.partition("/")
        yield {"kind": "ServiceAccount", "name": name, "namespace": namespace}
