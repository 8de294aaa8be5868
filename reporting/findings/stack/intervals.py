"""Advice on log-flush intervals.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from reporting.dialects.durations import Duration
from reporting.finding import Path
from reporting.findings.stack.item import Advice, Stack
from reporting.spans import span
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.stack.reports import CIS_BENCHMARK, INVENTORY, POLICY_AUDIT
from reporting.words.summary import against_default

_LOGS = {"flowLogsFlushInterval": "flow", "dnsLogsFlushInterval": "DNS", "l7LogsFlushInterval": "L7"}
# Their GlobalReportTypes do not say includeEndpointFlowLogData.
_TYPES_WITHOUT_FLOWS = (INVENTORY, POLICY_AUDIT, CIS_BENCHMARK)


def shorter_than_default(stack: Stack) -> Iterator[Advice]:
    """WORKSHOP_INTERVALS: short intervals, by where they are said."""
    short = {field: interval for field, interval in _intervals(stack).items() if interval < DEFAULT_INTERVAL}
    for path in dict.fromkeys(_path(stack, field) for field in short):
        of_path = {field: interval for field, interval in short.items() if _path(stack, field) == path}
        written = " and ".join(f"{_LOGS[field]} logs every {interval.words()}" for field, interval in of_path.items())
        factor = against_default(min(of_path.values())).removesuffix(" as often")
        yield Advice(
            "WORKSHOP_INTERVALS",
            path,
            f"Felix flushes {written}, where the default is {DEFAULT_INTERVAL.words()}. Records are added up per "
            f"interval, so steady traffic may store up to {factor} as many of them.",
            "Reset them after the workshop: pulumi config set intervals production"
            if path == ("intervals",)
            else f"Remove {path[-1]}, or write 300s.",
        )


def after_the_workshop(stack: Stack) -> Iterator[Advice]:
    """WORKSHOP_OVER: short intervals past `workshopUntil`."""
    until = stack.settings.workshop_until
    short = [field for field, interval in _intervals(stack).items() if interval < DEFAULT_INTERVAL]
    if until is not None and stack.today > until and short:
        yield Advice(
            "WORKSHOP_OVER",
            ("workshopUntil",),
            f"{until} was the last day on which workshop intervals were wanted, and {' and '.join(short)} "
            f"{'are' if len(short) > 1 else 'is'} still short: the extra records take storage every day.",
            "Reset the intervals (pulumi config set intervals production, then pulumi up), or move the day.",
        )


def longer_than_default(stack: Stack) -> Iterator[Advice]:
    """LONG_INTERVAL: intervals above the default."""
    for field, interval in _intervals(stack).items():
        if interval > DEFAULT_INTERVAL:
            yield Advice(
                "LONG_INTERVAL",
                _path(stack, field),
                f"Felix flushes {_LOGS[field]} logs every {interval.words()} instead of every "
                f"{DEFAULT_INTERVAL.words()}: they show later, and a GlobalAlert on them whose lookback is not above "
                "the interval may miss records." + _limit(field),
                f"Keep each such GlobalAlert's lookback above {interval.words()}, or write 300s.",
            )


def longer_than_a_window(stack: Stack) -> Iterator[Advice]:
    """INTERVAL_OVER_WINDOW: held against the shortest window of reports that read flow logs."""
    windows = list(_windows_with_flows(stack))
    interval = timedelta(microseconds=_intervals(stack)["flowLogsFlushInterval"].nanoseconds // 1000)
    if not windows:
        return
    length, what, path = min(windows, key=lambda window: window[0])
    if interval > length:
        yield Advice(
            "INTERVAL_OVER_WINDOW",
            path,
            f"{what} covers a window of {span(length)}, and Felix flushes flow logs every {span(interval)}: one record "
            "then spans more than the window, so traffic may be shown in the wrong window or in none.",
            f"Make its windows longer than {span(interval)}, or felix.flowLogsFlushInterval shorter than "
            f"{span(length)}.",
        )


def _intervals(stack: Stack) -> Mapping[str, Duration]:
    return stack.plan.felix.intervals


def _path(stack: Stack, field: str) -> Path:
    return stack.plan.felix.paths[field]


def _limit(field: str) -> str:
    limited = field != "flowLogsFlushInterval"
    return " The most records a node keeps are counted per interval, so more may be lost." if limited else ""


def _windows_with_flows(stack: Stack) -> Iterator[tuple[timedelta, str, Path]]:
    with_flows = [planned for planned in stack.reports if planned.report.report_type not in _TYPES_WITHOUT_FLOWS]
    for planned in with_flows:
        period = planned.report.schedule.shortest_period()
        if period is not None:
            yield period, f"Report {planned.name}", planned.path("schedule")
    names = {planned.name for planned in with_flows}
    for run_id, run in stack.plan.runs.items():
        if not names.isdisjoint(run.reports):
            yield run.window.length, f"Run {run_id}", ("runs", run_id)
