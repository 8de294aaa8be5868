"""CIS benchmark reports: that there is one, and which tests it may leave out.

https://docs.tigera.io/calico-enterprise/latest/compliance/compliance-reports-cis
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .resource import Resource
from .rule import Config, ResourceRule, StackRule, texts

_CIS_BENCHMARK = "cis-benchmark"


def cis_report(resources: Iterable[Resource], config: Config) -> Iterator[str]:
    """A cluster that gets reports or Felix fields and no CIS report; not in stacks that match `exceptStacks`."""
    calico = [resource for resource in resources if resource.is_report or resource.is_felix]
    wanted = [one for one in calico if not any(re.fullmatch(stack, one.stack) for stack in config["exceptStacks"])]
    covered = {one.provider for one in calico if one.is_report and one.spec.get("reportType") == _CIS_BENCHMARK}
    for cluster in dict.fromkeys(one.provider for one in wanted if one.provider not in covered):
        yield (
            f"Cluster {_cluster(cluster)} has no report of type {_CIS_BENCHMARK}, so nobody sees how its nodes are "
            "set up. Add one: daily-cis-benchmark: {reportType: cis-benchmark, "
            'schedule: "50 1 * * *", cis: {includeUnscoredTests: true}}. Where another stack makes it, or the '
            "cluster cannot, name this stack in cis-report.exceptStacks of policy-config.json."
        )


def cis_exclusions(resource: Resource, config: Config) -> Iterator[str]:
    """Tests that a report's filters leave out and `allowed` does not have."""
    excluded = [str(test) for item in _filters(resource) for test in item.get("exclude") or ()]
    unlisted = [test for test in dict.fromkeys(excluded) if test not in config["allowed"]]
    if unlisted:
        allowed = ", ".join(config["allowed"]) or "none"
        yield (
            f"Report {resource.name} leaves out {', '.join(unlisted)}, and of the team's list it may leave out "
            f"{allowed}: a test that is left out never fails, whatever a node does. Take it out of resultsFilters, or "
            "have the team add it to cis-exclusions.allowed of policy-config.json."
        )


def _filters(resource: Resource) -> Iterable[Mapping[str, Any]]:
    cis = resource.spec.get("cis") if resource.is_report else None
    return (cis or {}).get("resultsFilters") or ()


def _cluster(provider: str) -> str:
    return provider.rpartition("::")[2] or "(the default provider's)"


CIS_REPORT = StackRule(
    "cis-report",
    "Every cluster has a CIS report.",
    cis_report,
    properties={
        "exceptStacks": texts("Regular expressions, of which one matches the whole name of a stack that needs none.")
    },
)
CIS_EXCLUSIONS = ResourceRule(
    "cis-exclusions",
    "CIS reports leave out no test but those on the team's list.",
    cis_exclusions,
    properties={"allowed": texts("CIS benchmark tests that may be left out, such as 1.2.5.")},
)
