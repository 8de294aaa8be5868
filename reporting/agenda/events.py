"""What is to come of a stack: expected outputs, ends of exceptions and of short intervals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reporting.dialects.cron_fields import Every
from reporting.dialects.moments import Window, rfc3339
from reporting.dialects.windows import JOB_START_DELAY, next_windows
from reporting.evidence.controller import TOO_LONG
from reporting.objects.exceptions import stated_exceptions
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.stack.flush import DEFAULT_INTERVAL


@dataclass(frozen=True, slots=True)
class Event:
    """An instant in UTC, or a whole day; `every` is the time after which it comes again, for ever.

    `id` is its name among all of a stack, the same whenever it is asked for.
    """

    id: str
    at: datetime | date
    title: str
    about: str
    every: timedelta | None = None


def events(plan: Plan, after: datetime, count: int) -> list[Event]:
    """The next outputs of each report, at most so many where they come at no constant distance, then the ends."""
    outputs = (event for planned in plan.reports.values() for event in _outputs(planned, after, count))
    return [*outputs, *_ends_of_exceptions(plan), *_end_of_intervals(plan)]


def times_unknown(plan: Plan) -> list[str]:
    """Reports whose times hang on when they were made, which a stack file does not say."""
    return [name for name, planned in plan.reports.items() if isinstance(planned.report.schedule.parsed, Every)]


def _outputs(planned: PlannedReport, after: datetime, count: int) -> Iterator[Event]:
    schedule = planned.report.schedule
    if not planned.runs_by_itself or isinstance(schedule.parsed, Every):
        return
    constant = schedule.shortest_period() == planned.longest_period
    expected = [window for window in next_windows(schedule, after, 1 if constant else count) if _is_made(window)]
    for window in expected:
        yield _output(planned, window, window.length if constant else None)


def _is_made(window: Window) -> bool:
    return window.length < TOO_LONG


def _output(planned: PlannedReport, window: Window, every: timedelta | None) -> Event:
    """Where it comes again and again, about the schedule; otherwise about its window."""
    name = f"output/{planned.name}"
    about = f"Report of type {planned.report.report_type}, {planned.report.schedule.describe()}."
    covers = f"It covers {rfc3339(window.start)} to {rfc3339(window.end)}."
    return Event(
        name if every else f"{name}/{rfc3339(window.end)}",
        window.end + JOB_START_DELAY,
        f"{planned.name}: output expected",
        about if every else f"{about} {covers}",
        every,
    )


def _ends_of_exceptions(plan: Plan) -> Iterator[Event]:
    for one in {one.id: one for one in stated_exceptions(plan)}.values():
        if one.until:
            yield Event(
                f"exception/{one.id}",
                one.until,
                f"Last day of an exception: {one.in_words}",
                f"{one.terms}. Mend what it is about, or decide again: move until.",
            )


def _end_of_intervals(plan: Plan) -> Iterator[Event]:
    until = plan.settings.intervals_until
    if until and any(interval < DEFAULT_INTERVAL for interval in plan.felix.intervals.values()):
        yield Event(
            "intervals",
            until,
            "Last day of short log-flush intervals",
            "Reset them: pulumi config set intervals production, then pulumi up.",
        )
