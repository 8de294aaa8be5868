"""Durations as Go reads and writes them, and which of them Felix takes as a flush interval."""

import re
from dataclasses import dataclass
from typing import Self

from reporting.faults import DURATION
from reporting.finding import Fault
from reporting.quote import quoted

_UNITS = {
    "ns": 1,
    "us": 10**3,
    "\u00b5s": 10**3,
    "\u03bcs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
# etcd takes requests of at most 1.5 MiB, so no object holds a longer text.
LONGEST_TEXT = 2**20

_SECOND = _UNITS["s"]
_LARGEST = 2**63
_PART = re.compile(r"(?P<whole>[0-9]*)(?P<point>\.?)(?P<fraction>[0-9]*)(?P<unit>[^.0-9]*)")
_WRITE = "Write a number and a unit (h, m, s, ms, us or ns), such as 30s, 5m or 1h30m."


class DurationError(Fault):
    """A text that Go's time.ParseDuration refuses, or a duration that does not fit its purpose."""

    def __init__(self, what: str, remedy: str = ""):
        super().__init__(DURATION, what, remedy)


@dataclass(frozen=True, order=True, slots=True)
class Duration:
    """A span of time in nanoseconds, within Go's 64 bits (about 292 years either way).

    Raises DurationError beyond them.
    """

    nanoseconds: int

    def __post_init__(self) -> None:
        if not -_LARGEST <= self.nanoseconds < _LARGEST:
            raise DurationError("a duration of more than 292 years is beyond what Go can hold")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a text exactly as Go's time.ParseDuration does (Go's `src/time/format.go`).

        A text of over a mebibyte, which no Kubernetes object can hold, is refused as well.

        Raises DurationError.
        """
        return cls(_nanoseconds(text))

    @property
    def seconds(self) -> float:
        """The duration in seconds."""
        return self.nanoseconds / _SECOND

    def words(self) -> str:
        """The duration for people: `1 hour 30 minutes`."""
        size = abs(self.nanoseconds)
        parts = _clock_words(size) if size == 0 or size >= _SECOND else _split_second_words(size)
        return ("minus " if self.nanoseconds < 0 else "") + " ".join(parts)

    def __str__(self) -> str:
        """The duration as Go's Duration.String() writes it: `5m0s`."""
        size = abs(self.nanoseconds)
        text = _clock(size) if size == 0 or size >= _SECOND else _split_second(size)
        return ("-" if self.nanoseconds < 0 else "") + text


def parse(text: str) -> Duration:
    """Read a text exactly as Go's time.ParseDuration does. Raises DurationError."""
    return Duration.parse(text)


def flush_interval(text: str) -> Duration:
    """Read a text as one of FelixConfiguration's flush intervals: whole seconds, at least one.

    Felix hands the interval to a ticker that panics unless it is positive (Calico's
    `pkg/jitter/jittered_ticker.go`), and the API server holds its canonical text against the pattern of
    `projectcalico.org_felixconfigurations.yaml`, whose doubled backslash refuses fractions. Raises
    DurationError.
    """
    interval = parse(text)
    if interval.nanoseconds <= 0:
        raise DurationError(
            f"{quoted(text)} is not a flush interval: the API server may store it, but Felix panics on a "
            "ticker without a positive period, on every node.",
            "Write 300s, the product's default, or 30s for a workshop.",
        )
    if interval.nanoseconds < _SECOND:
        raise DurationError(
            f"{quoted(text)} is below one second: Felix would write a batch of log records per flush, "
            "several times a second, on every node.",
            "Write 1s or more; demonstrations go down to 10s.",
        )
    if interval.nanoseconds % _SECOND:
        raise _not_whole_seconds(text, interval)
    return interval


def _not_whole_seconds(text: str, interval: Duration) -> DurationError:
    below = interval.nanoseconds // _SECOND * _SECOND
    whole = [str(Duration(size)) for size in (below, below + _SECOND) if size < _LARGEST]
    return DurationError(
        f"{quoted(text)} is {interval} and so not a whole number of seconds; clusters with native "
        "projectcalico.org/v3 CRDs refuse a fraction, and the update fails.",
        f"Write {' or '.join(whole)}.",
    )


def _nanoseconds(text: str) -> int:
    if len(text) > LONGEST_TEXT:
        raise DurationError(f"{quoted(text)} is longer than anything the API server stores.", _WRITE)
    unsigned = text[1:] if text[:1] in ("-", "+") else text
    if unsigned == "0":
        return 0
    if not unsigned:
        raise DurationError(f"{quoted(text)} has no number.", _WRITE)
    size = _sum(unsigned, text)
    if text.startswith("-"):
        return -size
    if size == _LARGEST:
        raise _too_long(text)
    return size


def _sum(unsigned: str, text: str) -> int:
    """The sum of all parts. It wraps at 64 bits before it is held against 63, as in Go."""
    total = 0
    for part in _PART.finditer(unsigned):
        if part[0]:
            total = (total + _part(part, text)) % 2**64
        if total > _LARGEST:
            raise _too_long(text)
    return total


def _part(part: re.Match[str], text: str) -> int:
    if not part["whole"] and not part["fraction"]:
        raise DurationError(f"{quoted(text)} has no number where one belongs.", _WRITE)
    whole = part["whole"].lstrip("0")
    if len(whole) > 19:
        raise _too_long(text)
    unit = _unit(part["unit"], text)
    size = int(whole or "0") * unit + _fraction(part["fraction"], unit)
    if size > _LARGEST:
        raise _too_long(text)
    return size


def _unit(name: str, text: str) -> int:
    if not name:
        raise DurationError(f"{quoted(text)} has a number without a unit.", _WRITE)
    if name not in _UNITS:
        raise DurationError(f"{quoted(text)} has the unknown unit {quoted(name)}.", f"{_WRITE}{_hint(name)}")
    return _UNITS[name]


def _hint(unit: str) -> str:
    if unit.strip().lower() in ("d", "day", "days"):
        return " A day is 24h."
    if unit.strip().lower() in ("w", "week", "weeks"):
        return " A week is 168h."
    return ""


def _fraction(digits: str, unit: int) -> int:
    """Nanoseconds of the digits behind the point, in Go's own floating-point arithmetic."""
    value, scale = 0, 1.0
    for digit in digits:
        longer = value * 10 + int(digit)
        if longer > _LARGEST:
            break
        value, scale = longer, scale * 10
    return int(float(value) * (unit / scale))


def _too_long(text: str) -> DurationError:
    return DurationError(f"{quoted(text)} is more than the 292 years that Go can hold.", _WRITE)


def _clock(size: int) -> str:
    seconds, rest = divmod(size, _SECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{_decimal(seconds * _SECOND + rest, _SECOND)}s"
    if hours:
        return f"{hours}h{minutes}m{text}"
    return f"{minutes}m{text}" if minutes else text


def _split_second(size: int) -> str:
    unit = next(unit for unit in ("ms", "\u00b5s", "ns") if size >= _UNITS[unit])
    return _decimal(size, _UNITS[unit]) + unit


def _clock_words(size: int) -> list[str]:
    minutes, rest = divmod(size, _UNITS["m"])
    hours, minutes = divmod(minutes, 60)
    parts = [_counted(str(hours), "hour")] if hours else []
    parts += [_counted(str(minutes), "minute")] if minutes else []
    return parts + ([_counted(_decimal(rest, _SECOND), "second")] if rest or not parts else [])


def _split_second_words(size: int) -> list[str]:
    names = {"ms": "millisecond", "us": "microsecond", "ns": "nanosecond"}
    unit = next(unit for unit in names if size >= _UNITS[unit])
    return [_counted(_decimal(size, _UNITS[unit]), names[unit])]


def _counted(number: str, unit: str) -> str:
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def _decimal(size: int, unit: int) -> str:
    """A number of units, without trailing zeros, exact."""
    whole, rest = divmod(size, unit)
    digits = len(str(unit)) - 1
    return f"{whole}.{rest:0{digits}}".rstrip("0").rstrip(".") if rest else str(whole)
