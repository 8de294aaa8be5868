"""What a look at a stack's cluster makes of its row."""

from collections.abc import Sequence

from reporting.dialects.durations import canonical_value
from reporting.exceptions.judged import ending_exceptions
from reporting.finding import Finding, Severity
from reporting.findings.diagnosis import diagnose
from reporting.findings.live import examine
from reporting.findings.live.availability import API_UNAVAILABLE
from reporting.fleet.drift import drift, felix_value
from reporting.fleet.row import FelixInterval, FleetRow
from reporting.objects.live import FELIX, LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.status.rows import rows
from reporting.status.seen import Seen


def looked_at(plan: Plan, owner: Owner, live: LiveCluster, seen: Seen) -> FleetRow:
    """The row of a stack whose cluster was seen, on the day that it is there."""
    today = seen.now.date()
    findings = diagnose(plan, examine(plan, owner, live), today)
    return FleetRow(
        stack=owner.stack,
        cluster=plan.settings.cluster.name,
        fault=next((finding.what for finding in findings if finding.code == API_UNAVAILABLE.name), ""),
        version=live.version or live.calico_version,
        intervals=tuple(_interval(field, str(wanted), live) for field, wanted in plan.felix.intervals.items()),
        wanted=len(plan.reports),
        reports=tuple(rows(plan, owner, seen)),
        exceptions=tuple(ending_exceptions(owner.stack, plan, today)),
        findings=tuple(open_findings(findings)),
        drift=tuple(drift(plan, owner, live, seen)),
    )


def not_looked_at(stack: str, fault: str, plan: Plan | None = None) -> FleetRow:
    """The row of a stack of whose cluster nothing is known."""
    if plan is None:
        return FleetRow(stack, fault=fault)
    return FleetRow(stack, plan.settings.cluster.name, fault, wanted=len(plan.reports))


def open_findings(found: Sequence[Finding]) -> list[Finding]:
    """The errors and then the warnings that nobody accepts."""
    return [
        finding
        for severity in (Severity.ERROR, Severity.WARNING)
        for finding in found
        if finding.severity is severity and finding.accepted is None
    ]


def _interval(field: str, wanted: str, live: LiveCluster) -> FelixInterval:
    if live.outcome(FELIX) is not Outcome.FOUND:
        return FelixInterval(field, wanted, None, differs=False)
    found = canonical_value(felix_value(field, live))
    return FelixInterval(field, wanted, found, differs=found != wanted)
