"""Differences between the other keys of a stack."""

from collections.abc import Iterator, Mapping
from typing import Any

from reporting.changes.change import Change, Kind
from reporting.quote import quoted
from reporting.spans import brief
from reporting.stack.cluster import Cluster
from reporting.stack.settings import Compliance, Settings

_KEYS = ("compliance", "preflight", "adopt", "intervalsUntil", "kubernetesAuditLog")
_MAPS = ("reporter", "links", "accept", "exceptions")
_FIELDS = {"compliance", "preflight", "adopt", "intervals_until", "kubernetes_audit_log", *_MAPS}
_WORDS = {
    ("compliance",): "Calico's compliance feature",
    ("preflight",): "the look at the live cluster before an update",
    ("adopt",): "existing reports to take over",
    ("intervalsUntil",): "the last day on which short intervals are wanted",
    ("kubernetesAuditLog",): "the cluster's Kubernetes audit log reaches Calico",
    ("reporter", "image"): "the image of reporter Jobs",
    ("reporter", "deadline"): "the deadline of reporter Jobs",
    ("exceptions", "graceDays"): "days after its end before an exception is an error",
    ("links", "product"): "the product whose web console is linked",
    ("links", "manager"): "the address of the web console",
}
_CONSEQUENCES: dict[tuple[str, str], str] = {
    ("compliance", Compliance.ABSENT): "the stack keeps Felix and removes its reports and runs",
    ("compliance", Compliance.ENABLE): "the stack makes sure of Compliance/tigera-secure",
}


def cluster_changes(before: Cluster, after: Cluster) -> Iterator[Change]:
    """Another cluster, or another way to reach it."""
    if before.name != after.name:
        yield Change(
            Kind.CHANGED,
            "cluster",
            ("cluster", "name"),
            f"cluster {quoted(after.name)} instead of {quoted(before.name)}: another name is another cluster, and "
            "everything is made anew there",
        )
    if _access(before) != _access(after):
        yield Change(
            Kind.CHANGED,
            "cluster",
            ("cluster",),
            f"the cluster is reached through {_access(after)} instead of {_access(before)}; where that leads to "
            "another cluster, it needs another name too",
        )


def key_changes(before: Settings, after: Settings) -> Iterator[Change]:
    """The keys that stand for no report, run or interval."""
    old, new = _dumped(before), _dumped(after)
    for key in _KEYS:
        yield from _compared((key,), old[key], new[key])
    for key in _MAPS:
        yield from _map_changes(key, old[key] or {}, new[key] or {})


def _dumped(settings: Settings) -> dict[str, Any]:
    dumped = settings.model_dump(mode="json", by_alias=True, include=_FIELDS, warnings="none")
    return {**dumped, "accept": {code: str(acceptance) for code, acceptance in settings.accept.items()}}


def _map_changes(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in {**old, **new}:
        yield from _compared((key, name), old.get(name), new.get(name))


def _compared(path: tuple[str, ...], old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    kind = Kind.ADDED if old in (None, []) else Kind.REMOVED if new in (None, []) else Kind.CHANGED
    consequence = _CONSEQUENCES.get((path[0], str(new)), "")
    words = _WORDS.get(path) or f"reason to accept the advice {brief(path[-1])}"
    sentence = f"{words}: {_shown(new)} instead of {_shown(old)}"
    yield Change(kind, path[0], path, f"{sentence}; {consequence}" if consequence else sentence)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return brief(", ".join(value)) or "nothing"
    return quoted(value)


def _access(cluster: Cluster) -> str:
    if cluster.in_cluster:
        return "the Pod it runs in"
    ways = [("kubeconfig", cluster.kubeconfig), ("context", cluster.context)]
    return ", ".join(f"{way} {quoted(value)}" for way, value in ways if value)
