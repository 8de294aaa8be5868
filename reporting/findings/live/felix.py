"""Felix's fields before and after, and who else has a say in them."""

from typing import Any

from reporting.dialects.durations import Duration, DurationError
from reporting.dialects.names import label_value
from reporting.finding import Code, Finding, Path, Severity
from reporting.objects.live import FELIX, LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.spans import listed
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.words.felix import setting_in_words, usual_in_words

_FELIX = "https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig"

_IN_WORDS = {
    "flowLogsFlushInterval": "flow logs were flushed every",
    "dnsLogsFlushInterval": "DNS logs were flushed every",
    "l7LogsFlushInterval": "L7 logs were flushed every",
}

FELIX_CHANGES = Code("FELIX_CHANGES", Severity.NOTE, "a Felix field that changes", _FELIX)
FELIX_SHARED = Code("FELIX_SHARED", Severity.WARNING, "a Felix field that somebody else sets as well", _FELIX)
FELIX_OVERRIDDEN = Code(
    "FELIX_OVERRIDDEN", Severity.WARNING, "a Felix field that single nodes have another value of", _FELIX
)


def findings(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """One for each field that changes, and one for each that is overridden on single nodes."""
    if live.outcome(FELIX) is not Outcome.FOUND:
        return []
    wanted = plan.felix.spec
    paths = plan.felix.paths
    changes = [
        _change(paths[name], name, value, owner, live)
        for name, value in wanted.items()
        if not _same(live.felix.get(name), value)
    ]
    return [
        *changes,
        *(found for name, value in wanted.items() for found in _overridden(paths[name], name, value, live)),
    ]


def _change(path: Path, name: str, after: object, owner: Owner, live: LiveCluster) -> Finding:
    before, managers = live.felix.get(name), live.felix_managers.get(name, ())
    what = f"{_IN_WORDS.get(name, f'{name} was')} {_value(name, before)}{_set_by(managers, owner)}, now {after}."
    strangers = [manager for manager in managers if not _is_stack(manager, owner)]
    if not strangers or (name in _IN_WORDS and _same(before, str(DEFAULT_INTERVAL))):
        return FELIX_CHANGES.at(path, what)
    return FELIX_SHARED.at(
        path,
        what,
        f"If {listed(strangers, most=5)} sets it again, the two will take turns: have only one of them set {name}.",
    )


def _set_by(managers: tuple[str, ...], owner: Owner) -> str:
    """Who set it, where that was not this stack."""
    if not managers or managers[-1] == owner.field_manager:
        return ""
    if _is_stack(managers[-1], owner):
        return f" (set by stack {managers[-1].removeprefix(_prefix(owner))})"
    return f" (set by {listed(managers, most=5)})"


def _is_stack(manager: str, owner: Owner) -> bool:
    return manager.startswith(_prefix(owner))


def _prefix(owner: Owner) -> str:
    return f"{label_value(owner.project)}-"


def _value(name: str, value: object) -> str:
    if name not in _IN_WORDS:
        return f"not set (by default {usual_in_words(name)})" if value is None else _canonical(value)
    return f"{DEFAULT_INTERVAL}, the default" if value in (None, "") else _canonical(value)


def _same(before: object, after: object) -> bool:
    return before is not None and _canonical(before) == _canonical(after)


def _canonical(value: Any) -> str:
    try:
        return str(Duration.parse(value)) if isinstance(value, str) else setting_in_words(value)
    except DurationError:
        return str(value)


def _overridden(path: Path, name: str, value: Any, live: LiveCluster) -> list[Finding]:
    overriding = sorted(node for node, spec in live.node_felix.items() if name in spec and not _same(spec[name], value))
    if not overriding:
        return []
    first = overriding[0]
    return [
        FELIX_OVERRIDDEN.at(
            path,
            f"FelixConfiguration {listed(overriding, most=5)} sets {name} to {live.node_felix[first][name]}, which "
            f"counts on that node instead of this stack's {value}.",
            f"Remove the field there: kubectl patch felixconfiguration {first} --type=json "
            f'--patch \'[{{"op":"remove","path":"/spec/{name}"}}]\'',
        )
    ]
