"""What each type of report shows, and controls by framework.

https://docs.tigera.io/calico-enterprise/latest/compliance/overview
"""

from collections.abc import Iterable

from reporting.frameworks.preset import Supported
from reporting.report_types import CIS_BENCHMARK, INVENTORY, NETWORK_ACCESS, POLICY_AUDIT

_SUBJECTS = {
    INVENTORY: "which workloads are in scope, and which of them network policy protects",
    NETWORK_ACCESS: "which workloads may exchange traffic, and which did",
    POLICY_AUDIT: "who changed which network policy, and how",
    CIS_BENCHMARK: "how the nodes do in the CIS Kubernetes benchmark",
}


def subject(report_type: str) -> str:
    """What a report of this type is about."""
    return _SUBJECTS.get(report_type, "a report type of this cluster's own")


def by_framework(controls: Iterable[Supported]) -> dict[str, list[Supported]]:
    """Controls by framework, each once."""
    found: dict[str, list[Supported]] = {}
    for control in dict.fromkeys(controls):
        found.setdefault(control.framework, []).append(control)
    return found
