"""FelixConfiguration/default with the fields that a stack sets and no others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reporting.dialects.durations import Duration
from reporting.finding import Path
from reporting.objects.manifest import API_VERSION, Manifest
from reporting.stack.felix import FELIX_NAME, FelixOverrides


@dataclass(frozen=True, slots=True)
class PlannedFelix:
    """The object, the flush intervals in it by field, and the key of the stack file that says each field."""

    manifest: Manifest = field(repr=False)
    intervals: Mapping[str, Duration]
    paths: Mapping[str, Path]

    @property
    def spec(self) -> Mapping[str, Any]:
        """The fields, intervals as Go prints durations (`5m0s`), because Calico's API server stores them so."""
        spec: Mapping[str, Any] = self.manifest["spec"]
        return spec


def planned_felix(interval: Duration, overrides: FelixOverrides) -> PlannedFelix:
    """The interval of flow and DNS logs, and the overrides beside or instead of it."""
    intervals = {"flowLogsFlushInterval": interval, "dnsLogsFlushInterval": interval}
    stated = _stated(overrides)
    values = {**intervals, **stated}
    spec = {name: str(value) if isinstance(value, Duration) else value for name, value in values.items()}
    return PlannedFelix(
        {"apiVersion": API_VERSION, "kind": "FelixConfiguration", "metadata": {"name": FELIX_NAME}, "spec": spec},
        {name: value for name, value in values.items() if isinstance(value, Duration)},
        {name: ("felix", name) if name in stated else ("intervals",) for name in values},
    )


def _stated(overrides: FelixOverrides) -> dict[str, Duration | int]:
    fields = FelixOverrides.model_fields
    found = {str(field.alias): getattr(overrides, name) for name, field in fields.items()}
    return {name: value for name, value in found.items() if value is not None}
