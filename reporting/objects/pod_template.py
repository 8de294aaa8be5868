"""The reporter's PodTemplate in its usual shape, for manifests that are made without a cluster.

Calico Enterprise 3.17 to 3.23, standalone cluster, as the Tigera operator renders it
(github.com/tigera/operator, pkg/render/compliance.go). A real run takes the cluster's own.
"""

from typing import Any


def built_in_template(version: str) -> dict[str, Any]:
    """The `template` of PodTemplate tigera-compliance/tigera.io.report for a version such as v3.22.1."""
    return {
        "metadata": {"labels": {"k8s-app": "compliance-reporter"}},
        "spec": {
            "serviceAccountName": "tigera-compliance-reporter",
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "tolerations": [
                {"key": "node-role.kubernetes.io/master", "effect": "NoSchedule"},
                {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
            ],
            "imagePullSecrets": [{"name": "tigera-pull-secret"}],
            "containers": [_reporter(version)],
            "volumes": _VOLUMES,
        },
    }


def _reporter(version: str) -> dict[str, Any]:
    return {
        "name": "reporter",
        "image": f"quay.io/tigera/compliance-reporter:{version}",
        "env": [
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "TIGERA_COMPLIANCE_JOB_NAMESPACE", "value": "tigera-compliance"},
            {"name": "LINSEED_CLIENT_CERT", "value": "/tigera-compliance-reporter-tls/tls.crt"},
            {"name": "LINSEED_CLIENT_KEY", "value": "/tigera-compliance-reporter-tls/tls.key"},
            {"name": "LINSEED_TOKEN", "value": "/var/run/secrets/kubernetes.io/serviceaccount/token"},
        ],
        "livenessProbe": {"httpGet": {"path": "/liveness", "port": 9099, "host": "localhost"}},
        "securityContext": _SECURITY_CONTEXT,
        "volumeMounts": [
            {"name": "var-log-calico", "mountPath": "/var/log/calico"},
            {"name": "tigera-ca-bundle", "mountPath": "/etc/pki/tls/certs", "readOnly": True},
            {
                "name": "tigera-compliance-reporter-tls",
                "mountPath": "/tigera-compliance-reporter-tls",
                "readOnly": True,
            },
        ],
    }


_SECURITY_CONTEXT = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "privileged": False,
    "runAsGroup": 0,
    "runAsNonRoot": False,
    "runAsUser": 0,
    "seccompProfile": {"type": "RuntimeDefault"},
}

_VOLUMES = [
    {"name": "var-log-calico", "hostPath": {"path": "/var/log/calico", "type": "DirectoryOrCreate"}},
    {"name": "tigera-ca-bundle", "configMap": {"name": "tigera-ca-bundle"}},
    {"name": "tigera-compliance-reporter-tls", "secret": {"secretName": "tigera-compliance-reporter-tls"}},
]
