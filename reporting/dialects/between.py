"""A stretch of the day (UTC), and the minute in it at which a report runs that is spread over it.

The minute follows from the names of cluster and report alone: it is the same on every machine and day, and
stays where it is when other reports come and go.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from reporting.faults import BETWEEN
from reporting.finding import Fault
from reporting.quote import quoted

MINUTES_OF_A_DAY = 24 * 60

_TEXT = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
_WAY_OUT = 'Write for example "00:00-06:00", or "22:00-04:00" over midnight. Times are UTC.'


@dataclass(frozen=True, slots=True)
class Between:
    """Minutes of the day: the first one (from 0), and how many there are; they may go on past midnight."""

    first: int
    minutes: int

    @classmethod
    def parse(cls, text: str) -> "Between":
        """`00:00-06:00`: its 360 minutes, the last at 05:59. `24:00` is a day's end. Raises Fault."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise Fault(BETWEEN, f"{quoted(text)} is no stretch of the day.", _WAY_OUT)
        hours, minutes = (int(found[1]), int(found[3])), (int(found[2]), int(found[4]))
        first, end = (hour * 60 + minute for hour, minute in zip(hours, minutes, strict=True))
        if max(minutes) > 59 or first >= MINUTES_OF_A_DAY or end > MINUTES_OF_A_DAY:
            raise Fault(BETWEEN, f"{quoted(text)} has a time that no day has.", _WAY_OUT)
        if first == end:
            raise Fault(
                BETWEEN,
                f"{quoted(text)} ends where it begins, so no minute is in it.",
                'Write "00:00-24:00" for the whole day.',
            )
        return cls(first, (end - first) % MINUTES_OF_A_DAY or MINUTES_OF_A_DAY)

    def minute_of(self, cluster: str, report: str) -> int:
        """The minute of the day (from 0) at which a cluster's report runs."""
        digest = sha256(f"{cluster}/{report}".encode("utf-8", "surrogatepass")).digest()
        return (self.first + int.from_bytes(digest[:8]) % self.minutes) % MINUTES_OF_A_DAY

    def daily(self, cluster: str, report: str) -> str:
        """The same as a schedule: `8 6 * * *`."""
        hour, minute = divmod(self.minute_of(cluster, report), 60)
        return f"{minute} {hour} * * *"


USUAL = Between(0, MINUTES_OF_A_DAY - 30)
"""Where nothing is said: all of the day but its last half hour, whose reports come on the next day."""
