"""Rows as JSON, as docs/status.schema.json describes it."""

from datetime import datetime
from typing import Any

from reporting.dialects.moments import rfc3339
from reporting.evidence.report_status import ReportJob
from reporting.status.row import Row


def as_json(row: Row) -> dict[str, Any]:
    """A row; null stands for what does not apply."""
    return {
        "stack": row.stack,
        "report": row.report,
        "state": row.state.value,
        "differs": row.differs,
        "lastWindow": _window(row.made),
        "lastSuccess": _time(row.made.completed if row.made else None),
        "nextOutput": _time(row.next_output),
        "lateBy": int(row.late_by.total_seconds()) if row.late_by else None,
        "reason": row.in_words or None,
    }


def _window(job: ReportJob | None) -> dict[str, str | None] | None:
    return {"start": _time(job.start), "end": _time(job.end)} if job else None


def _time(instant: datetime | None) -> str | None:
    return rfc3339(instant) if instant else None
