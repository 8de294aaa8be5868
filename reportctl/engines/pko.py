"""Objects of the Pulumi Kubernetes Operator: a `pulumi.com/v1` Stack for each stack.

The operator runs `pulumi up` in a Pod, from a checkout of this project.
https://github.com/pulumi/pulumi-kubernetes-operator/blob/v2.9.0/docs/stacks.md
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from reportctl.engines.engine import Options
from reportctl.engines.member import Member
from reportctl.engines.repository import Repository
from reportctl.show.failure import Failure
from reporting.dialects.names import legal_name
from reporting.objects.manifest import Manifest
from reporting.quote import quoted

ACCOUNT = "calico-reporting"
"""The namespace and the service account of docs/rbac.yaml."""

SECRET = "calico-reporting-pulumi"  # noqa: S105 - its name, not what is in it
"""The Secret with `accessToken` for Pulumi Cloud, or `passphrase` for another backend."""

LONGEST_NAME = 42
"""The kind's own rule for a Stack's name."""

_RESYNC = 600
_MOUNT = "/etc/calico-reporting"


def pko_files(members: Iterable[Member], repository: Repository, options: Options) -> dict[str, list[Manifest]]:
    """A file for each stack. Raises Failure for a backend that a Pod cannot use."""
    _refuse_unusable(options)
    return {f"pko/{member.folder}.yaml": [_stack(member, repository, options)] for member in members}


def _stack(member: Member, repository: Repository, options: Options) -> Manifest:
    owner = f"{options.organization}/" if options.organization else ""
    spec: dict[str, Any] = {
        "stack": f"{owner}{member.stack}",
        "projectRepo": repository.url,
        "branch": repository.branch,
        "shallow": True,
    }
    if repository.folder != ".":
        spec["repoDir"] = repository.folder
    if options.git_secret:
        spec["gitAuth"] = _git_auth(options.git_secret, repository)
    if options.backend:
        spec["backend"] = options.backend
    spec |= {
        "serviceAccountName": ACCOUNT,
        "envRefs": _environment(member, options),
        "refresh": True,
        "continueResyncOnCommitMatch": True,
        "resyncFrequencySeconds": _RESYNC,
    }
    if options.first and member.stack not in options.first:
        spec["prerequisites"] = [{"name": _name(stack)} for stack in options.first]
    if member.kubeconfig_secret:
        spec["workspaceTemplate"] = {"spec": {"podTemplate": {"spec": _mounted(member.kubeconfig_secret)}}}
    metadata = {"name": _name(member.stack), "namespace": options.namespace or ACCOUNT}
    return {"apiVersion": "pulumi.com/v1", "kind": "Stack", "metadata": metadata, "spec": spec}


def _name(stack: str) -> str:
    return legal_name(stack, LONGEST_NAME)


def _environment(member: Member, options: Options) -> dict[str, Any]:
    """The program runs before a refresh, so that an outage of Calico's API is not taken for a deletion."""
    environment: dict[str, Any] = {"PULUMI_RUN_PROGRAM": {"type": "Literal", "literal": {"value": "true"}}}
    if _is_pulumi_cloud(options.backend):
        environment["PULUMI_ACCESS_TOKEN"] = _from_secret(SECRET, "accessToken")
    else:
        environment["PULUMI_CONFIG_PASSPHRASE"] = _from_secret(SECRET, "passphrase")
    if member.kubeconfig_secret:
        environment["KUBECONFIG"] = {"type": "Literal", "literal": {"value": f"{_MOUNT}/kubeconfig"}}
    return environment


def _mounted(secret: str) -> dict[str, Any]:
    items = [{"key": "value", "path": "kubeconfig"}]
    mount = {"name": "kubeconfig", "mountPath": _MOUNT, "readOnly": True}
    return {
        "containers": [{"name": "pulumi", "volumeMounts": [mount]}],
        "volumes": [{"name": "kubeconfig", "secret": {"secretName": secret, "items": items}}],
    }


def _git_auth(secret: str, repository: Repository) -> dict[str, Any]:
    """From a Secret with the keys that Flux's have, so that one serves both."""
    if repository.by_ssh:
        return {"sshAuth": {"sshPrivateKey": _from_secret(secret, "identity")}}
    return {"basicAuth": {"userName": _from_secret(secret, "username"), "password": _from_secret(secret, "password")}}


def _from_secret(name: str, key: str) -> dict[str, Any]:
    return {"type": "Secret", "secret": {"name": name, "key": key}}


def _is_pulumi_cloud(backend: str | None) -> bool:
    return backend is None or urlsplit(backend).scheme in ("https", "http")


def _refuse_unusable(options: Options) -> None:
    if options.backend is not None:
        parts = urlsplit(options.backend)
        if not parts.scheme or parts.scheme == "file" or parts.password:
            raise Failure(
                "--backend is none that a Pod can log in to: a folder goes with the Pod, and a password does not "
                "belong in a repository. Say one such as s3://my-pulumi-state?region=eu-central-1, or none at all for "
                "Pulumi Cloud."
            )
    if options.organization and not _is_pulumi_cloud(options.backend):
        raise Failure(
            f"--organization {quoted(options.organization)} is Pulumi Cloud's, and a bucket has none. Leave it out."
        )
