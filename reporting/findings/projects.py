"""What only all stacks of a project together tell."""

from collections.abc import Mapping

from reporting.finding import Code, Finding, Severity
from reporting.quote import quoted
from reporting.spans import listed

SAME_CLUSTER = Code("SAME_CLUSTER", Severity.WARNING, "a cluster name that two stacks have")


def same_cluster(clusters: Mapping[str, str]) -> dict[str, Finding]:
    """A finding for each stack whose cluster name, here by stack, another one has as well."""
    others = {
        stack: [other for other, its in clusters.items() if its == name and other != stack]
        for stack, name in clusters.items()
    }
    return {stack: _shared(clusters[stack], found) for stack, found in others.items() if found}


def _shared(name: str, others: list[str]) -> Finding:
    return SAME_CLUSTER.at(
        ("cluster", "name"),
        f"is {quoted(name)}, as it is in {'stack' if len(others) == 1 else 'stacks'} {listed(others)}: on one cluster "
        "the last pulumi up decides the intervals of all of them; two clusters could not be told apart by it.",
        "Give each cluster a name of its own, before its first pulumi up, because a new name makes everything anew; "
        "where it is one cluster on purpose, accept SAME_CLUSTER with the reason.",
    )
