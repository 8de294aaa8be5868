"""Felix's fields before and after, and who else has a say in them."""

from reporting.dialects.durations import canonical_value, same_value
from reporting.dialects.names import label_value
from reporting.finding import Code, Finding, Path, Severity
from reporting.objects.live import FELIX, LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.spans import listed
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.words.felix import usual_in_words

_FELIX = "https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig"

_IN_WORDS = {
    "flowLogsFlushInterval": "flow logs were flushed every",
    "dnsLogsFlushInterval": "DNS logs were flushed every",
    "l7LogsFlushInterval": "L7 logs were flushed every",
}

FELIX_CHANGES = Code("FELIX_CHANGES", Severity.NOTE, "a Felix field that changes", _FELIX)
FELIX_SHARED = Code("FELIX_SHARED", Severity.WARNING, "a Felix field that somebody else sets as well", _FELIX)
FELIX_LEFT_OUT = Code(
    "FELIX_LEFT_OUT",
    Severity.NOTE,
    "a Felix field that open-source Calico does not have",
    "https://docs.tigera.io/calico/latest/reference/resources/felixconfig",
)


def findings(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """One for each field that changes, and one for each that the cluster's Calico does not have."""
    if live.outcome(FELIX) is not Outcome.FOUND:
        return []
    wanted = plan.felix.spec
    paths = plan.felix.paths
    changes = [
        _change(paths[name], name, value, owner, live)
        for name, value in wanted.items()
        if not same_value(live.felix.get(name), value)
    ]
    return [*changes, *(_left_out(paths[name], name, live) for name in plan.felix.left_out)]


def _left_out(path: Path, name: str, live: LiveCluster) -> Finding:
    return FELIX_LEFT_OUT.at(
        path,
        f"The cluster runs open-source Calico {live.calico_version}, whose Felix has no {name}; this stack leaves it "
        "out there.",
    )


def _change(path: Path, name: str, after: object, owner: Owner, live: LiveCluster) -> Finding:
    before, managers = live.felix.get(name), live.felix_managers.get(name, ())
    what = f"{_IN_WORDS.get(name, f'{name} was')} {_value(name, before)}{_set_by(managers, owner)}, now {after}."
    strangers = [manager for manager in managers if not _is_stack(manager, owner)]
    if not strangers or (name in _IN_WORDS and same_value(before, str(DEFAULT_INTERVAL))):
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
        return f"not set (by default {usual_in_words(name)})" if value is None else canonical_value(value)
    return f"{DEFAULT_INTERVAL}, the default" if value in (None, "") else canonical_value(value)
