"""Calico's compliance feature, switched on by the singleton that the Tigera operator watches.

Its deployments and the report types come and go with it; this program never removes it.
https://docs.tigera.io/calico-enterprise/latest/reference/installation/api: Compliance
"""

from typing import Any


def compliance_manifest() -> dict[str, Any]:
    """Compliance/tigera-secure with nothing said in it: the operator's defaults count."""
    return {
        "apiVersion": "operator.tigera.io/v1",
        "kind": "Compliance",
        "metadata": {"name": "tigera-secure"},
    }
