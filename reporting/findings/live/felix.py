"""Felix's fields before and after, and who else has a say in them."""

from typing import Any

from reporting.dialects.durations import Duration, DurationError
from reporting.dialects.names import label_value
from reporting.findings.live.finding import Finding, info, listed, warning
from reporting.objects.live import FELIX, LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.words.felix import setting_in_words, usual_in_words

_IN_WORDS = {
    "flowLogsFlushInterval": "flow logs",
    "dnsLogsFlushInterval": "DNS logs",
    "l7LogsFlushInterval": "L7 logs",
}


def findings(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """One for each field that changes, and one for each that is overridden on single nodes."""
    if live.outcome(FELIX) is not Outcome.FOUND:
        return []
    wanted = plan.felix.spec
    changes = [
        _change(name, live.felix.get(name), value, live.felix_managers.get(name, ()), owner)
        for name, value in wanted.items()
        if not _same(live.felix.get(name), value)
    ]
    return [*changes, *(found for name, value in wanted.items() for found in _overridden(name, value, live))]


def _change(name: str, before: object, after: object, managers: tuple[str, ...], owner: Owner) -> Finding:
    strangers = [manager for manager in managers if not _is_stack(manager, owner)]
    now = f"{_phrase(name, before)} now{_set_by(managers, owner)}"
    if not strangers:
        return info(f"{now}; this stack sets {after}.")
    if name in _IN_WORDS and _same(before, str(DEFAULT_INTERVAL)):
        return info(f"{now}, which is the default; this stack takes the field and sets {after}.")
    return warning(
        f"{now}; this stack takes the field and sets {after}. If {listed(strangers)} sets it again, the two will take "
        f"turns: have only one of them set {name}."
    )


def _set_by(managers: tuple[str, ...], owner: Owner) -> str:
    if not managers:
        return ""
    manager = managers[-1]
    if manager == owner.field_manager:
        return ", set by this stack"
    if _is_stack(manager, owner):
        return f", set by stack {manager.removeprefix(_prefix(owner))} (field manager {manager})"
    return f", set by {listed(list(managers))}"


def _is_stack(manager: str, owner: Owner) -> bool:
    return manager.startswith(_prefix(owner))


def _prefix(owner: Owner) -> str:
    return f"{label_value(owner.project)}-"


def _phrase(name: str, value: object) -> str:
    """`flow logs: flushed every 30s`, or `flowLogsFileAggregationKindForAllowed: 2`."""
    if name not in _IN_WORDS:
        return f"{name}: {f'not set (by default {usual_in_words(name)})' if value is None else _canonical(value)}"
    interval = f"{DEFAULT_INTERVAL} (the default)" if value in (None, "") else _canonical(value)
    return f"{_IN_WORDS[name]}: flushed every {interval}"


def _same(before: object, after: object) -> bool:
    return before is not None and _canonical(before) == _canonical(after)


def _canonical(value: Any) -> str:
    try:
        return str(Duration.parse(value)) if isinstance(value, str) else setting_in_words(value)
    except DurationError:
        return str(value)


def _overridden(name: str, value: Any, live: LiveCluster) -> list[Finding]:
    overriding = sorted(node for node, spec in live.node_felix.items() if name in spec and not _same(spec[name], value))
    if not overriding:
        return []
    first = overriding[0]
    return [
        warning(
            f"FelixConfiguration {listed(overriding)} sets {name} to {live.node_felix[first][name]}, which counts on "
            f"that node instead of this stack's {value}. Remove the field there: kubectl patch felixconfiguration "
            f'{first} --type=json --patch \'[{{"op":"remove","path":"/spec/{name}"}}]\''
        )
    ]
