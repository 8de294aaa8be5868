"""Clusters as a look at their reports found them, for tests."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from reporting.dialects.moments import rfc3339
from reporting.objects.live import COMPLIANCE, JOBS, POD_TEMPLATE, REPORTS, Outcome, Source
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from reporting.status.row import Row
from reporting.status.rows import rows
from reporting.status.seen import Seen
from reporting.status.sources import ALL, PODS

Object = Mapping[str, Any]

OWNER = Owner("calico-reporting", "workshop")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO = NOON.replace(day=1)


def report(name: str, status: Object | None = None, *, created: datetime = LONG_AGO, **changed: Any) -> dict[str, Any]:
    """A daily inventory report of the stack as its cluster has it, with other values in its spec or none (None)."""
    spec = {"reportType": "inventory", "schedule": "8 6 * * *", **changed}
    metadata = {"name": name, "labels": OWNER.labels(), "creationTimestamp": rfc3339(created)}
    return {
        "metadata": metadata,
        "spec": {key: value for key, value in spec.items() if value is not None},
        "status": status or {},
    }


def job_of(end: datetime, start: datetime | None = None, name: str = "job") -> dict[str, Any]:
    """A window and its Job as a status has it."""
    begin = start or end.replace(day=end.day - 1)
    return {"start": rfc3339(begin), "end": rfc3339(end), "job": {"kind": "Job", "name": name}}


def made(*ends: datetime) -> dict[str, Any]:
    """A status in which these windows were made, each two minutes after its Job began."""
    jobs = [{**job_of(end), "jobCompletionTime": rfc3339(end.replace(minute=end.minute + 32))} for end in ends]
    return {"lastSuccessfulReportJobs": jobs, "lastScheduledReportJob": job_of(ends[-1])}


def seen(
    *reports: Object,
    jobs: Sequence[Object] = (),
    pods: Sequence[Object] = (),
    now: datetime = NOON,
    others: Mapping[Source, Object | Outcome] | None = None,
) -> Seen:
    """A cluster with these reports and nothing wrong, but for what `others` say of single objects."""
    objects: dict[Source, Object | Outcome] = {COMPLIANCE: {"spec": {}}, POD_TEMPLATE: {"template": {}}}
    stated = {**objects, **(others or {})}
    items = {source: (one,) for source, one in stated.items() if not isinstance(one, Outcome)}
    outcomes = {source: one if isinstance(one, Outcome) else Outcome.FOUND for source, one in stated.items()}
    lists: dict[Source, tuple[Object, ...]] = {REPORTS: reports, JOBS: tuple(jobs), PODS: tuple(pods)}
    return Seen(
        now,
        {**lists, **items},
        {**dict.fromkeys(ALL, Outcome.ABSENT), **dict.fromkeys(lists, Outcome.FOUND), **outcomes},
    )


def status_of(settings: Settings, found: Seen) -> dict[str | None, Row]:
    """The rows of stack workshop by report."""
    return {row.report: row for row in rows(plan(settings), OWNER, found)}
