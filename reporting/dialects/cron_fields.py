"""The cron dialect of GlobalReport schedules: what robfig/cron v1.2.0 `ParseStandard` reads, and nothing else.

https://github.com/robfig/cron/blob/v1.2.0/parser.go
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from reporting.dialects.durations import LONGEST_TEXT, Duration, DurationError
from reporting.faults import SCHEDULE
from reporting.finding import Fault
from reporting.quote import quoted

_CONSEQUENCE = "would refuse the report, or keep it and never run it"
_EXAMPLE = "Write one such as '8 6 * * *' (every day at 06:08 UTC)."
_LARGEST_NUMBER = 2**63 - 1
# Go's unicode.IsSpace. Python's own idea of a blank adds four control characters.
_WORD = re.compile("[^\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_EVERY = "@every "


class ScheduleError(Fault):
    """A schedule that Calico refuses, or keeps and never runs."""

    def __init__(self, what: str, remedy: str):
        super().__init__(SCHEDULE, what, remedy)


class Bounds(NamedTuple):
    """The values that a field can have."""

    name: str
    first: int
    last: int
    names: dict[str, int]
    valid: str


def _names(names: str, first: int) -> dict[str, int]:
    return {name: value for value, name in enumerate(names.split(), first)}


MINUTE = Bounds("minute", 0, 59, {}, "0-59")
HOUR = Bounds("hour", 0, 23, {}, "0-23")
DAY_OF_MONTH = Bounds("day of month", 1, 31, {}, "1-31")
MONTH = Bounds("month", 1, 12, _names("jan feb mar apr may jun jul aug sep oct nov dec", 1), "1-12 or jan-dec")
DAY_OF_WEEK = Bounds("day of week", 0, 6, _names("sun mon tue wed thu fri sat", 0), "0-6 (Sunday is 0) or sun-sat")
_FIELDS = (MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK)


class Item(NamedTuple):
    """One element of a field's list: the values from first to last, a step apart."""

    text: str
    first: int
    last: int
    step: int
    star: bool

    @property
    def values(self) -> range:
        """The values that the element stands for."""
        return range(self.first, self.last + 1, self.step)


class Field(NamedTuple):
    """One of the five fields. `values` is sorted; `star` says that an element begins with `*` or `?`."""

    text: str
    bounds: Bounds
    items: tuple[Item, ...]
    values: tuple[int, ...]
    star: bool

    @property
    def complete(self) -> bool:
        """Whether the field restricts nothing."""
        return len(self.values) == self.bounds.last - self.bounds.first + 1


@dataclass(frozen=True, slots=True)
class Crontab:
    """Five fields that name minutes of the calendar, in UTC."""

    minute: Field
    hour: Field
    day_of_month: Field
    month: Field
    day_of_week: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields in their written order."""
        return (self.minute, self.hour, self.day_of_month, self.month, self.day_of_week)

    @property
    def both_days_must_match(self) -> bool:
        """Whether a day has to match both day fields; otherwise either is enough."""
        return self.day_of_month.star or self.day_of_week.star


@dataclass(frozen=True, slots=True)
class Every:
    """A constant delay in whole seconds, at least one, beside the duration that was written."""

    written: Duration
    seconds: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "seconds", max(1, self.written.nanoseconds // 10**9))


def parse(text: str) -> Crontab | Every:
    """Read a schedule exactly as robfig/cron v1.2.0 does. Raises ScheduleError.

    A text of over a mebibyte, which no Kubernetes object can hold, is refused as well.
    """
    if len(text) > LONGEST_TEXT:
        raise ScheduleError(
            f"{quoted(text)} is longer than anything the API server stores, so the report would be refused.",
            _EXAMPLE,
        )
    if _SURROGATE.search(text):
        raise ScheduleError(f"{quoted(text)} is not text that can be sent to a cluster.", _EXAMPLE)
    return _descriptor(text) if text.startswith("@") else _crontab(text)


def _descriptor(text: str) -> Crontab | Every:
    if text in _DESCRIPTORS:
        return _crontab(_DESCRIPTORS[text])
    if not text.startswith(_EVERY):
        raise _unknown_descriptor(text)
    try:
        return Every(Duration.parse(text.removeprefix(_EVERY)))
    except DurationError as error:
        raise _wrong_duration(text, error) from None


def _crontab(text: str) -> Crontab:
    words = _WORD.findall(text)
    if len(words) != len(_FIELDS):
        raise _wrong_count(text, words)
    try:
        return _table(words)
    except _FieldError as fault:
        raise _wrong_field(text, words, fault) from None


def _table(words: list[str]) -> Crontab:
    return Crontab(*map(_field, words, _FIELDS))


def _field(text: str, bounds: Bounds) -> Field:
    items = tuple(_item(item, bounds) for item in dict.fromkeys(text.split(",")) if item)
    values = items[0].values if len(items) == 1 else sorted({value for item in items for value in item.values})
    return Field(text, bounds, items, tuple(values), any(item.star for item in items))


def _item(text: str, bounds: Bounds) -> Item:
    span, slash, step_text = text.partition("/")
    low, hyphen, high = span.partition("-")
    star = low in ("*", "?")
    first, last = (bounds.first, bounds.last) if star else _range(text, low, high if hyphen else low, bounds)
    step = _step(text, step_text, bounds) if slash else 1
    if slash and not hyphen:
        last = bounds.last
    if first > last:
        raise _FieldError(bounds, text, f"{quoted(text)}, a range that begins after its end", _unwrapped(text, bounds))
    return Item(text, first, last, step, star)


def _range(text: str, low: str, high: str, bounds: Bounds) -> tuple[int, int]:
    if "-" in high:
        raise _FieldError(bounds, text, f"{quoted(text)} with more than one '-'")
    return _value(text, low, bounds), _value(text, high, bounds)


def _value(text: str, written: str, bounds: Bounds) -> int:
    value = bounds.names.get(_lower(written)) if bounds.names else None
    value = _number(written) if value is None else value
    if value is None:
        raise _FieldError(bounds, text, quoted(text), _short_names(text, bounds))
    if not bounds.first <= value <= bounds.last:
        raise _FieldError(bounds, text, quoted(text), _within(text, value, bounds))
    return value


def _step(text: str, written: str, bounds: Bounds) -> int:
    if "/" in written:
        raise _FieldError(bounds, text, f"{quoted(text)} with more than one '/'")
    step = _number(written)
    if step is None:
        raise _FieldError(bounds, text, f"{quoted(text)}, whose step is not a number of one or more")
    if step == 0:
        raise _FieldError(bounds, text, f"{quoted(text)}, whose step is zero", text.partition("/")[0])
    return step


def _number(text: str) -> int | None:
    """The number that Go's strconv.Atoi reads, unless negative: ASCII digits, at most 63 bits."""
    digits = text.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return None
    significant = digits.lstrip("0") or "0"
    if len(significant) > 19 or int(significant) > _LARGEST_NUMBER:
        return None
    return int(significant)


def _lower(text: str) -> str:
    """Lower case as Go sees it: one letter for one letter, also for the Turkish dotted capital I."""
    return text.replace("\u0130", "i").lower()


class _FieldError(Exception):
    """An element that cannot be read, and what to write for it where that is known."""

    def __init__(self, bounds: Bounds, item: str, found: str, instead: str | None = None):
        self.bounds = bounds
        self.item = item
        self.found = found
        self.instead = instead
        super().__init__(found)


def _unwrapped(text: str, bounds: Bounds) -> str | None:
    """A range over the end of the week, day or year as two ranges."""
    low, _, high = text.partition("-")
    if "/" in text or not high:
        return None
    value = {value: name for name, value in bounds.names.items()} if low.isalpha() else {}
    begin, end = value.get(bounds.first, bounds.first), value.get(bounds.last, bounds.last)
    return f"{low}-{end},{begin}-{high}"


def _short_names(text: str, bounds: Bounds) -> str | None:
    shortened = re.sub(r"[A-Za-z]{4,}", lambda word: word[0][:3].lower(), text[:40])
    return shortened if shortened != text and bounds.names else None


def _within(text: str, value: int, bounds: Bounds) -> str | None:
    if bounds is DAY_OF_WEEK and value == 7:
        low, hyphen, high = text.partition("-")
        if "/" in text or low == high:
            return None
        return f"{low}-6,0" if hyphen else "0"
    return "0" if text == str(bounds.last + 1) and bounds in (MINUTE, HOUR) else None


def _wrong_field(text: str, words: list[str], fault: _FieldError) -> ScheduleError:
    return ScheduleError(
        f"{quoted(text)} has {fault.bounds.name} {fault.found}; Calico reads {fault.bounds.valid}, lists, "
        f"upward ranges and steps, and {_CONSEQUENCE}.",
        _way_out(_repaired(words, fault)),
    )


def _repaired(words: list[str], fault: _FieldError, patience: int = 10) -> list[str] | None:
    """The fields with every fault replaced that has a known replacement; None where one has none."""
    if not patience or fault.instead is None or sum(map(len, words)) > 200:
        return None
    place = _FIELDS.index(fault.bounds)
    items = [fault.instead if item == fault.item else item for item in words[place].split(",")]
    words = [*words[:place], ",".join(items), *words[place + 1 :]]
    try:
        _table(words)
    except _FieldError as next_fault:
        return _repaired(words, next_fault, patience - 1)
    return words


def _wrong_count(text: str, words: list[str]) -> ScheduleError:
    has = f"{quoted(text)} has {len(words):,} {'field' if len(words) == 1 else 'fields'}"
    instead = _fewer(text, words) if len(text) <= 200 else None
    zone = " Calico knows no time zone and runs in UTC: move the hours yourself." if "TZ=" in text[:8] else ""
    return ScheduleError(
        f"{has}; Calico reads five: minute, hour, day of month, month, day of week, and {_CONSEQUENCE}.{zone}",
        _way_out(instead),
    )


def _fewer(text: str, words: list[str]) -> list[str] | None:
    """The five fields meant: a descriptor among blanks, lists without blanks, or without what stands first."""
    if len(words) == 1 and words[0] in _DESCRIPTORS:
        return words
    closed = _WORD.findall(re.sub(r"\s*,\s*", ",", text))
    for candidate in (closed, words[1:] if words[:1] == ["0"] or "TZ=" in text[:8] else []):
        if len(candidate) == len(_FIELDS) and _reads(candidate):
            return candidate
    return None


def _reads(words: list[str]) -> bool:
    try:
        _table(words)
    except _FieldError:
        return False
    return True


def _unknown_descriptor(text: str) -> ScheduleError:
    meant = text.strip().lower() if len(text) <= 200 else ""
    instead = [meant] if meant in _DESCRIPTORS else None
    spaced = re.fullmatch(r"@every\s*(\S+)", meant)
    if spaced and _is_duration(spaced[1]):
        instead = ["@every", spaced[1]]
    return ScheduleError(
        f"{quoted(text)} is not a descriptor; Calico reads {', '.join(_DESCRIPTORS)} and '@every <duration>', "
        f"in lower case and without blanks around, and {_CONSEQUENCE}.",
        _way_out(instead),
    )


def _wrong_duration(text: str, error: DurationError) -> ScheduleError:
    meant = text.removeprefix(_EVERY).strip().lower() if len(text) <= 200 else ""
    days = re.fullmatch(r"([0-9]{1,4})d", meant, re.ASCII)
    duration = f"{int(days[1]) * 24}h" if days else meant
    instead = ["@every", duration] if _is_duration(duration) else None
    return ScheduleError(f"{quoted(text)}: {error.what} Calico {_CONSEQUENCE}.", _way_out(instead))


def _is_duration(text: str) -> bool:
    try:
        Duration.parse(text)
    except DurationError:
        return False
    return True


def _way_out(instead: list[str] | None) -> str:
    return f"Write '{' '.join(instead)}'." if instead else _EXAMPLE
