"""Instants and days as stack files write them, read alike with and without quotes.

YAML turns an unquoted date into a timestamp, and Pulumi hands that to a program as Go prints it:
`2027-01-01 00:00:00 +0000 UTC`. That form is read too, so quotes change nothing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import PlainSerializer, PlainValidator

from reporting.faults import TIME
from reporting.finding import Fault
from reporting.quote import quoted

_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[Tt ](?P<time>\d{2}:\d{2}:\d{2})(?:\.0+)?"
    r" ?(?P<zone>[Zz]|[+-]\d{2}:?\d{2})(?: (?:UTC|[+-]\d{2,4}|[A-Z]{3,5}))?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Window:
    """The time that a report covers, in UTC."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def parse_instant(value: object) -> datetime:
    """An RFC 3339 instant with its zone, or a day (its first second in UTC), in whole seconds and UTC.

    Raises Fault for anything else.
    """
    match = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Fault(
            TIME,
            f"{quoted(value)} is not an instant.",
            "Write one with its zone and in whole seconds, such as 2026-11-23T10:00:00Z or "
            "2026-11-23T11:00:00+01:00; without a zone nobody can say which hours the report covers.",
        )
    zone = (match["zone"] or "Z").upper().replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{match['day']}T{match['time'] or '00:00:00'}{zone}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Fault(TIME, f"{quoted(value)} is not an instant that exists: {error}.") from None


def known_instant(value: object) -> datetime | None:
    """The same of what somebody else wrote; None where it cannot be read."""
    try:
        return parse_instant(value)
    except ValueError:
        return None


def parse_day(value: object) -> date:
    """A day such as 2026-12-31. Raises Fault for anything else."""
    try:
        instant = parse_instant(value)
    except Fault:
        instant = None
    if instant is None or instant.timetz().replace(tzinfo=None) != datetime.min.time():
        raise Fault(TIME, f"{quoted(value)} is not a day.", "Write one such as 2026-12-31.")
    return instant.date()


def rfc3339(instant: datetime) -> str:
    """An instant as Kubernetes writes it: `2026-11-23T10:00:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Instant = Annotated[datetime, PlainValidator(parse_instant), PlainSerializer(rfc3339)]
Day = Annotated[date, PlainValidator(parse_day), PlainSerializer(date.isoformat)]
