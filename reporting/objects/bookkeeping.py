"""Labels and annotations by which other tools remember what they made, and which mean nothing once they let go."""

from collections.abc import Mapping

from reporting.stack.metadata import is_reserved

# Domains of keys, those below them (kustomize.toolkit.fluxcd.io) included.
_TOOLS = (
    # https://argo-cd.readthedocs.io/en/stable/user-guide/annotations-and-labels/
    "argocd.argoproj.io",
    # https://fluxcd.io/flux/components/kustomize/kustomizations/
    "fluxcd.io",
    # https://helm.sh/docs/chart_best_practices/labels/
    "helm.sh",
    # https://github.com/kubernetes-sigs/kustomize/blob/master/api/internal/utils/annotations.go
    "config.kubernetes.io",
    "config.k8s.io",
    # https://github.com/kubernetes-sigs/cli-utils, kpt and Config Sync
    "cli-utils.sigs.k8s.io",
    "kpt.dev",
    "configmanagement.gke.io",
    "configsync.gke.io",
    # https://carvel.dev/kapp/docs/latest/apply/
    "kapp.k14s.io",
    # https://fleet.rancher.io and Rancher's apply
    "cattle.io",
    # https://skaffold.dev/docs/references/labels/
    "skaffold.dev",
)


def is_bookkeeping(key: str) -> bool:
    """Whether a label or annotation of this key is a tool's record, kubectl's and Pulumi's included."""
    domain = key.partition("/")[0] if "/" in key else ""
    return is_reserved(key) or any(domain == tool or domain.endswith(f".{tool}") for tool in _TOOLS)


def without_bookkeeping(stated: Mapping[str, str]) -> dict[str, str]:
    """The labels or annotations that somebody wrote."""
    return {key: value for key, value in stated.items() if not is_bookkeeping(key)}
