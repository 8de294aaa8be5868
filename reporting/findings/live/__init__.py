"""What a look at the live cluster means for a stack: each finding a sentence or two, with the fix."""

from reporting.findings.live import availability, clock, existing, feature, felix, runs
from reporting.findings.live.finding import Finding, Severity
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.stack.settings import Settings

__all__ = ["Finding", "Severity", "examine"]


def examine(settings: Settings, owner: Owner, live: LiveCluster) -> list[Finding]:
    """All findings. Where Calico's API is not there, that alone: nothing else can be told then."""
    if outage := availability.outage(settings, live):
        return outage
    return [
        *availability.rights(settings, live),
        *feature.findings(settings, live),
        *runs.findings(settings, live),
        *existing.reports(settings, owner, live),
        *existing.jobs(settings, owner, live),
        *felix.findings(settings, owner, live),
        *clock.findings(settings, live),
    ]
