"""Reports that Calico's controller has never scheduled, though their first window is long over."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from reporting.dialects.schedule import Schedule, ScheduleError
from reporting.dialects.windows import JOB_START_DELAY
from reporting.finding import Code, Finding, Severity
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import API_SERVER_ROLES, LiveCluster, LiveObject
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.spans import counted, listed
from reporting.untyped import mappings, texts

_CALICO = {"projectcalico.org", "crd.projectcalico.org", "*"}

# How long after its time a window may begin to be made, and how long one may be that is made at all: undocumented,
# from the controller's published source.
_GRACE = timedelta(minutes=30)
_TOO_LONG = timedelta(hours=168) - JOB_START_DELAY

NEVER_SCHEDULED = Code(
    "NEVER_SCHEDULED",
    Severity.WARNING,
    "a report that was never made, though its first time is over",
    "https://github.com/tigera/operator/pull/4862",
)


def findings(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """One for all such reports of this stack, because they have one cause."""
    own = [live.reports[name] for name in plan.reports if name in live.reports]
    names = [report.name for report in own if owner.owns(report.labels) and _never_scheduled(report, live.at)]
    if not names:
        return []
    return [
        NEVER_SCHEDULED.at(
            plan.reports[names[0]].path(),
            f"{counted(len(names), 'report')} should have been made and never was scheduled: {listed(names)}.",
            _cause(live),
        )
    ]


def keeps_status_from(role: Mapping[str, Any]) -> bool:
    """Whether a role of Calico's API server lets it write reports but not their status, so that none is scheduled."""
    rules = [rule for rule in mappings(role.get("rules")) if _CALICO & texts(rule.get("apiGroups"))]
    return _grants(rules, "globalreports") and not _grants(rules, "globalreports/status")


def _never_scheduled(report: LiveObject, now: datetime | None) -> bool:
    if now is None or report.created is None or report.spec.get("suspend") or any(report.status.values()):
        return False
    first = _first_end(report.spec.get("schedule"), report.created)
    return first is not None and first - report.created < _TOO_LONG and first + JOB_START_DELAY + _GRACE < now


def _first_end(schedule: object, created: datetime) -> datetime | None:
    try:
        return next(iter(Schedule(schedule if isinstance(schedule, str) else "").next_runs(created, 1)), None)
    except ScheduleError:
        return None


def _cause(live: LiveCluster) -> str:
    for source in API_SERVER_ROLES:
        if keeps_status_from(live.first(source)):
            return (
                f"ClusterRole {source.name} lacks the right to globalreports/status, without which Calico's controller "
                "schedules nothing: upgrade the Tigera operator to a release after May 2026."
            )
    return f"See what Calico's controller says: kubectl logs -n {NAMESPACE} deployment/compliance-controller"


def _grants(rules: Iterable[Mapping[str, Any]], resource: str) -> bool:
    """Whether a rule lets the resource be updated. https://kubernetes.io/docs/reference/access-authn-authz/rbac/"""
    names = {resource, "*"} | ({f"*/{resource.partition('/')[2]}"} if "/" in resource else set())
    return any(names & texts(rule.get("resources")) and {"update", "*"} & texts(rule.get("verbs")) for rule in rules)
