"""What each type of report shows, and the controls that it supports evidence for.

https://docs.tigera.io/calico-enterprise/latest/compliance/overview
"""

from itertools import groupby

from reporting.frameworks.controls import Control, controls_for
from reporting.stack.reports import CIS_BENCHMARK, INVENTORY, NETWORK_ACCESS, POLICY_AUDIT

_SUBJECTS = {
    INVENTORY: "which workloads are in scope, and which of them network policy protects",
    NETWORK_ACCESS: "which workloads may exchange traffic, and which did",
    POLICY_AUDIT: "who changed which network policy, and how",
    CIS_BENCHMARK: "how the nodes do in the CIS Kubernetes benchmark",
}


def subject(report_type: str) -> str:
    """What a report of this type is about."""
    return _SUBJECTS.get(report_type, "a report type of this cluster's own")


def by_framework(report_type: str) -> dict[str, list[Control]]:
    """The controls by framework."""
    controls = controls_for(report_type)
    return {name: list(found) for name, found in groupby(controls, key=lambda control: control.framework)}
