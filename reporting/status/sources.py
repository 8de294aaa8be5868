"""What is read on a cluster for the status of its reports, beside what a stack looks at before it is registered."""

from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import API_SERVER_ROLES, COMPLIANCE, JOBS, LICENSE, POD_TEMPLATE, REPORTS, Source

PODS = Source("", "v1", "Pod", "pods", namespace=NAMESPACE)
ALL = (REPORTS, JOBS, PODS, POD_TEMPLATE, COMPLIANCE, LICENSE, *API_SERVER_ROLES)
