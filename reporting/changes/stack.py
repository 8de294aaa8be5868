"""Two versions of a stack, compared."""

from reporting.changes.access import access_changes, added_access
from reporting.changes.change import Change, Kind
from reporting.changes.felix import felix_changes
from reporting.changes.keys import cluster_changes, key_changes
from reporting.changes.reports import added_reports, report_changes
from reporting.changes.retention import retention_changes, store_changes
from reporting.changes.runs import added_runs, run_changes
from reporting.objects.plan import Plan
from reporting.quote import quoted
from reporting.spans import counted, listed
from reporting.words.felix import seconds
from reporting.words.summary import against_default


def compare(before: Plan | None, after: Plan | None) -> list[Change]:
    """Everything that differs; None is a stack that is not there."""
    if before is None:
        return [] if after is None else _new_stack(after)
    if after is None:
        return [_gone_stack(before)]
    return [
        *cluster_changes(before.settings.cluster, after.settings.cluster),
        *felix_changes(before, after),
        *report_changes(before, after),
        *run_changes(before, after),
        *access_changes(before, after),
        *retention_changes(before, after),
        *store_changes(before, after),
        *key_changes(before.settings, after.settings),
    ]


def _new_stack(after: Plan) -> list[Change]:
    intervals = [
        f"{field} {seconds(interval)} ({against_default(interval)})"
        for field, interval in after.felix.intervals.items()
    ]
    sentence = (
        f"the stack for cluster {quoted(after.settings.cluster.name)}: {counted(len(after.reports), 'report')}, "
        f"{counted(len(after.runs), 'run')} by hand, {listed(intervals)}"
    )
    return [Change(Kind.ADDED, "stack", (), sentence), *added_reports(after), *added_runs(after), *added_access(after)]


def _gone_stack(before: Plan) -> Change:
    return Change(
        Kind.REMOVED,
        "stack",
        (),
        f"the stack file is gone; cluster {quoted(before.settings.cluster.name)} keeps its "
        f"{counted(len(before.reports), 'report')} until pulumi destroy, and its intervals also after that",
    )
