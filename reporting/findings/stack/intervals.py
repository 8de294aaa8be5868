"""Advice on log-flush intervals."""

from collections.abc import Iterator, Mapping

from reporting.dialects.durations import Duration
from reporting.finding import Code, Finding, Path, Severity
from reporting.findings.stack.item import Stack
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.words.felix import INTERVALS, seconds
from reporting.words.summary import against_default

_FELIX = "https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig"


WORKSHOP_INTERVALS = Code(
    "WORKSHOP_INTERVALS",
    Severity.WARNING,
    "logs are flushed more often than by default, which takes storage",
    _FELIX,
    switched=True,
)


def shorter_than_default(stack: Stack) -> Iterator[Finding]:
    """Short intervals, by where they are said."""
    short = {field: interval for field, interval in _intervals(stack).items() if interval < DEFAULT_INTERVAL}
    for path in dict.fromkeys(_path(stack, field) for field in short):
        of_path = {field: interval for field, interval in short.items() if _path(stack, field) == path}
        written = " and ".join(
            f"{INTERVALS[field].logs} every {seconds(interval)}" for field, interval in of_path.items()
        )
        factor = against_default(min(of_path.values())).removesuffix(" as often")
        yield WORKSHOP_INTERVALS.at(
            path,
            f"Felix flushes {written}, where the default is {seconds(DEFAULT_INTERVAL)}. Records are added up per "
            f"interval, so steady traffic may store up to {factor} as many of them.",
            "Reset them after use: pulumi config set intervals production"
            if path == ("intervals",)
            else f"Remove {path[-1]}, or write 300s.",
        )


WORKSHOP_OVER = Code(
    "WORKSHOP_OVER", Severity.WARNING, "short intervals after the last day on which they were wanted", _FELIX
)


def after_the_workshop(stack: Stack) -> Iterator[Finding]:
    """Short intervals past `intervalsUntil`."""
    until = stack.settings.intervals_until
    short = [field for field, interval in _intervals(stack).items() if interval < DEFAULT_INTERVAL]
    if until is not None and stack.today > until and short:
        yield WORKSHOP_OVER.at(
            ("intervalsUntil",),
            f"{until} was the last day on which short intervals were wanted, and {' and '.join(short)} "
            f"{'are' if len(short) > 1 else 'is'} still short: the extra records take storage every day.",
            "Reset the intervals (pulumi config set intervals production, then pulumi up), or move the day.",
        )


LONG_INTERVAL = Code("LONG_INTERVAL", Severity.NOTE, "logs are flushed less often than by default", _FELIX)


def longer_than_default(stack: Stack) -> Iterator[Finding]:
    """Intervals above the default."""
    for field, interval in _intervals(stack).items():
        if interval > DEFAULT_INTERVAL:
            yield LONG_INTERVAL.at(
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
