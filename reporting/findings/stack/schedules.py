"""Advice on when reports run."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from reporting.dialects.windows import JOB_START_DELAY
from reporting.finding import Accepted, Code, Finding, Severity
from reporting.findings.stack.item import Stack
from reporting.objects.exceptions import State, state_by_date
from reporting.objects.reports import PlannedReport
from reporting.spans import counted, listed, span
from reporting.stack.exceptions import Suspension

_OVERVIEW = "https://docs.tigera.io/calico-enterprise/latest/compliance/overview"
# How far Calico's compliance controller looks back when it decides what to run.
_LOOK_BACK = timedelta(hours=168)

LONG_PERIOD = Code("LONG_PERIOD", Severity.WARNING, "a window beyond the seven days that the controller looks back")


def long_periods(stack: Stack) -> Iterator[Finding]:
    """A window's start that is out of sight when its run is due.

    Calico's documentation shows weekly and monthly examples and says nothing of this. It follows from the public
    source of the compliance controller, and was simulated, not tried on a cluster.
    """
    for planned in stack.reports:
        period = planned.longest_period
        if period is not None and period > _LOOK_BACK - JOB_START_DELAY:
            yield LONG_PERIOD.at(
                planned.path("schedule"),
                f"Windows of up to {span(period)}: expect {_made(period)}. Calico's controller looks back seven days "
                "from now and starts a run half an hour after its window's end. That is undocumented, inferred from "
                "its source: the documentation has weekly and monthly examples.",
                "Schedule the report daily, which covers every week and month, or make it by hand with runs.",
            )


def _made(period: timedelta) -> str:
    return "one report and then no more" if period <= _LOOK_BACK else "no report, or one and then no more"


SAME_MINUTE = Code("SAME_MINUTE", Severity.NOTE, "several reports start at the same minute")


def same_minute(stack: Stack) -> Iterator[Finding]:
    """Reports that always start together."""
    together: dict[str, list[PlannedReport]] = {}
    for planned in stack.reports:
        if planned.runs_by_itself:
            together.setdefault(planned.report.schedule.describe(), []).append(planned)
    for words, group in together.items():
        if len(group) > 1:
            yield SAME_MINUTE.at(
                group[1].path("schedule"),
                f"{counted(len(group), 'report')} run {words}: {listed([planned.name for planned in group])}. Their "
                "Jobs start at the same minute and read from the log storage together, which takes longer for each.",
                "Spread them over the hour: another minute for each schedule.",
            )


MANUAL_ONLY = Code("MANUAL_ONLY", Severity.NOTE, "a report without a schedule that no run names", _OVERVIEW)


def by_hand_only(stack: Stack) -> Iterator[Finding]:
    """Reports that nothing in the stack ever makes."""
    named = {name for run in stack.plan.runs.values() for name in run.reports}
    for planned in stack.reports:
        if planned.report.schedule.manual and planned.name not in named:
            yield MANUAL_ONLY.at(
                planned.path("schedule"),
                "An empty schedule never runs by itself, and no run in this stack names the report.",
                'Name it in runs, or give it a schedule such as "8 6 * * *".',
            )


SUSPENDED = Code("SUSPENDED", Severity.NOTE, "a report that is suspended", _OVERVIEW)


def suspended(stack: Stack) -> Iterator[Finding]:
    """Reports that are switched off, and what comes after."""
    for planned in stack.reports:
        stated = planned.report.suspend
        if stated:
            finding = SUSPENDED.at(
                planned.path("suspend"),
                "The report is not run by its schedule. When suspend goes, Calico makes up the windows missed within "
                "the last seven days; older ones stay without a report.",
                "Remove suspend, make what is missing by hand with runs, or say why: suspend: {reason: ...}.",
            )
            yield replace(finding, accepted=_in_force(stated, stack))


def _in_force(stated: bool | Suspension, stack: Stack) -> Accepted | None:
    """The terms of a suspension until they are over."""
    terms = stated.accepted if isinstance(stated, Suspension) else None
    over = state_by_date(terms, stack.today, stack.settings.exceptions.grace) is State.OVER
    return None if over else terms


RUN_MOVES_SERIES = Code("RUN_MOVES_SERIES", Severity.NOTE, "a run by hand of a report that has a schedule", _OVERVIEW)


def run_beside_schedule(stack: Stack) -> Iterator[Finding]:
    """Runs by hand are archived under the report's own name."""
    scheduled = {planned.name for planned in stack.reports if planned.runs_by_itself}
    for run_id, run in stack.plan.runs.items():
        names = [name for name in run.reports if name in scheduled]
        if names:
            yield RUN_MOVES_SERIES.at(
                ("runs", run_id),
                f"The run is archived under the names of {listed(names)}, which have a schedule too: Calico's "
                "controller may take the run's end for the start of the next scheduled window.",
                "End the run's window where a scheduled one ends, or run a report of its own with an empty schedule.",
            )
