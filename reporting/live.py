"""The live cluster as far as a stack depends on it, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LiveObject:
    """An object on the cluster: its name, labels, annotations and spec."""

    name: str
    labels: Mapping[str, str] = field(default=_NOTHING)
    annotations: Mapping[str, str] = field(default=_NOTHING)
    spec: Mapping[str, Any] = field(default=_NOTHING)


@dataclass(frozen=True, slots=True)
class LiveCluster:
    """What one look at the cluster found.

    `pod_template` is the `template` of PodTemplate tigera-compliance/tigera.io.report: `{metadata, spec}`.
    `cluster_name` is env CLUSTER_NAME of deployment tigera-intrusion-detection/intrusion-detection-controller,
    read only where the template needs it (`reporting.jobs.needs_cluster_name`).
    """

    felix: Mapping[str, Any] = field(default=_NOTHING)
    reports: Mapping[str, LiveObject] = field(default=_NOTHING)
    jobs: Mapping[str, LiveObject] = field(default=_NOTHING)
    pod_template: Mapping[str, Any] | None = None
    version: str | None = None
    cluster_name: str | None = None
