"""A stack of a fleet, and what of it is the stack's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reportctl.engines.engine import Engine
from reporting.dialects.names import LONGEST_LABEL, LONGEST_NAME, legal_name
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import Owner
from reporting.stack.cluster import Cluster

Files = Mapping[str, list[Manifest]]


class Part(StrEnum):
    """Whose objects are: an engine takes the stack's own away with the stack; what is shared with Calico it never may.

    Deleting a shared object takes away what Calico and others said in it, and not only the stack's fields.
    """

    OWN = "own"
    SHARED = "shared"


@dataclass(frozen=True)
class Member:
    """A stack by name, its cluster, its project, and its manifests by file."""

    stack: str
    project: str
    cluster: Cluster
    manifests: Files

    @property
    def folder(self) -> str:
        """A name for files and folders."""
        return folder_name(self.stack)

    @property
    def kubeconfig_secret(self) -> str | None:
        """The Secret with the cluster's kubeconfig under key `value`, as Cluster API makes it; none within the cluster.

        https://cluster-api.sigs.k8s.io/developer/providers/contracts/control-plane
        """
        if self.cluster.in_cluster:
            return None
        name = f"{self.cluster.name}-kubeconfig"
        return name if len(name) <= LONGEST_NAME else legal_name(name, LONGEST_NAME)

    def object_name(self, part: Part) -> str:
        """The name of the object that an engine has of a part, unique among projects."""
        return legal_name(f"{self.project}-{self.stack}-{part}", LONGEST_LABEL)

    def part(self, wanted: Part) -> dict[str, list[Manifest]]:
        """The files of a part that has something in it."""
        files = {name: [one for one in found if _part(one) is wanted] for name, found in self.manifests.items()}
        return {name: found for name, found in files.items() if found}


def folder_name(stack: str) -> str:
    """A stack's name as a file or a folder may be called, and as a URL or a template takes it."""
    return legal_name(stack, LONGEST_LABEL)


def placed(members: Iterable[Member], engine: Engine, kept: Mapping[str, str]) -> dict[str, list[Manifest]]:
    """All manifests by path: the stack's own with its labels, by which `status` and `fleet` know them; shared ones with
    annotations that keep the engine from taking them away."""
    return {
        f"{place(member, part)}/{name}": [_marked(one, _marks(member, part, engine, kept)) for one in found]
        for member in members
        for part in Part
        for name, found in member.part(part).items()
    }


def place(member: Member, part: Part) -> str:
    """The folder of a part, from the rendered folder on."""
    return f"stacks/{member.folder}/{part}"


def _part(manifest: Manifest) -> Part:
    """What is not known to be the stack's own is taken for shared."""
    own = manifest["kind"] == "GlobalReport" or str(manifest["apiVersion"]).startswith("rbac.authorization.k8s.io/")
    return Part.OWN if own else Part.SHARED


def _marks(member: Member, part: Part, engine: Engine, kept: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    if part is Part.SHARED:
        return {"annotations": kept}
    return {"labels": Owner(member.project, member.stack, (engine.value,)).labels()}


def _marked(manifest: Manifest, marks: Mapping[str, Mapping[str, str]]) -> Manifest:
    metadata = manifest["metadata"]
    return {**manifest, "metadata": {**metadata, **{key: {**metadata.get(key, {}), **marks[key]} for key in marks}}}
