"""Advice on log-flush intervals.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
"""

from collections.abc import Iterator, Mapping

from reporting.dialects.durations import Duration
from reporting.finding import Path
from reporting.findings.stack.item import Advice, Stack
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.words.felix import INTERVALS, seconds
from reporting.words.summary import against_default


def shorter_than_default(stack: Stack) -> Iterator[Advice]:
    """WORKSHOP_INTERVALS: short intervals, by where they are said."""
    short = {field: interval for field, interval in _intervals(stack).items() if interval < DEFAULT_INTERVAL}
    for path in dict.fromkeys(_path(stack, field) for field in short):
        of_path = {field: interval for field, interval in short.items() if _path(stack, field) == path}
        written = " and ".join(
            f"{INTERVALS[field].logs} every {seconds(interval)}" for field, interval in of_path.items()
        )
        factor = against_default(min(of_path.values())).removesuffix(" as often")
        yield Advice(
            "WORKSHOP_INTERVALS",
            path,
            f"Felix flushes {written}, where the default is {seconds(DEFAULT_INTERVAL)}. Records are added up per "
            f"interval, so steady traffic may store up to {factor} as many of them.",
            "Reset them after use: pulumi config set intervals production"
            if path == ("intervals",)
            else f"Remove {path[-1]}, or write 300s.",
        )


def after_the_workshop(stack: Stack) -> Iterator[Advice]:
    """WORKSHOP_OVER: short intervals past `intervalsUntil`."""
    until = stack.settings.intervals_until
    short = [field for field, interval in _intervals(stack).items() if interval < DEFAULT_INTERVAL]
    if until is not None and stack.today > until and short:
        yield Advice(
            "WORKSHOP_OVER",
            ("intervalsUntil",),
            f"{until} was the last day on which short intervals were wanted, and {' and '.join(short)} "
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
                f"Felix flushes {INTERVALS[field].logs} every {seconds(interval)} instead of every "
                f"{seconds(DEFAULT_INTERVAL)}: they show later, and a GlobalAlert on them whose lookback is not above "
                "the interval may miss records." + _limit(field),
                f"Keep each such GlobalAlert's lookback above {seconds(interval)}, or write 300s.",
            )


def _intervals(stack: Stack) -> Mapping[str, Duration]:
    return stack.plan.felix.intervals


def _path(stack: Stack, field: str) -> Path:
    return stack.plan.felix.paths[field]


def _limit(field: str) -> str:
    limited = field != "flowLogsFlushInterval"
    return " The most records a node keeps are counted per interval, so more may be lost." if limited else ""
