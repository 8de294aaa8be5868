"""`reportctl schedule`: when each report of a stack is made next, and over which time."""

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import typer
from rich.table import Table
from rich.text import Text

from reportctl.project.stacks import chosen_stacks
from reportctl.show.console import console, note
from reportctl.show.failure import Failure
from reportctl.show.options import HERE, ProjectOption
from reportctl.show.since import since_instant
from reporting.dialects.moments import Window
from reporting.dialects.windows import JOB_START_DELAY, next_windows
from reporting.quote import quoted
from reporting.source.stackfile import read_stack
from reporting.stack.reports import Report
from reporting.stack.settings import Compliance, Settings


def schedule(  # noqa: PLR0913, PLR0917
    stack: Annotated[
        list[str] | None, typer.Option(help="A stack; can be said several times. All without it.", metavar="NAME")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", help="Windows that end after this instant, by default now.", metavar="TIME"),
    ] = None,
    count: Annotated[int, typer.Option(help="How many windows of each report.", min=1, max=1000)] = 3,
    tz: Annotated[
        str | None,
        typer.Option(help="The zone to show times in, such as Europe/Berlin; UTC without.", metavar="ZONE"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="The table alone.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Show each report's next windows, when their runs start, and from when their output is expected.

    Calico reads schedules in UTC. A window lasts from one time of the schedule to the next, and its run starts 30
    minutes after its end. The first window of a new report starts at the report's creation, that of a constant delay
    (@every) is counted from --from here.

    Example: bin/reportctl schedule --count 2 --tz Europe/Berlin
    """
    zone = UTC if tz is None else _zone(tz)
    after = datetime.now(UTC) if since is None else since_instant(since)
    table = Table("stack", "report", "window starts", "window ends", "run starts", "output expected")
    for name in chosen_stacks(project, stack or []):
        settings = read_stack(project, name).settings()
        for row in _rows(settings, after, count, zone):
            table.add_row(*(Text(cell, overflow="fold") for cell in (name, *row)))
        if settings.compliance is Compliance.ABSENT:
            note(f"{name}: compliance is absent, so no report runs", quiet=quiet)
    if table.row_count:
        console().print(table)
    note(f"Times are {tz or 'UTC'}.", quiet=quiet)


def _rows(settings: Settings, after: datetime, count: int, zone: tzinfo) -> Iterator[tuple[str, ...]]:
    for report_set in settings.wanted_report_sets().values():
        for name, report in report_set.reports.items():
            yield from _rows_of_report(name, report, next_windows(report.schedule, after, count), zone)


def _rows_of_report(name: str, report: Report, windows: list[Window], zone: tzinfo) -> Iterator[tuple[str, ...]]:
    if report.schedule.manual:
        yield name, "by hand only"
    elif report.suspend:
        yield name, f"suspended ({report.schedule.describe()})"
    elif not windows:
        yield name, "no run within five years"
    for window in windows if not report.suspend else ():
        yield name, *_times(window, zone)


def _times(window: Window, zone: tzinfo) -> tuple[str, ...]:
    run = window.end + JOB_START_DELAY
    moments = [_minute(moment, zone) for moment in (window.start, window.end, run)]
    return *moments, f"from {run.astimezone(zone):%H:%M}"


def _minute(moment: datetime, zone: tzinfo) -> str:
    seconds = ":%S" if moment.second else ""
    return moment.astimezone(zone).strftime(f"%Y-%m-%d %H:%M{seconds}")


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        close = get_close_matches(name[:80], available_timezones(), n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        raise Failure(
            f"--tz: {quoted(name)} is no time zone known here.{meant} Write one such as Europe/Berlin or UTC."
        ) from None
