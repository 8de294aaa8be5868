"""A fleet's rows in words."""

from collections.abc import Iterable, Iterator, Sequence

from reporting.dialects.durations import Duration, DurationError
from reporting.evidence.lateness import State as ReportState
from reporting.finding import Severity
from reporting.fleet.counts import REPORT_STATES
from reporting.fleet.row import OVER, FelixInterval, FleetRow, State
from reporting.objects.exceptions import State as ExceptionState
from reporting.spans import brief, counted, listed
from reporting.words.felix import INTERVALS, seconds


def reports_in_words(row: FleetRow) -> str:
    """`3 made, 1 late`."""
    if row.state is State.UNKNOWN:
        return f"{row.wanted:,} unknown" if row.wanted else "unknown"
    return _reports(row, REPORT_STATES) or "none"


def intervals_in_words(intervals: Sequence[FelixInterval]) -> str:
    """`30s` where all are so; what differs by field: `flow 300s, not 30s`."""
    differing = [one for one in intervals if one.differs]
    if differing:
        return "; ".join(f"{_field(one)} {_length(one.live)}, not {_length(one.wanted)}" for one in differing)
    by_length: dict[str, list[str]] = {}
    for one in intervals:
        by_length.setdefault(_length(one.live), []).append(_field(one))
    if len(by_length) < 2:
        return "".join(by_length)
    return ", ".join(f"{' and '.join(fields)} {length}" for length, fields in by_length.items())


def exceptions_in_words(row: FleetRow) -> str:
    """`1 over, 2 end soon`."""
    over, soon = row.ending(*OVER), row.ending(ExceptionState.ENDS_SOON)
    said = [f"{over:,} over"] if over else []
    return ", ".join([*said, *([f"{soon:,} {'ends' if soon == 1 else 'end'} soon"] if soon else [])])


def findings_in_words(row: FleetRow) -> str:
    """`1 error, 2 warnings`."""
    weights = (Severity.ERROR, Severity.WARNING)
    return ", ".join(counted(row.found(weight), weight.value) for weight in weights if row.found(weight))


def needs_in_words(row: FleetRow) -> str:
    """All that needs somebody, in one line; why it could not be looked at, where that is so."""
    if row.state is State.UNKNOWN:
        return unknown_because(row)
    reports = _reports(row, _BAD)
    exceptions = exceptions_in_words(row)
    parts = [
        findings_in_words(row),
        f"reports: {reports}" if reports else "",
        f"{counted(len(row.drift), 'difference')}" if row.drift else "",
        f"exceptions: {exceptions}" if exceptions else "",
    ]
    return "; ".join(filter(None, parts))


def unknown_because(row: FleetRow) -> str:
    """Why a row's state is not known."""
    reasons = [one.reason for one in row.reports if one.state is ReportState.UNKNOWN]
    return row.fault or "; ".join(dict.fromkeys(reasons))


def summary(rows: Sequence[FleetRow]) -> str:
    """`200 stacks: 50 could not be looked at, 1 drift, 149 ok`."""
    counts = [(state, sum(row.state is state for row in rows)) for state in State]
    said = ", ".join(f"{count:,} {_NAMES.get(state, state.value)}" for state, count in counts if count)
    return f"{counted(len(rows), 'stack')}: {said}"


def _reports(row: FleetRow, names: Iterable[str]) -> str:
    numbers = {name: row.count(*REPORT_STATES[name]) for name in names}
    return ", ".join(f"{number:,} {name}" for name, number in numbers.items() if number)


_BAD = ("late", "failed", "never", "absent")
_NAMES = {State.UNKNOWN: "could not be looked at", State.ERROR: "with errors", State.WARNING: "with warnings"}


def told(row: FleetRow) -> Iterator[str]:
    """What needs somebody, a short line each, by name."""
    if row.state is State.UNKNOWN:
        yield brief(unknown_because(row))
        return
    for finding in row.findings:
        if finding.severity is Severity.ERROR:
            yield brief(f"error {finding.code}: {finding.key}: {finding.what}")
    for state in (ReportState.FAILED, ReportState.NEVER, ReportState.LATE, ReportState.ABSENT):
        if names := _names(row, state):
            yield f"{state}: {listed(names)}"
    yield from (f"drift: {sentence}" for sentence in row.drift)
    for one in row.exceptions:
        yield f"exception {one.state}: {one.stated.in_words}, until {one.stated.until}"
    codes = dict.fromkeys(finding.code for finding in row.findings if finding.severity is Severity.WARNING)
    if codes:
        yield f"warnings: {', '.join(codes)}"


def _names(row: FleetRow, state: ReportState) -> list[str]:
    return [str(one.report) for one in row.reports if one.state is state]


def _field(one: FelixInterval) -> str:
    return INTERVALS[one.field].logs.removesuffix(" logs")


def _length(text: str | None) -> str:
    """As the product's documentation writes it; what is no duration as it is."""
    if text is None:
        return "unknown"
    try:
        return seconds(Duration.parse(text))
    except DurationError:
        return text
