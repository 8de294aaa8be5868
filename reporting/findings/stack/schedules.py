"""Advice on when reports run.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport and
https://docs.tigera.io/calico-enterprise/latest/compliance/overview
"""

from collections.abc import Iterator
from datetime import timedelta

from reporting.dialects.windows import JOB_START_DELAY
from reporting.findings.stack.item import Advice, Stack
from reporting.objects.reports import PlannedReport
from reporting.spans import counted, listed, span

# How far Calico's compliance controller looks back when it decides what to run.
_LOOK_BACK = timedelta(hours=168)


def oddities(stack: Stack) -> Iterator[Advice]:
    """What a schedule's text means where it is not what it seems to."""
    for planned in stack.reports:
        for oddity in planned.report.schedule.oddities():
            yield Advice(oddity.code, planned.path("schedule"), oddity.meaning, oddity.remedy)


def long_periods(stack: Stack) -> Iterator[Advice]:
    """LONG_PERIOD: a window's start that is out of sight when its run is due."""
    for planned in stack.reports:
        period = planned.longest_period
        if period is not None and period > _LOOK_BACK - JOB_START_DELAY:
            yield Advice(
                "LONG_PERIOD",
                planned.path("schedule"),
                f"Windows of up to {span(period)}: Calico's controller looks back seven days from now and starts a "
                "run half an hour after its window's end, so it may skip these, although the documentation has "
                "weekly and monthly examples.",
                "Schedule the report daily, which covers every week and month, or make it by hand with runs.",
            )


def same_minute(stack: Stack) -> Iterator[Advice]:
    """SAME_MINUTE: reports that always start together."""
    together: dict[str, list[PlannedReport]] = {}
    for planned in stack.reports:
        if planned.runs_by_itself:
            together.setdefault(planned.report.schedule.describe(), []).append(planned)
    for words, group in together.items():
        if len(group) > 1:
            yield Advice(
                "SAME_MINUTE",
                group[1].path("schedule"),
                f"{counted(len(group), 'report')} run {words}: {listed([planned.name for planned in group])}. Their "
                "Jobs start at the same minute and read from the log storage together, which takes longer for each.",
                "Spread them over the hour: another minute for each schedule.",
            )


def by_hand_only(stack: Stack) -> Iterator[Advice]:
    """MANUAL_ONLY: reports that nothing in the stack ever makes."""
    named = {name for run in stack.plan.runs.values() for name in run.reports}
    for planned in stack.reports:
        if planned.report.schedule.manual and planned.name not in named:
            yield Advice(
                "MANUAL_ONLY",
                planned.path("schedule"),
                "An empty schedule never runs by itself, and no run in this stack names the report.",
                'Name it in runs, or give it a schedule such as "8 6 * * *".',
            )


def suspended(stack: Stack) -> Iterator[Advice]:
    """SUSPENDED: reports that are switched off, and what comes after."""
    for planned in stack.reports:
        if planned.report.suspend:
            yield Advice(
                "SUSPENDED",
                planned.path("suspend"),
                "The report is not run by its schedule. When suspend goes, Calico makes up the windows missed within "
                "the last seven days; older ones stay without a report.",
                "Remove suspend, or make what is missing by hand with runs.",
            )


def run_beside_schedule(stack: Stack) -> Iterator[Advice]:
    """RUN_MOVES_SERIES: runs by hand are archived under the report's own name."""
    scheduled = {planned.name for planned in stack.reports if planned.runs_by_itself}
    for run_id, run in stack.plan.runs.items():
        names = [name for name in run.reports if name in scheduled]
        if names:
            yield Advice(
                "RUN_MOVES_SERIES",
                ("runs", run_id),
                f"The run is archived under the names of {listed(names)}, which have a schedule too: Calico's "
                "controller may take the run's end for the start of the next scheduled window.",
                "End the run's window where a scheduled one ends, or run a report of its own with an empty schedule.",
            )
