"""The live cluster as far as a stack depends on it, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any


class Outcome(Enum):
    """What became of reading something on the cluster."""

    FOUND = auto()
    ABSENT = auto()
    NOT_SERVED = auto()
    """The API server knows no such kind."""
    FORBIDDEN = auto()
    UNAVAILABLE = auto()
    """The kind's API does not answer, or not in time."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something that is read: one object where it has a name; otherwise all of its kind, or at most so many."""

    group: str
    version: str
    kind: str
    plural: str
    name: str | None = None
    namespace: str | None = None
    most: int | None = None
    unread: bool = False
    """Whether only its being there matters, so that nothing in it is to be sent."""

    @property
    def right(self) -> str:
        """What RBAC must grant for it: `list globalreports in API group projectcalico.org`."""
        group = f"API group {self.group}" if self.group else "the core API group"
        place = f", namespace {self.namespace}" if self.namespace else ""
        return f"{'get' if self.name else 'list'} {self.plural} in {group}{place}"


_CALICO = ("projectcalico.org", "v3")

FELIX = Source(*_CALICO, "FelixConfiguration", "felixconfigurations")
REPORTS = Source(*_CALICO, "GlobalReport", "globalreports")
REPORT_TYPES = Source(*_CALICO, "GlobalReportType", "globalreporttypes")
CLUSTER_INFORMATION = Source(*_CALICO, "ClusterInformation", "clusterinformations", "default")
COMPLIANCE = Source("operator.tigera.io", "v1", "Compliance", "compliances", "tigera-secure")
POD_TEMPLATE = Source("", "v1", "PodTemplate", "podtemplates", "tigera.io.report", "tigera-compliance")
JOBS = Source("batch", "v1", "Job", "jobs", namespace="tigera-compliance")
CLUSTER_NAME = Source(
    "apps", "v1", "Deployment", "deployments", "intrusion-detection-controller", "tigera-intrusion-detection"
)
LICENSE = Source(*_CALICO, "LicenseKey", "licensekeys", "default")
LOG_STORAGE = Source("operator.tigera.io", "v1", "LogStorage", "logstorages", "tigera-secure")
LOG_COLLECTOR = Source("operator.tigera.io", "v1", "LogCollector", "logcollectors", "tigera-secure")
# A managed cluster has it: github.com/tigera/operator, pkg/controller/utils/utils.go: GetManagementClusterConnection.
MANAGEMENT_CONNECTION = Source(
    "operator.tigera.io", "v1", "ManagementClusterConnection", "managementclusterconnections", "tigera-secure"
)
CALICO_NODE = Source("apps", "v1", "DaemonSet", "daemonsets", "calico-node", "calico-system")
NODES = Source("", "v1", "Node", "nodes")
ONE_NODE = Source("", "v1", "Node", "nodes", most=1)

# The role of Calico's API server, as the Tigera operator calls it now and as it did in older releases.
# github.com/tigera/operator, pkg/render/apiserver.go: tigeraAPIServerClusterRole
API_SERVER_ROLES = tuple(
    Source("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", name)
    for name in ("calico-apiserver", "tigera-apiserver")
)

CREDENTIALS = {
    "s3": Source("", "v1", "Secret", "secrets", "log-collector-s3-credentials", "tigera-operator", unread=True),
    "splunk": Source("", "v1", "Secret", "secrets", "logcollector-splunk-credentials", "tigera-operator", unread=True),
}
"""The Secrets from which the operator takes a store's credentials.

https://docs.tigera.io/calico-enterprise/latest/observability/elastic/archive-storage
"""

OPTIONAL = (LICENSE, LOG_STORAGE, CALICO_NODE, NODES, ONE_NODE, *API_SERVER_ROLES, *CREDENTIALS.values())
"""What a stack does without: where one of them cannot be read, nothing is said of it."""


def template_of(report: str) -> Source:
    """The PodTemplate that takes the place of the usual one for one report.

    Undocumented: read in the compliance controller's published source.
    """
    return replace(POD_TEMPLATE, name=f"{POD_TEMPLATE.name}.{report}")


@dataclass(frozen=True, slots=True)
class LiveObject:
    """An object on the cluster: its name, labels, annotations, spec and status, and when it was made, if known."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    spec: Mapping[str, Any] = field(default_factory=dict)
    status: Mapping[str, Any] = field(default_factory=dict)
    created: datetime | None = None


@dataclass(frozen=True, slots=True)
class LiveCluster:
    """What one look at the cluster found.

    `felix` is the spec of FelixConfiguration/default, `felix_managers` the field managers of each of its fields
    as far as the API server knows them, `node_felix` the specs of FelixConfigurations of some nodes by name.
    `pod_template` is the `template` of PodTemplate tigera-compliance/tigera.io.report: `{metadata, spec}`,
    `report_templates` those of single reports.
    `cluster_name` is env CLUSTER_NAME of deployment tigera-intrusion-detection/intrusion-detection-controller,
    read only where the template needs it (`reporting.objects.jobs.needs_cluster_name`).
    `version` is Calico Enterprise's (spec.cnxVersion of ClusterInformation), `calico_version` that of the
    Calico in it. `clock_skew` is how far the cluster's clock is ahead of this machine's.
    `held` is what this stack has set of LogStorage's retention and of LogCollector's additionalStores.
    `at` is when it was looked at, by the cluster's own clock. `items` are objects as the API server sent them, of
    those sources that are not read into anything above.
    `outcomes` has what was read; what is not in it was not asked for.
    """

    felix: Mapping[str, Any] = field(default_factory=dict)
    reports: Mapping[str, LiveObject] = field(default_factory=dict)
    jobs: Mapping[str, LiveObject] = field(default_factory=dict)
    pod_template: Mapping[str, Any] | None = None
    version: str | None = None
    cluster_name: str | None = None
    felix_managers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    node_felix: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    report_types: frozenset[str] = frozenset()
    calico_version: str | None = None
    clock_skew: timedelta = timedelta()
    outcomes: Mapping[Source, Outcome] = field(default_factory=dict)
    items: Mapping[Source, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    report_templates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    at: datetime | None = None
    held: Mapping[Source, Mapping[str, Any]] = field(default_factory=dict)

    def outcome(self, source: Source) -> Outcome | None:
        """What became of reading it, or None where it was not read."""
        return self.outcomes.get(source)

    def first(self, source: Source) -> Mapping[str, Any]:
        """The object that was found, empty where none was."""
        return next(iter(self.items.get(source, ())), {})

    @property
    def is_open_source(self) -> bool:
        """Whether this is Calico itself, without what Tigera's products add."""
        no_reports = self.outcome(REPORTS) is not Outcome.FOUND
        return self.calico_version is not None and self.version is None and no_reports
