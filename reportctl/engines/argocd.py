"""Objects of Argo CD: an ApplicationSet for what is the stacks' own, and one for what they share with Calico.

Both read which stacks there are from files beside them, so that a stack can be rendered without touching another.
https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/
"""

from collections.abc import Sequence
from typing import Any

from reportctl.engines.engine import Engine, Options
from reportctl.engines.member import Files, Member, Part, place, placed
from reportctl.engines.repository import Repository
from reporting.dialects.names import LONGEST_LABEL, legal_name
from reporting.objects.manifest import Manifest

KEPT = {"argocd.argoproj.io/sync-options": "Prune=false,Delete=false,ServerSideApply=true"}
"""Neither a sync nor the Application's own end deletes the object, and others' fields stay.

https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
"""

_SERVER_SIDE = ["ServerSideApply=true"]
# The migration would make fields that somebody set with kubectl Argo CD's, and the sync after it drop them.
_WITHOUT_TAKING = [*_SERVER_SIDE, "ClientSideApplyMigration=false", "Prune=false", "Delete=false"]


def argocd_files(members: Sequence[Member], repository: Repository, options: Options) -> dict[str, list[Manifest]]:
    """The rendered folders, what the generators read of each, and the two ApplicationSets."""
    found = placed(members, Engine.ARGOCD, KEPT)
    for part in Part:
        found |= {
            f"argocd/{part}/{one.folder}.yaml": [_listed(one, part, repository)] for one in members if one.part(part)
        }
    project = members[0].project
    return found | {
        "argocd/applicationsets.yaml": [_application_set(project, part, repository, options) for part in Part]
    }


def _listed(member: Member, part: Part, repository: Repository) -> Files | dict[str, Any]:
    return {
        "name": member.object_name(part),
        "folder": _below(repository, place(member, part)),
        "cluster": "in-cluster" if member.cluster.in_cluster else member.cluster.name,
    }


def _application_set(project: str, part: Part, repository: Repository, options: Options) -> Manifest:
    files = [{"path": _below(repository, f"argocd/{part}/*.yaml")}]
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "metadata": {
            "name": legal_name(f"{project}-{part}", LONGEST_LABEL),
            "namespace": options.namespace or "argocd",
        },
        "spec": {
            "goTemplate": True,
            "goTemplateOptions": ["missingkey=error"],
            "generators": [{"git": {"repoURL": repository.url, "revision": repository.branch, "files": files}}],
            "syncPolicy": {"preserveResourcesOnDeletion": part is Part.SHARED},
            "template": {"metadata": {"name": "{{.name}}"}, "spec": _application(part, repository)},
        },
    }


def _application(part: Part, repository: Repository) -> dict[str, Any]:
    return {
        "project": "default",
        "source": {"repoURL": repository.url, "targetRevision": repository.branch, "path": "{{.folder}}"},
        "destination": {"name": "{{.cluster}}"},
        "syncPolicy": {
            "automated": {"prune": part is Part.OWN, "selfHeal": True},
            "syncOptions": _SERVER_SIDE if part is Part.OWN else _WITHOUT_TAKING,
        },
    }


def _below(repository: Repository, path: str) -> str:
    return path if repository.folder == "." else f"{repository.folder}/{path}"
