"""The first stack file of a team that has nothing yet: daily reports on what it names, one after another."""

from dataclasses import dataclass
from typing import Any

from reporting.dialects.names import LONGEST_READABLE_REPORT
from reporting.report_types import CIS_BENCHMARK
from reporting.stack.links import Product
from reporting.writing.cluster_name import cluster_name
from reporting.writing.set_names import NODES, set_names

_MINUTES = 60
_NIGHT = "00:00-06:00"

COMMENTS = {
    "cluster": "The context is looked up in the kubeconfig of whichever machine runs this stack.",
    "intervals": "While somebody watches the flows: workshop (30s), or any duration.",
    "reportSets": "Times are UTC. A report covers the time since the one before.",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a team wants reported: on which endpoints, as which types, from which hour on (UTC).

    With a framework, its reports take the place of types and hour.
    """

    context: str
    product: Product
    namespaces: tuple[str, ...]
    selector: str
    types: tuple[str, ...]
    hour: int
    framework: str | None = None

    @property
    def endpoints(self) -> dict[str, Any]:
        """As a stack file says them."""
        return {
            **({"selector": self.selector} if self.selector else {}),
            **({"namespaces": {"names": list(self.namespaces)}} if self.namespaces else {}),
        }


def fresh_values(stack: str, wishes: Wishes) -> dict[str, Any]:
    """The values of the stack's file, in the README's order."""
    return {
        "cluster": {"name": cluster_name(stack), "context": wishes.context},
        "intervals": "production",
        "reportSets": _sets(wishes),
        "links": {"product": str(wishes.product)},
    }


def _sets(wishes: Wishes) -> dict[str, Any]:
    [name] = set_names([wishes.endpoints or None])
    if wishes.framework is not None:
        return {name: {"framework": wishes.framework, "between": _NIGHT, **_endpoints(wishes)}}
    reports = {_name(name, of_type): _report(of_type, index, wishes) for index, of_type in enumerate(wishes.types)}
    sets = {
        name: {**_endpoints(wishes), "reports": {key: one for key, one in reports.items() if not _is_cis(one)}},
        NODES: {"reports": {key: one for key, one in reports.items() if _is_cis(one)}},
    }
    return {key: one for key, one in sets.items() if one["reports"]}


def _endpoints(wishes: Wishes) -> dict[str, Any]:
    return {"endpoints": wishes.endpoints} if wishes.endpoints else {}


def _report(of_type: str, index: int, wishes: Wishes) -> dict[str, Any]:
    """Spread over the hour, because reports that start together wait for each other."""
    minute = _MINUTES * index // len(wishes.types)
    cis = {"cis": {"includeUnscoredTests": True}} if of_type == CIS_BENCHMARK else {}
    return {"reportType": of_type, "schedule": f"{minute} {wishes.hour} * * *", **cis}


def _is_cis(report: dict[str, Any]) -> bool:
    return bool(report["reportType"] == CIS_BENCHMARK)


def _name(of_set: str, of_type: str) -> str:
    """So short that Calico's Jobs keep it: whole words of the set's name, as many as fit."""
    if of_type == CIS_BENCHMARK:
        return f"daily-{of_type}"
    room = LONGEST_READABLE_REPORT - len(f"daily--{of_type}")
    kept = of_set if len(of_set) <= room else of_set[: room + 1].rpartition("-")[0] or of_set[:room]
    return f"daily-{kept}-{of_type}"
