"""Differences between a stack's runs by hand."""

from collections.abc import Mapping

from reporting.changes.change import Change, Kind
from reporting.dialects.moments import rfc3339
from reporting.objects.jobs import PlannedRun
from reporting.objects.plan import Plan
from reporting.spans import counted, listed, span


def run_changes(before: Plan, after: Plan) -> list[Change]:
    """Runs that are new, gone, or defined differently under the same id."""
    old, new = before.runs, after.runs
    changed = [
        Change(Kind.CHANGED, _subject(run_id), ("runs", run_id), _changed(run_id))
        for run_id, run in new.items()
        if run_id in old and _definition(old[run_id]) != _definition(run)
    ]
    removed = [
        Change(Kind.REMOVED, _subject(run_id), ("runs", run_id), _removed(run_id))
        for run_id in old
        if run_id not in new
    ]
    return [*_added({run_id: run for run_id, run in new.items() if run_id not in old}), *changed, *removed]


def added_runs(after: Plan) -> list[Change]:
    """All runs of a new stack."""
    return _added(after.runs)


def _added(runs: Mapping[str, PlannedRun]) -> list[Change]:
    return [
        Change(
            Kind.ADDED,
            _subject(run_id),
            ("runs", run_id),
            f"run {run_id}: {listed(run.reports)} over {span(run.window.length)}, from {rfc3339(run.window.start)} "
            f"to {rfc3339(run.window.end)}: {counted(len(run.reports), 'Job')}",
        )
        for run_id, run in runs.items()
    ]


def _changed(run_id: str) -> str:
    return f"run {run_id} has other reports or another window under the same id, which pulumi up refuses: take a new id"


def _removed(run_id: str) -> str:
    return f"run {run_id} removed: its Jobs go, what they archived stays"


def _definition(run: PlannedRun) -> object:
    return run.window, frozenset(run.reports)


def _subject(run_id: str) -> str:
    return f"run {run_id}"
