"""Exceptions as an OSCAL 1.2 plan of action and milestones. Every id follows from the content.

A risk is approved where somebody answers for it and its end has not come; whatever is plainly said is open.
https://pages.nist.gov/OSCAL-Reference/models/v1.2.0/plan-of-action-and-milestones/json-reference/
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from reporting.exceptions.judged import JudgedException
from reporting.exceptions.rows import as_map
from reporting.objects.exceptions import State

_VERSION = "1.2.0"
_NAMESPACE = "urn:calico-reporting:exceptions"
_STANDING = (State.CURRENT, State.ENDS_SOON)
_PROPERTIES = ("state", "stack", "kind", "report", "owner", "until", "ticket", "where")

Object = dict[str, Any]


def plan_of_action(project: str, clusters: Mapping[str, str], found: Sequence[JudgedException], today: date) -> Object:
    """What is excused of the stacks, whose clusters are given by their names, on a day."""
    each = {one.id: one for one in found}
    risks = [_risk(project, one) for one in each.values()]
    items = [_item(project, one) for one in each.values()] or [_nothing(project, clusters)]
    made = f"{today}T00:00:00Z"
    return {
        "plan-of-action-and-milestones": {
            "uuid": _id(project, "plan", *clusters),
            "metadata": {
                "title": f"Exceptions of compliance reporting, project {project}",
                "last-modified": made,
                "version": str(today),
                "oscal-version": _VERSION,
            },
            "import-ssp": {"href": f"#{_id(project, 'ssp')}"},
            "local-definitions": {"components": [_cluster(project, *pair) for pair in clusters.items()]},
            **({"risks": risks} if risks else {}),
            "poam-items": items,
            "back-matter": {"resources": [_system(project)]},
        }
    }


def _id(project: str, *names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join((_NAMESPACE, project, *names))))


def _risk(project: str, one: JudgedException) -> Object:
    terms = one.stated.terms
    approved = terms is not None and terms.owner is not None and one.state in _STANDING
    return {
        "uuid": _id(project, "risk", one.id),
        "title": _line(one.stated.in_words),
        "description": _line(f"{one.stated.in_words}, stack {one.stack}, cluster {one.cluster}: {one.state}."),
        "statement": terms.reason if terms else "No reason is stated.",
        "props": _properties(one),
        "status": "deviation-approved" if approved else "open",
        **({"deadline": f"{one.stated.until}T23:59:59Z"} if one.stated.until else {}),
    }


def _item(project: str, one: JudgedException) -> Object:
    return {
        "uuid": _id(project, "item", one.id),
        "title": _line(one.stated.in_words),
        "description": f"Said in the stack file of {one.stack}, at {_line(one.key)}.",
        "related-risks": [{"risk-uuid": _id(project, "risk", one.id)}],
    }


def _nothing(project: str, clusters: Mapping[str, str]) -> Object:
    """OSCAL has no plan without an item."""
    return {
        "uuid": _id(project, "nothing", *clusters),
        "title": "No exception",
        "description": f"No exception is stated in: {', '.join(clusters)}.",
    }


def _properties(one: JudgedException) -> list[Object]:
    stated = as_map(one)
    said = {name: _line(value) for name in _PROPERTIES if (value := stated[name])}
    return [{"name": name, "ns": _NAMESPACE, "value": value} for name, value in said.items()]


def _line(text: str) -> str:
    return " ".join(text.split())


def _cluster(project: str, stack: str, cluster: str) -> Object:
    return {
        "uuid": _id(project, "cluster", stack),
        "type": "system",
        "title": f"Kubernetes cluster {cluster}",
        "description": f"The cluster of stack {stack}.",
        "status": {"state": "operational"},
    }


def _system(project: str) -> Object:
    return {
        "uuid": _id(project, "ssp"),
        "title": "System security plan",
        "description": "Not known here. Whoever assesses the system puts the address of its plan in this place.",
    }
