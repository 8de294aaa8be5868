"""Objects of Flux: a GitRepository, and for each stack a Kustomization of its own objects and one of shared ones.

https://fluxcd.io/flux/components/kustomize/kustomizations/
"""

from collections.abc import Sequence
from typing import Any

from reportctl.engines.engine import Engine, Options
from reportctl.engines.member import Member, Part, place, placed
from reportctl.engines.repository import Repository
from reporting.dialects.names import LONGEST_LABEL, legal_name
from reporting.objects.manifest import Manifest

KEPT = {"kustomize.toolkit.fluxcd.io/prune": "disabled", "kustomize.toolkit.fluxcd.io/ssa": "Merge"}
"""Never deleted; and fields that somebody set with kubectl stay, which Flux takes back without `Merge`.

https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
"""


def flux_files(members: Sequence[Member], repository: Repository, options: Options) -> dict[str, list[Manifest]]:
    """The rendered folders, the repository, and a file of Kustomizations for each stack."""
    found = placed(members, Engine.FLUX, KEPT)
    found["flux/repository.yaml"] = [_git_repository(members[0].project, repository, options)]
    first = [member for member in members if member.stack in options.first]
    for member in members:
        parts = [part for part in Part if member.part(part)]
        before = [] if member in first else first
        found[f"flux/stacks/{member.folder}.yaml"] = [
            _kustomization(member, part, repository, options, before) for part in parts
        ]
    return found


def _kustomization(
    member: Member, part: Part, repository: Repository, options: Options, before: Sequence[Member]
) -> Manifest:
    spec: dict[str, Any] = {
        "interval": "10m",
        "path": "./" + "/".join(name for name in (repository.folder, place(member, part)) if name != "."),
        # The annotation alone would not do: an operator that rewrites the object may drop it.
        "prune": part is Part.OWN,
        "sourceRef": {"kind": "GitRepository", "name": _source(member.project)},
    }
    if member.kubeconfig_secret:
        spec["kubeConfig"] = {"secretRef": {"name": member.kubeconfig_secret}}
    after = [{"name": one.object_name(theirs)} for one in before for theirs in Part if one.part(theirs)]
    if after:
        spec["dependsOn"] = after
    return {
        "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
        "kind": "Kustomization",
        "metadata": {"name": member.object_name(part), "namespace": _namespace(options)},
        "spec": spec,
    }


def _git_repository(project: str, repository: Repository, options: Options) -> Manifest:
    spec: dict[str, Any] = {"interval": "1m", "url": repository.url, "ref": {"branch": repository.branch}}
    if options.git_secret:
        spec["secretRef"] = {"name": options.git_secret}
    return {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": "GitRepository",
        "metadata": {"name": _source(project), "namespace": _namespace(options)},
        "spec": spec,
    }


def _source(project: str) -> str:
    return legal_name(project, LONGEST_LABEL)


def _namespace(options: Options) -> str:
    return options.namespace or "flux-system"
