"""The cluster's provider, and objects as Pulumi's Kubernetes provider takes them."""

from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResourcePatch

from reporting.objects.manifest import Manifest
from reporting.stack.cluster import Cluster

# The plugin that the pinned SDK of requirements.txt installs.
PROVIDER_VERSION = "4.32.0"

PATCH_FIELD_MANAGER = "pulumi.com/patchFieldManager"


def provider(cluster: Cluster) -> pulumi.ProviderResource:
    """The Kubernetes provider for a cluster.

    Registered without `pulumi_kubernetes.Provider`, which records the value of KUBECONFIG in the state: with
    only these inputs a stack can be run from any machine. `enablePatchForce` lets the stack take its own objects
    back after a lost state, without an annotation on any of them.
    """
    inputs = {
        "clusterIdentifier": cluster.name,
        "context": cluster.context,
        "kubeconfig": cluster.kubeconfig,
        "enablePatchForce": True,
        "kubeClientSettings": {"qps": 200, "burst": 400},
    }
    stated = {key: value for key, value in inputs.items() if value is not None}
    return pulumi.ProviderResource("kubernetes", cluster.name, stated, pulumi.ResourceOptions(version=PROVIDER_VERSION))


class Job(pulumi.CustomResource):
    """A batch/v1 Job from its manifest. Its logical name is its Kubernetes name.

    Not `pulumi_kubernetes.batch.v1.Job`, which costs 340 ms of import and cannot hand its status on.
    """

    status: pulumi.Output[dict[str, Any] | None]

    def __init__(self, manifest: Manifest, opts: pulumi.ResourceOptions):
        super().__init__("kubernetes:batch/v1:Job", manifest["metadata"]["name"], {**manifest, "status": None}, opts)


class Rbac(pulumi.CustomResource):
    """A role or a binding from its manifest. Its logical name is its Kubernetes name.

    Not one of `pulumi_kubernetes.rbac.v1`, for the same reason, and not
    `pulumi_kubernetes.apiextensions.CustomResource`, which has no field but spec.
    """

    def __init__(self, manifest: Manifest, opts: pulumi.ResourceOptions):
        token = f"kubernetes:{manifest['apiVersion']}:{manifest['kind']}"
        super().__init__(token, manifest["metadata"]["name"], {**manifest}, opts)


def shared_fields(manifest: Manifest, field_manager: str, parent: pulumi.Resource) -> CustomResourcePatch:
    """Some fields of an object that others own as well.

    Taken under a field manager of the stack's own, and left as they are when the stack goes: on Calico's API
    server, giving a patch up takes the whole spec and all annotations with it. Other stacks and the operator change
    the object's annotations; that is no difference of this stack's.
    """
    name = manifest["metadata"]["name"]
    return CustomResourcePatch(
        name,
        manifest["apiVersion"],
        manifest["kind"],
        spec=manifest.get("spec"),
        metadata={"name": name, "annotations": {PATCH_FIELD_MANAGER: field_manager}},
        opts=pulumi.ResourceOptions(parent=parent, retain_on_delete=True, ignore_changes=["metadata.annotations"]),
    )
