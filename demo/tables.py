"""What is live, as tables."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.live import Live, Object
from reporting.dialects.durations import Duration
from reporting.dialects.schedule import Schedule, ScheduleError
from reporting.objects.job_status import job_result
from reporting.objects.jobs import END, START
from reporting.objects.reports import CONTROLS
from reporting.stack.exceptions import EXCEPTIONS
from reporting.words.felix import seconds
from reporting.words.summary import against_default

_PLAIN_WIDTH = 160


def console() -> Console:
    """Standard output: on a terminal as wide as it, elsewhere lines that are never folded; honours NO_COLOR."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=_PLAIN_WIDTH)


def show(means: str, before: Live, now: Live, out: Console) -> None:
    """Print intervals before and now, reports and Jobs. `means`: what brought them up, such as `pulumi up`."""
    changed = len(now.changed_since(before))
    outcome = f"{changed} object{'s' * (changed > 1)}" if changed else "nothing"
    out.print(f"\n{means} changed {outcome}. Live now, read back from the API server:", style="bold")
    found = (
        intervals(before, now),
        kept(before, now),
        reports(now),
        controls(now),
        excused(now),
        access(now),
        jobs(now),
    )
    for table in found:
        if table.row_count:
            out.print()
            out.print(table)
    out.file.flush()


def intervals(before: Live, now: Live) -> Table:
    """FelixConfiguration/default: each flush interval before and now."""
    fields = sorted({*before.intervals, *now.intervals})
    rows = (
        (
            name,
            _seconds(before.intervals.get(name)),
            _seconds(now.intervals.get(name)),
            _factor(now.intervals.get(name)),
        )
        for name in fields
    )
    return _table(("FLUSH INTERVAL", "BEFORE", "NOW", "AGAINST THE DEFAULT"), rows)


def reports(now: Live) -> Table:
    """The GlobalReports: type, schedule, and the schedule in words."""
    rows = ((name, *_type_and_schedule(report["spec"])) for name, report in now.reports.items())
    return _table(("REPORT", "TYPE", "SCHEDULE", "IN WORDS"), rows)


def kept(before: Live, now: Live) -> Table:
    """LogStorage/tigera-secure: the days of each kind of data that are others now."""
    rows = ((name, f"{before.kept[name]} days", f"{days} days") for name, days in now.kept.items())
    return _table(("LOGS KEPT", "BEFORE", "NOW"), (row for row in rows if row[1] != row[2]))


def controls(now: Live) -> Table:
    """What each report supports evidence for, as its annotation says."""
    found = ((name, _annotations(report).get(CONTROLS)) for name, report in now.reports.items())
    return _table(("REPORT", "SUPPORTS EVIDENCE FOR"), ((name, stated) for name, stated in found if stated))


def excused(now: Live) -> Table:
    """The tests that a report leaves out on terms, as its annotation says."""
    found = ((name, json.loads(_annotations(report).get(EXCEPTIONS, "[]"))) for name, report in now.reports.items())
    rows = ((name, one["exclude"], one["owner"], one["reason"]) for name, terms in found for one in terms)
    return _table(("REPORT", "WITHOUT", "ANSWERED FOR BY", "BECAUSE"), rows)


def access(now: Live) -> Table:
    """Who may do what, as bindings and their roles say."""
    return _table(
        ("WHO", "MAY"),
        ((_subjects(binding), _rights(now.roles.get(name, {}))) for name, binding in now.bindings.items()),
    )


def jobs(now: Live) -> Table:
    """The Jobs of runs: window and result."""
    rows = (
        (name, _window(job["metadata"]["annotations"]), job_result(job.get("status")).value)
        for name, job in now.jobs.items()
    )
    return _table(("JOB", "WINDOW (UTC)", "RESULT"), rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(*heads, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for row in rows:
        table.add_row(*row)
    return table


def _annotations(report: Object) -> Mapping[str, str]:
    return report["metadata"].get("annotations") or {}


def _subjects(binding: Object) -> str:
    return ", ".join(f"{subject['kind'].lower()} {subject['name']}" for subject in binding["subjects"])


def _rights(role: Object) -> str:
    return ", ".join(map(_right, role.get("rules", [])))


def _right(rule: Mapping[str, list[str]]) -> str:
    names = f" {' '.join(rule['resourceNames'])}" if "resourceNames" in rule else ""
    return f"{'/'.join(rule['verbs'])} {' '.join(rule['resources'])}{names}"


def _seconds(interval: str | None) -> str:
    return seconds(Duration.parse(interval)) if interval else "-"


def _factor(interval: str | None) -> str:
    return against_default(Duration.parse(interval)) if interval else ""


def _type_and_schedule(spec: Mapping[str, Any]) -> tuple[str, str, str]:
    text = spec.get("schedule", "")
    try:
        words = Schedule(text).describe()
    except ScheduleError:
        words = "cannot be read"
    return spec["reportType"], text, words.removesuffix(" UTC")


def _window(annotations: Mapping[str, str]) -> str:
    start, end = (datetime.fromisoformat(annotations[key]) for key in (START, END))
    return f"{start:%Y-%m-%d %H:%M} to {end:%H:%M}" if start.date() == end.date() else f"{start:%F %R} to {end:%F %R}"
