"""What a look at a stack's cluster says of each of its reports."""

from dataclasses import replace
from datetime import timedelta

from reporting.dialects.moments import rfc3339
from reporting.dialects.schedule import Schedule, ScheduleError
from reporting.evidence.lateness import GRACE, Standing, State, standing
from reporting.objects.live import REPORTS, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.quote import quoted
from reporting.status.differences import differences
from reporting.status.judged import Judged
from reporting.status.row import Row
from reporting.status.seen import Seen, SeenReport


def rows(plan: Plan, owner: Owner, seen: Seen, grace: timedelta = GRACE) -> list[Row]:
    """A row for each report of the stack, in the stack file's order; one for the stack where they could not be read."""
    unread = _UNREAD.get(seen.outcome(REPORTS))
    if unread and plan.reports:
        return [not_looked_at(owner.stack, unread)]
    return [_row(planned, owner, seen, grace) for planned in plan.reports.values()]


def not_looked_at(stack: str, reason: str) -> Row:
    """The row of a stack of whose reports nothing is known."""
    return Row(stack, None, State.UNKNOWN, reason=reason)


_UNREAD = {
    None: "its reports were not read",
    Outcome.FORBIDDEN: f"this login may not {REPORTS.right}",
    Outcome.UNAVAILABLE: "Calico's API does not answer: kubectl get apiservice v3.projectcalico.org",
}


def _row(planned: PlannedReport, owner: Owner, seen: Seen, grace: timedelta) -> Row:
    report = seen.reports.get(planned.name)
    if report is None or (report.created and report.created > seen.now):
        way_out = "" if report else "bring it there: pulumi up"
        return Row(owner.stack, planned.name, State.ABSENT, reason=_why_absent(report, seen), way_out=way_out)
    if not report.status.remembers(seen.now):
        return Row(owner.stack, planned.name, State.UNKNOWN, reason=_FORGOTTEN)
    found = _standing(report, seen, grace)
    return Judged(owner.stack, planned, report, seen, found, differences(planned, owner, report)).row()


_FORGOTTEN = "its status remembers nothing from then: Calico keeps the newest Jobs alone"


def _why_absent(report: SeenReport | None, seen: Seen) -> str:
    if report and report.created:
        return f"it was made at {rfc3339(report.created)}, after the instant that is asked about"
    known = seen.outcome(REPORTS) is not Outcome.NOT_SERVED
    return "it is not on the cluster" if known else "the cluster knows no GlobalReport"


def _standing(report: SeenReport, seen: Seen, grace: timedelta) -> Standing:
    """By the schedule that is on the cluster. One that Calico cannot read comes as little as none."""
    stated = report.spec.get("schedule")
    text, suspended = stated if isinstance(stated, str) else "", report.spec.get("suspend") is True
    try:
        schedule = Schedule(text)
    except ScheduleError:
        schedule = Schedule("")
    created = report.created or seen.now
    found = standing(schedule, created, report.status, seen.now, suspended=suspended, grace=grace)
    unread = found.state is State.BY_HAND and text != schedule.text
    return replace(found, reason=f"Calico cannot read its schedule {quoted(text)}") if unread else found
