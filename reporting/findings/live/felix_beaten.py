"""What counts instead of a stack's Felix fields, on some nodes or on all of them.

In the order in which Felix reads them: https://docs.tigera.io/calico/latest/reference/felix/configuration
"""

from collections.abc import Iterator
from typing import Any

from reporting.dialects.durations import same_value
from reporting.finding import Code, Finding, Path, Severity
from reporting.objects.live import CALICO_NODE, LiveCluster
from reporting.objects.plan import Plan
from reporting.spans import listed
from reporting.untyped import mapping, mappings

_ORDER = "https://docs.tigera.io/calico/latest/reference/felix/configuration"

FELIX_ENVIRONMENT = Code(
    "FELIX_ENVIRONMENT", Severity.WARNING, "a Felix field that an environment variable takes the place of", _ORDER
)
FELIX_OVERRIDDEN = Code(
    "FELIX_OVERRIDDEN", Severity.WARNING, "a Felix field that some nodes have another value of", _ORDER
)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """Everything that keeps a field of this stack from having an effect."""
    return [
        finding
        for name, value in plan.felix.spec.items()
        for rule in (_environment, _overridden)
        for finding in rule(plan.felix.paths[name], name, value, live)
    ]


def _environment(path: Path, name: str, value: object, live: LiveCluster) -> Iterator[Finding]:
    variable = f"FELIX_{name.upper()}"
    stated = _variables(live).get(variable)
    if stated is None or same_value(f"{stated}s" if stated.isdecimal() else stated, value):
        return
    yield FELIX_ENVIRONMENT.at(
        path,
        f"DaemonSet calico-system/calico-node has env {variable} = {stated}, which Felix reads before any "
        f"FelixConfiguration: this stack's {value} is stored and has no effect.",
        "Remove it where it comes from; where the Tigera operator puts it there, say that it is known: accept: "
        "{FELIX_ENVIRONMENT: reason}.",
    )


def _variables(live: LiveCluster) -> dict[str, str]:
    """The environment of calico-node's containers; nothing where it may not be read."""
    template = mapping(mapping(live.first(CALICO_NODE).get("spec")).get("template"))
    containers = mappings(mapping(template.get("spec")).get("containers"))
    entries = [entry for container in containers for entry in mappings(container.get("env"))]
    return {
        str(entry.get("name")).upper(): str(entry["value"])
        for entry in entries
        if isinstance(entry.get("value"), str) and entry["value"]
    }


def _overridden(path: Path, name: str, value: Any, live: LiveCluster) -> Iterator[Finding]:
    specs = live.node_felix
    overriding = sorted(one for one, spec in specs.items() if name in spec and not same_value(spec[name], value))
    if not overriding:
        return
    first = overriding[0]
    yield FELIX_OVERRIDDEN.at(
        path,
        f"FelixConfiguration {listed(overriding, most=5)} sets {name} to {specs[first][name]}, which counts on "
        f"{_where(first)} instead of this stack's {value}.",
        f"Remove the field there: kubectl patch felixconfiguration {first} --type=json "
        f'--patch \'[{{"op":"remove","path":"/spec/{name}"}}]\'',
    )


def _where(name: str) -> str:
    return "that node" if name.startswith("node.") else "the nodes that it selects"
