"""What a report covers, in words."""

from reporting.dialects.selector import parse
from reporting.spans import brief, listed
from reporting.stack.endpoints import Endpoints, NamesAndLabels
from reporting.stack.reports import Report


def coverage(report: Report, endpoints: Endpoints | None) -> str:
    """What a report with these endpoints looks at: `endpoints in namespace hipstershop`."""
    return endpoints_in_words(endpoints) if report.covers_endpoints else "every node that runs Calico"


def endpoints_in_words(endpoints: Endpoints | None) -> str:
    """Which endpoints are meant; all conditions must match."""
    stated = endpoints or Endpoints()
    conditions = [
        f"where {_labels(stated.selector)}" if stated.selector else "",
        _objects("in", "namespace", stated.namespaces),
        _objects("with", "service account", stated.service_accounts),
    ]
    said = [condition for condition in conditions if condition]
    return f"endpoints {', '.join(said)}" if said else "every endpoint of the cluster"


def same_endpoints(one: Endpoints | None, other: Endpoints | None) -> bool:
    """Whether the same endpoints are meant, however their selectors are written."""
    return _meaning(one or Endpoints()) == _meaning(other or Endpoints())


def nodes_in_words(selector: dict[str, str] | None) -> str:
    """Where a report's Job may run: `nodes with kubernetes.io/os=linux`."""
    if not selector:
        return "any node"
    return f"nodes with {listed([f'{key}={value}' for key, value in selector.items()])}"


def _meaning(endpoints: Endpoints) -> list[object]:
    objects = [stated or NamesAndLabels() for stated in (endpoints.namespaces, endpoints.service_accounts)]
    selectors = [endpoints.selector, *(stated.selector for stated in objects)]
    return [*(frozenset(stated.names or []) for stated in objects), *(parse(text or "") for text in selectors)]


def _objects(preposition: str, noun: str, objects: NamesAndLabels | None) -> str:
    if objects is None or not (objects.names or objects.selector):
        return ""
    names = objects.names or []
    plural = noun if len(names) == 1 and not objects.selector else f"{noun}s"
    named = f" {listed(names)}" if names else ""
    labelled = f" where {_labels(objects.selector)}" if objects.selector else ""
    return f"{preposition} {plural}{named}{labelled}"


def _labels(selector: str) -> str:
    return brief(parse(selector).describe())
