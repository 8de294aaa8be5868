"""What a look at the live cluster means for a stack, each with the way out."""

from reporting.finding import Finding
from reporting.findings.live import (
    access,
    availability,
    cis,
    clock,
    existing,
    feature,
    felix,
    felix_beaten,
    licensing,
    managed_retention,
    place,
    retention,
    runs,
    stores,
    unscheduled,
)
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan


def examine(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """All findings. Where Calico's API is not there, that alone: nothing else can be told then."""
    if outage := availability.outage(plan, live):
        return outage
    return [
        *availability.rights(plan, live),
        *feature.findings(plan, live),
        *runs.findings(plan),
        *existing.reports(plan, owner, live),
        *existing.jobs(plan, owner, live),
        *access.findings(plan, owner, live),
        *unscheduled.findings(plan, owner, live),
        *runs.early(plan, live),
        *felix.findings(plan, owner, live),
        *felix_beaten.findings(plan, live),
        *licensing.findings(plan, live),
        *place.platform(plan, live),
        *place.release(live),
        *retention.findings(plan, live),
        *managed_retention.findings(plan, live),
        *stores.findings(plan, live),
        *cis.findings(plan, live),
        *clock.findings(plan, live),
    ]
