"""What a cluster's platform and version mean for reports: where they are unsupported, or ill served by GitOps."""

import re

from reporting.finding import Code, Finding, Severity
from reporting.objects.live import NODES, ONE_NODE, LiveCluster
from reporting.objects.plan import Plan
from reporting.untyped import mapping

_CLUSTER = ("cluster",)

# Of which platform a node's label tells, by how its key begins. Node provider ids do not tell a managed cluster from
# one that somebody runs on the same cloud.
_PLATFORMS = {
    "kubernetes.azure.com/": "AKS",
    "cloud.google.com/gke-": "GKE",
    "node.openshift.io/": "OpenShift",
    "run.tanzu.vmware.com/": "TKG",
}

UNSUPPORTED_PLATFORM = Code(
    "UNSUPPORTED_PLATFORM",
    Severity.WARNING,
    "a platform on which compliance reports are not supported",
    "https://docs.tigera.io/calico-enterprise/latest/compliance/overview",
)


def platform(plan: Plan, live: LiveCluster) -> list[Finding]:
    """By the labels of one node, where nodes may be read."""
    labels = mapping(mapping((live.first(ONE_NODE) or live.first(NODES)).get("metadata")).get("labels"))
    found = [name for begin, name in _PLATFORMS.items() if any(key.startswith(begin) for key in labels)]
    if not plan.reports or not found:
        return []
    return [
        UNSUPPORTED_PLATFORM.at(
            _CLUSTER,
            f"This is a cluster on {found[0]}, where compliance reports are documented as unsupported; AKS, GKE, "
            "OpenShift and TKG are.",
            "Where they do what is wanted of them, say so: accept: {UNSUPPORTED_PLATFORM: reason}.",
        )
    ]


NOT_FOR_GITOPS = Code(
    "NOT_FOR_GITOPS",
    Severity.WARNING,
    "a release of Calico Enterprise that is not recommended with GitOps",
    "https://docs.tigera.io/calico-enterprise/3.22/release-notes",
)


def release(live: LiveCluster) -> list[Finding]:
    """Calico Enterprise 3.22.3, by its release notes."""
    if not re.match(r"v?3\.22\.3(?=[.+-]|$)", live.version or ""):
        return []
    return [
        NOT_FOR_GITOPS.at(
            _CLUSTER,
            f"Calico Enterprise {live.version} is not recommended with GitOps by its release notes: server-side apply, "
            "which this program uses, is unreliable through its API server.",
            "Upgrade to 3.22.4 or later.",
        )
    ]
