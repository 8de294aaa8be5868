"""A bearer token of a Kubernetes service account, asked from its cluster, as `kubectl create token` does.

https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/
Needs the right to create serviceaccounts/token of that account.
"""

from collections.abc import Mapping
from pathlib import Path

from cluster.access import KubeconfigError, resolve
from cluster.archive.source import ArchiveError
from cluster.transport.connection import Connection
from cluster.transport.faults import Refused, Unanswered
from cluster.transport.patience import Deadline
from reporting.objects.live import Source
from reporting.stack.cluster import Cluster

# Shorter ones are refused by Kubernetes, longer ones needed by nobody: it is asked for anew when it ends.
_SECONDS = 3600
_PATIENCE = 15.0


def service_account_token(
    cluster: Cluster, project: Path, environ: Mapping[str, str], namespace: str, name: str
) -> str:
    """A new token. Raises ArchiveError, which never has one in it."""
    request = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenRequest",
        "metadata": {},
        "spec": {"expirationSeconds": _SECONDS},
    }
    subresource = Source("", "v1", "TokenRequest", f"serviceaccounts/{name}/token", namespace=namespace)
    try:
        with Connection(resolve(cluster, project, environ)) as connection:
            made = connection.create(subresource, request, Deadline(_PATIENCE))
    except (KubeconfigError, Refused, Unanswered) as error:
        raise ArchiveError(
            f"no token was had for service account {namespace}/{name}: {error}. Whoever runs this needs the right to "
            f"create serviceaccounts/token there. Or get one elsewhere: export CALICO_MANAGER_TOKEN="
            f'"$(kubectl create token {name} --namespace {namespace})"'
        ) from None
    status = made.get("status")
    token = status.get("token") if isinstance(status, dict) else None
    if not isinstance(token, str) or not token:
        raise ArchiveError(f"the cluster's answer has no token for service account {namespace}/{name}.")
    return token
