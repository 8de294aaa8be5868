"""Differences between how long data is kept, and between where logs are sent besides."""

from collections.abc import Iterator

from reporting.changes.change import Change, Kind
from reporting.objects.plan import Plan
from reporting.spans import counted
from reporting.stack.retention import KINDS, Retention
from reporting.words.stores import NAMES, store_in_words


def retention_changes(before: Plan, after: Plan) -> Iterator[Change]:
    """Days that count, days that are set on the cluster, and losses that are confirmed."""
    old, new = before.settings.retention, after.settings.retention
    for kind, days in new.days().items():
        if days != old.days()[kind]:
            sentence = f"days that {KINDS[kind]} are kept: {days} instead of {old.days()[kind]}"
            yield _change((kind,), f"{sentence}{_consequence(kind, old, new)}")
    yield from _managed(old, new)
    confirmed, now = old.confirm_loss.days(), new.confirm_loss.days()
    for kind, days in now.items():
        if confirmed.get(kind) != days:
            yield _change(
                ("confirmLoss", kind), f"confirmed: {KINDS[kind]} beyond {counted(days, 'day')} may be deleted"
            )


def _consequence(kind: str, old: Retention, new: Retention) -> str:
    lost = old.days()[kind] - new.days()[kind]
    if kind not in new.managed() or lost <= 0:
        return ""
    return f"; the cluster deletes {counted(lost, 'day')} of them, once that is confirmed"


def _managed(old: Retention, new: Retention) -> Iterator[Change]:
    for kind in KINDS:
        days = new.managed().get(kind)
        if days is not None and kind not in old.managed():
            yield _change(("manage",), f"LogStorage is set to keep {KINDS[kind]} for {counted(days, 'day')}")
        elif days is None and kind in old.managed():
            kept = counted(old.managed()[kind], "day")
            yield _change(("manage",), f"{KINDS[kind]}: no longer set by this stack; what is set ({kept}) stays")


def _change(field: tuple[str, ...], sentence: str) -> Change:
    return Change(Kind.CHANGED, "retention", ("retention", *field), sentence)


def store_changes(before: Plan, after: Plan) -> Iterator[Change]:
    """Stores that are new, gone or others."""
    old, new = before.settings.additional_stores.stated(), after.settings.additional_stores.stated()
    for kind, name in NAMES.items():
        was, now = old.get(kind), new.get(kind)
        if was == now:
            continue
        path = ("additionalStores", kind)
        if now is None:
            sentence = f"logs to {name}: no longer said here; what is set stays on the cluster, and logs are still sent"
            yield Change(Kind.REMOVED, "additionalStores", path, sentence)
        else:
            sentence = f"logs are sent to {name}: {store_in_words(kind, now)}"
            was_sent = f" instead of {store_in_words(kind, was)}" if was else ""
            yield Change(Kind.CHANGED if was else Kind.ADDED, "additionalStores", path, f"{sentence}{was_sent}")
