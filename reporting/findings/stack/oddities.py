"""Advice on schedules that do not mean what they seem to. What each is about, `reporting.dialects` knows."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.findings.stack.item import Stack

_SCHEDULE = "https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport"

BEYOND_FIVE_YEARS = Code("BEYOND_FIVE_YEARS", Severity.WARNING, "more than five years between two runs", _SCHEDULE)
READS_AS = Code("READS_AS", Severity.WARNING, "a part of a schedule that is read as something else", _SCHEDULE)
BOTH_DAYS_MUST_MATCH = Code(
    "BOTH_DAYS_MUST_MATCH", Severity.WARNING, "day of month and day of week must both match", _SCHEDULE
)
BOTH_DAY_FIELDS = Code(
    "BOTH_DAY_FIELDS", Severity.WARNING, "day of month and day of week, of which either is enough", _SCHEDULE
)
MISSING_DATE = Code("MISSING_DATE", Severity.WARNING, "a day that some months or years do not have", _SCHEDULE)
NEXT_DAY = Code("NEXT_DAY", Severity.NOTE, "a window that is reported on the next day", _SCHEDULE)
EVERY_UNALIGNED = Code("EVERY_UNALIGNED", Severity.NOTE, "runs at a constant delay, at no fixed time of day", _SCHEDULE)

_CODES = {
    code.name: code
    for code in (
        BEYOND_FIVE_YEARS,
        READS_AS,
        BOTH_DAYS_MUST_MATCH,
        BOTH_DAY_FIELDS,
        MISSING_DATE,
        NEXT_DAY,
        EVERY_UNALIGNED,
    )
}


def oddities(stack: Stack) -> Iterator[Finding]:
    """What a schedule's text means where it is not what it seems to."""
    for planned in stack.reports:
        for oddity in planned.report.schedule.oddities():
            yield _CODES[oddity.code].at(planned.path("schedule"), oddity.meaning, oddity.remedy)
