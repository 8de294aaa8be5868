"""The report types that Calico has by itself; others exist where a cluster has a GlobalReportType of that name.

https://docs.tigera.io/calico-enterprise/latest/compliance/overview
"""

from typing import Literal, get_args

BuiltInType = Literal["inventory", "network-access", "policy-audit", "cis-benchmark"]

BUILT_IN_TYPES: tuple[str, ...] = get_args(BuiltInType)
INVENTORY, NETWORK_ACCESS, POLICY_AUDIT, CIS_BENCHMARK = BUILT_IN_TYPES
