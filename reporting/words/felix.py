"""Felix's fields in words. What each is about is said beside it, in `reporting/stack/flush.py`."""

from fractions import Fraction

from reporting.dialects.durations import Duration
from reporting.stack.flush import FIELDS, Interval, Level

INTERVALS = {name: field for name, field in FIELDS.items() if isinstance(field, Interval)}
LEVELS = {name: field for name, field in FIELDS.items() if isinstance(field, Level)}

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PARTS = ("", "half", "a third", "a quarter", "a fifth", "a sixth", "a seventh", "an eighth", "a ninth", "a tenth")


def seconds(interval: Duration) -> str:
    """An interval as the product's documentation writes it: `300s`. One of split seconds as Go writes it."""
    whole, rest = divmod(interval.nanoseconds, 10**9)
    return str(interval) if rest else f"{whole}s"


def as_often(factor: Fraction) -> str:
    """A frequency against another: `ten times as often`, `a tenth as often`."""
    if factor.denominator == 1 and factor <= len(_NUMBERS):
        return "twice as often" if factor == 2 else f"{_NUMBERS[int(factor) - 1]} times as often"
    if factor.numerator == 1 and factor.denominator <= len(_PARTS):
        return f"{_PARTS[factor.denominator - 1]} as often"
    return f"{float(factor):.2g} times as often"
