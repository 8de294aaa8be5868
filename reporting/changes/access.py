"""Differences between who may do what."""

from collections.abc import Iterator, Sequence

from reporting.changes.change import Change, Kind
from reporting.finding import Path
from reporting.objects.plan import Plan
from reporting.spans import listed
from reporting.stack.access import Grant
from reporting.words.access import grant_in_words, right_in_words, subjects


def access_changes(before: Plan, after: Plan) -> Iterator[Change]:
    """Entries that are new, gone or changed; who gains a right, and who loses one."""
    old, new = before.settings.wanted_access(), after.settings.wanted_access()
    for name in {**old, **new}:
        if name not in old:
            yield _added(name, new[name])
        elif name not in new:
            yield _change(name, Kind.REMOVED, f"{_who(subjects(old[name]))} no longer {right_in_words(old[name])}")
        else:
            yield from _changed(name, old[name], new[name])


def added_access(after: Plan) -> list[Change]:
    """All entries of a new stack."""
    return [_added(name, grant) for name, grant in after.settings.wanted_access().items()]


def _added(name: str, grant: Grant) -> Change:
    return _change(name, Kind.ADDED, f"access granted: {grant_in_words(grant)}")


def _changed(name: str, old: Grant, new: Grant) -> Iterator[Change]:
    before, after = subjects(old), subjects(new)
    gone, come = _without(before, after), _without(after, before)
    stay = _without(before, gone)
    if come:
        yield _change(name, Kind.CHANGED, f"access granted: {listed(come)} may {right_in_words(new)}")
    if gone:
        yield _change(name, Kind.CHANGED, f"{_who(gone)} no longer {right_in_words(old)}")
    if stay and right_in_words(old) != right_in_words(new):
        sentence = f"{_who(stay)} {right_in_words(new)} instead of {right_in_words(old)}"
        yield _change(name, Kind.CHANGED, sentence, ("reports",) if old.may is new.may else ("may",))


def _who(names: Sequence[str]) -> str:
    return f"access: {listed(names)} may"


def _without(names: Sequence[str], others: Sequence[str]) -> list[str]:
    return [name for name in names if name not in others]


def _change(name: str, kind: Kind, sentence: str, field: Path = ()) -> Change:
    return Change(kind, f"access {name}", ("access", name, *field), sentence)
