"""CIS filters that no node of the cluster meets."""

from collections.abc import Iterable

from reporting.finding import Code, Finding, Severity
from reporting.objects.live import NODES, LiveCluster
from reporting.objects.plan import Plan
from reporting.spans import listed
from reporting.untyped import mapping

FILTER_WITHOUT_NODE = Code(
    "FILTER_WITHOUT_NODE",
    Severity.WARNING,
    "a CIS filter for a Kubernetes version that no node has",
    "https://docs.tigera.io/calico-enterprise/latest/compliance/compliance-reports-cis",
)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """One for each such filter; nothing where nodes may not be read."""
    versions = sorted(_versions(live))
    if not versions:
        return []
    return [
        FILTER_WITHOUT_NODE.at(
            planned.path("cis", "resultsFilters", place, "benchmarkSelection", "kubernetesVersion"),
            f"No node of the cluster has Kubernetes {wanted}, so this filter is not used. There are: "
            f"{listed(versions, most=5)}.",
            "Write the version that the nodes have, or leave it out.",
        )
        for planned in plan.reports.values()
        if planned.report.cis
        for place, wanted in planned.report.cis.kubernetes_versions.items()
        if not _any_matches(wanted, versions)
    ]


def _versions(live: LiveCluster) -> set[str]:
    """`1.29.3` of a kubelet's `v1.29.3-eks-1234`."""
    nodes = live.items.get(NODES, ())
    stated = [mapping(mapping(node.get("status")).get("nodeInfo")).get("kubeletVersion") for node in nodes]
    return {text.removeprefix("v").partition("-")[0].partition("+")[0] for text in stated if isinstance(text, str)}


def _any_matches(wanted: str, versions: Iterable[str]) -> bool:
    """By whole parts: 1.1 is not 1.13."""
    parts = wanted.split(".")
    return any(version.split(".")[: len(parts)] == parts for version in versions)
