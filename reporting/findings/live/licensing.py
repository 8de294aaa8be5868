"""Calico's license: over, or without compliance reports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reporting.dialects.moments import known_instant, rfc3339
from reporting.finding import Code, Finding, Severity
from reporting.objects.live import LICENSE, LiveCluster
from reporting.objects.plan import Plan
from reporting.untyped import mapping, texts

FEATURE = "compliance-reports"

# What a license says that has every feature: github.com/tigera/operator, pkg/controller/utils/license.go.
_EVERY_FEATURE = {"all", "cnx|all"}

_LICENSE = "https://docs.tigera.io/calico-enterprise/latest/reference/resources/licensekey"
_CLUSTER = ("cluster",)

LICENSE_OVER = Code("LICENSE_OVER", Severity.WARNING, "a license of Calico's that is over", _LICENSE)
LICENSE_LACKS_REPORTS = Code(
    "LICENSE_LACKS_REPORTS", Severity.WARNING, "a license without compliance reports", _LICENSE
)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """Nothing where the license may not be read, or says nothing."""
    license_key, found = live.first(LICENSE), []
    over = expiry(license_key)
    if over and live.at and over <= live.at:
        found.append(
            LICENSE_OVER.at(
                _CLUSTER,
                f"The cluster's license expired at {rfc3339(over)}. From Calico Enterprise 3.23 on that makes Calico's "
                "resources read-only.",
                "Renew it; kubectl get licensekey default -o yaml shows it.",
            )
        )
    if plan.reports and lacks_reports(license_key):
        found.append(
            LICENSE_LACKS_REPORTS.at(
                _CLUSTER,
                f"The cluster's license does not have feature {FEATURE}, without which the operator takes the report "
                "types away and no report is made.",
                "Ask for a license that has it.",
            )
        )
    return found


def expiry(license_key: Mapping[str, Any]) -> datetime | None:
    """When a license ends, where it says so."""
    return known_instant(mapping(license_key.get("status")).get("expiry"))


def lacks_reports(license_key: Mapping[str, Any]) -> bool:
    """Whether a license names features, and not that of reports."""
    features = texts(mapping(license_key.get("status")).get("features"))
    return bool(features) and not features & {FEATURE, *_EVERY_FEATURE}
