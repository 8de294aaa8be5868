"""What is read on a cluster for the status of its reports, beside what a stack looks at before it is registered."""

from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import COMPLIANCE, JOBS, POD_TEMPLATE, REPORTS, Source

PODS = Source("", "v1", "Pod", "pods", namespace=NAMESPACE)
LICENSE = Source("projectcalico.org", "v3", "LicenseKey", "licensekeys", "default")

# The role of Calico's API server, as the Tigera operator calls it now and as it did in older releases.
# github.com/tigera/operator, pkg/render/apiserver.go: tigeraAPIServerClusterRole
API_SERVER_ROLES = tuple(
    Source("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", name)
    for name in ("calico-apiserver", "tigera-apiserver")
)

ALL = (REPORTS, JOBS, PODS, POD_TEMPLATE, COMPLIANCE, LICENSE, *API_SERVER_ROLES)
