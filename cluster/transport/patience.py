"""How long is waited: one deadline for many requests, and the pauses that a busy API server asks for."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from time import monotonic

# As often as client-go: rest/request.go, maxRetries.
MOST_RETRIES = 10

_UNSTATED_SECONDS = 1.0
_TOO_MANY_REQUESTS = 429


class Deadline:
    """So many seconds from now on."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._end = monotonic() + seconds

    def left(self) -> float:
        """How many seconds of it are left; never less than none."""
        return max(0.0, self._end - monotonic())


def pause(status: int, headers: Mapping[str, str], *, reads: bool) -> float | None:
    """For how many seconds the server asks not to be asked again; None where this is its answer.

    As client-go: after 429, and after a failure that comes with Retry-After, here of a read alone, because what
    failed may have been done. Source: client-go rest/with_retry.go, checkWait.
    """
    stated = headers.get("Retry-After")
    if status == _TOO_MANY_REQUESTS or (status >= 500 and reads and stated):
        return _seconds(stated or "", http_date(headers.get("Date")) or datetime.now(UTC))
    return None


def http_date(text: str | None) -> datetime | None:
    """A moment of an HTTP header, or None. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7"""
    with suppress(ValueError, TypeError, OverflowError):
        moment = parsedate_to_datetime(text or "")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _seconds(stated: str, now: datetime) -> float:
    """Seconds, also parts of them, or the time until a date. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3"""
    with suppress(ValueError):
        seconds = float(stated)
        return seconds if isfinite(seconds) and seconds >= 0 else _UNSTATED_SECONDS
    date = http_date(stated)
    return max(0.0, (date - now).total_seconds()) if date else _UNSTATED_SECONDS
