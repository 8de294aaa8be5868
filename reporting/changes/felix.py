"""Differences between the Felix fields that a stack sets."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from reporting.changes.change import Change, Kind
from reporting.dialects.durations import Duration
from reporting.finding import Path
from reporting.objects.plan import Plan
from reporting.stack.felix import FIELDS, Interval, Level, Setting, Words
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.stack.settings import Settings
from reporting.words.felix import as_often, seconds, setting_in_words

SUBJECT = "intervals"


def felix_changes(before: Plan, after: Plan) -> list[Change]:
    """The Felix fields that are set to another value, newly set, or no longer set."""
    old, new = before.felix.spec, after.felix.spec
    paths = after.felix.paths
    found = [
        _change(field, old.get(field), new.get(field), paths.get(field, ("felix", field))) for field in {**old, **new}
    ]
    changes = [change for change in found if change]
    if before.settings.intervals != after.settings.intervals and not changes:
        return [Change(Kind.CHANGED, SUBJECT, ("intervals",), _other_words(before.settings, after.settings))]
    return changes


def _change(field: str, old: Any, new: Any, path: Path) -> Change | None:
    if old == new:
        return None
    kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
    return Change(kind, SUBJECT, path, "".join(_sentence(FIELDS[field], old, new)))


def _sentence(field: Words, old: Any, new: Any) -> Iterator[str]:
    match field:
        case Interval(logs):
            return _interval(logs, old, new)
        case Level():
            return _level(field, old, new)
        case Setting():
            return _setting(field, old, new)


def _interval(logs: str, old: str | None, new: str | None) -> Iterator[str]:
    usual = seconds(DEFAULT_INTERVAL)
    if new is None:
        yield f"{logs} no longer set by this stack: back to the default of {usual} unless somebody else sets it"
        return
    interval = Duration.parse(new)
    reference = Duration.parse(old) if old else DEFAULT_INTERVAL
    if interval == reference:
        yield f"{logs} flushed every {usual}, the default, now that this stack sets it"
        return
    yield f"{logs} flushed every {seconds(interval)} instead of {seconds(reference)}"
    yield "" if old else " (the default)"
    yield f": {as_often(Fraction(reference.nanoseconds, interval.nanoseconds))}"


def _level(field: Level, old: int | None, new: int | None) -> Iterator[str]:
    usual = field.kinds[field.default]
    if new is None:
        yield f"{field.name} no longer set by this stack: back to the default ({usual}) unless somebody else sets it"
        return
    if old is None and new == field.default:
        yield f"{field.subject} {usual}, the default, now that this stack sets it"
        return
    yield f"{field.subject} {field.kinds[new]} instead of "
    yield f"{usual} (the default)" if old is None else field.kinds[old]


def _setting(field: Setting, old: Any, new: Any) -> Iterator[str]:
    usual = setting_in_words(field.default)
    if new is None:
        yield f"{field.about} no longer set by this stack: back to the default ({usual}) unless somebody else sets it"
        return
    yield f"{field.about}: {setting_in_words(new)} instead of "
    yield f"{usual} (the default)" if old is None else setting_in_words(old)
    yield f"; {field.volume}" if field.volume else ""


def _other_words(before: Settings, after: Settings) -> str:
    return f"{after.intervals} instead of {before.intervals}, which is the same interval for every log"
