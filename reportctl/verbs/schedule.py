"""`reportctl schedule`: when each report of a stack is made next, and over which time."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import typer

from reportctl.project.stacks import chosen_stacks, project_in
from reportctl.show.console import note
from reportctl.show.failure import Failure
from reportctl.show.options import HERE, ProjectOption
from reportctl.show.since import since_instant
from reporting.dialects.moments import Window
from reporting.dialects.windows import JOB_START_DELAY, next_windows
from reporting.evidence.controller import TOO_LONG
from reporting.likeness import did_you_mean
from reporting.objects.plan import plan
from reporting.quote import quoted
from reporting.source.stackfile import read_stack
from reporting.stack.reports import Report
from reporting.stack.settings import Compliance, Settings

Row = tuple[str, str]


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
    calendar: Annotated[
        str | None,
        typer.Option("--ics", help="Write a calendar here, or with - print it, instead of the table.", metavar="FILE"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="The table alone.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Show each report's next windows, and from when their output is expected.

    Calico reads schedules in UTC. A window lasts from one time of the schedule to the next, and its run starts 30
    minutes after its end. One that is nearly as long as Calico's controller looks back (168 hours) is not expected;
    that is deduced, not documented. The first window of a new report starts at the report's creation, that of a
    constant delay (@every) is counted from --from here.

    The calendar (iCalendar) has the expected outputs, and the last days of exceptions and of short intervals. Outputs
    at a constant distance are one event that comes again; a constant delay is left out, and --tz does not matter.

    Example: bin/reportctl schedule --count 2 --tz Europe/Berlin
    """
    zone = UTC if tz is None else _zone(tz)
    after = datetime.now(UTC) if since is None else since_instant(since)
    chosen = {name: read_stack(project, name).settings() for name in chosen_stacks(project, stack or [])}
    if calendar is None:
        for name, settings in chosen.items():
            for line in _lines(name, list(_rows(settings, after, count, zone))):
                sys.stdout.write(f"{line}\n")
    else:
        from reportctl.agenda.writing import write_calendar  # noqa: PLC0415 - icalendar takes 100 ms

        plans = {name: plan(settings) for name, settings in chosen.items()}
        write_calendar(calendar, project_in(project).name, plans, after, count, quiet=quiet)
    for name, settings in chosen.items():
        if settings.compliance is Compliance.ABSENT:
            note(f"{name}: compliance is absent, so no report runs", quiet=quiet)
    note(f"Times are {'UTC' if calendar else tz or 'UTC'}.", quiet=quiet)


def _lines(stack: str, rows: list[Row]) -> Iterator[str]:
    """The stack, and below it a line for each window, that of a report once."""
    width = max((len(report) for report, _ in rows), default=0)
    yield from [stack] if rows else []
    last = ""
    for report, said in rows:
        yield f"  {'' if report == last else report:<{width}}  {said}"
        last = report


def _rows(settings: Settings, after: datetime, count: int, zone: tzinfo) -> Iterator[Row]:
    for report_set in settings.wanted_report_sets().values():
        for name, report in report_set.reports.items():
            for said in _said(report, next_windows(report.schedule, after, count), zone):
                yield name, said


def _said(report: Report, windows: list[Window], zone: tzinfo) -> list[str]:
    if report.schedule.manual:
        return ["by hand only"]
    if report.suspend:
        return [f"suspended ({report.schedule.describe()})"]
    return [_window(window, zone) for window in windows] or ["no run within five years"]


def _window(window: Window, zone: tzinfo) -> str:
    """The window, and from when its output is expected: where the controller makes it at all."""
    covered = f"{_minute(window.start, zone)} to {_minute(window.end, zone)}"
    if window.length >= TOO_LONG:
        return f"{covered}  not expected"
    output, end = ((moment.astimezone(zone)) for moment in (window.end + JOB_START_DELAY, window.end))
    same_day = output.date() == end.date()
    return f"{covered}  output from {output.strftime('%H:%M') if same_day else _minute(output, zone)}"


def _minute(moment: datetime, zone: tzinfo) -> str:
    seconds = ":%S" if moment.second else ""
    return moment.astimezone(zone).strftime(f"%Y-%m-%d %H:%M{seconds}")


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        meant = did_you_mean(name[:80], available_timezones())
        raise Failure(
            f"--tz: {quoted(name)} is no time zone known here. {meant}Write one such as Europe/Berlin or UTC."
        ) from None
