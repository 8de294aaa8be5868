"""The cluster as Pulumi sees it: its provider, and objects whose fields pass through as the manifests have them."""

from collections.abc import Mapping
from typing import Any

import pulumi

from reporting.stack.cluster import Cluster

# The plugin that the pinned SDK of requirements.txt installs.
PROVIDER_VERSION = "4.32.0"

PATCH_FORCE = "pulumi.com/patchForce"
PATCH_FIELD_MANAGER = "pulumi.com/patchFieldManager"


def provider(cluster: Cluster) -> pulumi.ProviderResource:
    """The Kubernetes provider for a cluster.

    Registered without `pulumi_kubernetes.Provider`, which records the value of KUBECONFIG in the state: with
    only these inputs a stack can be run from any machine.
    """
    inputs = {
        "clusterIdentifier": cluster.name,
        "context": cluster.context,
        "kubeconfig": cluster.kubeconfig,
        "kubeClientSettings": {"qps": 200, "burst": 400},
    }
    stated = {key: value for key, value in inputs.items() if value is not None}
    return pulumi.ProviderResource("kubernetes", cluster.name, stated, pulumi.ResourceOptions(version=PROVIDER_VERSION))


class ClusterObject(pulumi.CustomResource):
    """A Kubernetes object from its manifest. Its logical name is its Kubernetes name."""

    status: pulumi.Output[dict[str, Any] | None]

    def __init__(self, manifest: Mapping[str, Any], opts: pulumi.ResourceOptions, *, patch: bool = False):
        kind = f"{manifest['kind']}Patch" if patch else manifest["kind"]
        super().__init__(
            f"kubernetes:{manifest['apiVersion']}:{kind}",
            manifest["metadata"]["name"],
            {**manifest, "status": None},
            opts,
        )


def shared_fields(manifest: Mapping[str, Any], field_manager: str, parent: pulumi.Resource) -> ClusterObject:
    """Some fields of an object that others own as well.

    Taken under a field manager of the stack's own, and left as they are when the stack goes: on Calico's API
    server, giving a patch up takes the whole spec and all annotations with it.
    """
    annotations = {PATCH_FORCE: "true", PATCH_FIELD_MANAGER: field_manager}
    metadata = {**manifest["metadata"], "annotations": annotations}
    opts = pulumi.ResourceOptions(parent=parent, retain_on_delete=True)
    return ClusterObject({**manifest, "metadata": metadata}, opts, patch=True)
