"""Felix's fields in words. What each is about is said beside it, in `reporting/stack/felix.py`."""

from fractions import Fraction

from reporting.dialects.durations import Duration
from reporting.stack.felix import FIELDS, Interval, Level, Setting
from reporting.stack.flush import DEFAULT_INTERVAL

INTERVALS = {name: field for name, field in FIELDS.items() if isinstance(field, Interval)}
LEVELS = {name: field for name, field in FIELDS.items() if isinstance(field, Level)}
SETTINGS = {name: field for name, field in FIELDS.items() if isinstance(field, Setting)}

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PARTS = ("", "half", "a third", "a quarter", "a fifth", "a sixth", "a seventh", "an eighth", "a ninth", "a tenth")


def seconds(interval: Duration) -> str:
    """An interval as the product's documentation writes it: `300s`. One of split seconds as Go writes it."""
    whole, rest = divmod(interval.nanoseconds, 10**9)
    return str(interval) if rest else f"{whole}s"


def setting_in_words(value: bool | int | str | None) -> str:
    """A value of any other field, as YAML spells it; what the product does by itself where nobody documents it."""
    if value is None:
        return "what the product does by itself"
    return str(value).lower() if isinstance(value, bool) else str(value)


def usual_in_words(name: str) -> str:
    """The default of a field, by its name."""
    match FIELDS[name]:
        case Interval():
            return str(DEFAULT_INTERVAL)
        case Level(default=default) | Setting(default=default):
            return setting_in_words(default)


def as_often(factor: Fraction) -> str:
    """A frequency against another: `ten times as often`, `a tenth as often`."""
    if factor.denominator == 1 and factor <= len(_NUMBERS):
        return "twice as often" if factor == 2 else f"{_NUMBERS[int(factor) - 1]} times as often"
    if factor.numerator == 1 and factor.denominator <= len(_PARTS):
        return f"{_PARTS[factor.denominator - 1]} as often"
    return f"{float(factor):.2g} times as often"
