"""Reports from YAML and by hand, and a patch of Felix: each breaks one of the team's rules or more."""

from pulumi_kubernetes.apiextensions import CustomResource, CustomResourcePatch
from pulumi_kubernetes.yaml import ConfigGroup

CIS = """
apiVersion: projectcalico.org/v3
kind: GlobalReport
metadata:
  name: daily-cis
spec:
  reportType: cis-benchmark
  schedule: 0 1 * * *
  cis:
    resultsFilters:
    - exclude: ["1.1.4", "4.2.6"]
"""

ConfigGroup("reports", yaml=[CIS])
CustomResource(
    "daily-inventory",
    api_version="projectcalico.org/v3",
    kind="GlobalReport",
    spec={"reportType": "inventory", "schedule": "0 6 * * *"},
)
CustomResourcePatch(
    "felix",
    api_version="projectcalico.org/v3",
    kind="FelixConfiguration",
    metadata={"name": "default", "annotations": {"pulumi.com/patchForce": "true"}},
    spec={"flowLogsFlushInterval": "30s", "bpfEnabled": True},
)
