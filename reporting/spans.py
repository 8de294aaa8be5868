"""Lengths of time and lists in words, as sentences about reports have them."""

from collections.abc import Sequence
from datetime import timedelta

_LONGEST = 300


def span(length: timedelta) -> str:
    """A length of time: `25 h`, `7 d 1 h`, `30 min`. Days are counted from two on."""
    seconds = int(length.total_seconds())
    days = seconds // 86_400 if seconds >= 2 * 86_400 else 0
    hours, rest = divmod(seconds - days * 86_400, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def listed(names: Sequence[str], most: int = 10) -> str:
    """Names in a row: `a, b and c`; of many only the first ones."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def brief(text: str) -> str:
    """A text, cut where it is longer than 300 characters."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def counted(count: int, noun: str) -> str:
    """A number of things: `1 report`, `1,000 reports`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
