"""Who may do what with reports."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.kubernetes import Rbac
from reporting.objects.access import PlannedAccess
from reporting.objects.live import LiveCluster, Outcome, Source
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import Owner

# Of what is taken back the provider knows the metadata alone. It would replace a binding for a roleRef that nobody can
# change, and the engine refuses that. One that leads elsewhere is found before (reporting/findings/live/access.py).
_BINDINGS = ("ClusterRoleBinding", "RoleBinding")


@dataclass(frozen=True)
class AccessArgs:
    """An entry of `access`, and whose it is."""

    access: PlannedAccess
    owner: Owner


class Access(pulumi.ComponentResource):
    """A role, and its binding to groups, users and service accounts.

    `live` tells which of the two the cluster has already; they are taken back. Not managed here: the groups and users,
    and what other roles give them.
    """

    def __init__(
        self,
        name: str,
        args: AccessArgs,
        opts: pulumi.ResourceOptions | None = None,
        *,
        live: LiveCluster | None = None,
    ):
        super().__init__("calico-reporting:index:Access", name, None, opts)
        found = live or LiveCluster()
        self.objects: list[Rbac] = []
        for source, manifest in args.access.objects(args.owner).items():
            self.objects.append(_object(source, manifest, args.owner, found, after=tuple(self.objects), parent=self))
        self.register_outputs({"may": args.access.grant.may.value})


def _object(  # noqa: PLR0913
    source: Source,
    manifest: Manifest,
    owner: Owner,
    live: LiveCluster,
    *,
    after: Sequence[pulumi.Resource],
    parent: pulumi.Resource,
) -> Rbac:
    """One that is live already is taken back: Pulumi imports it unless the state has it.

    A role is there before its binding, or who may grant no more than he holds would be refused that.
    """
    is_live = live.outcome(source) is Outcome.FOUND
    place = f"{source.namespace}/{source.name}" if source.namespace else source.name
    opts = pulumi.ResourceOptions(
        parent=parent,
        depends_on=after,
        import_=place if is_live else None,
        ignore_changes=["roleRef"] if source.kind in _BINDINGS else [],
    )
    return Rbac({**manifest, "metadata": {**manifest["metadata"], "labels": owner.labels()}}, opts)
