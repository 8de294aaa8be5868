"""What people wrote into an object's metadata, without what servers and tools keep there for themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from reporting.objects.bookkeeping import is_bookkeeping
from reporting.quote import quoted

# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/: read-only, or system-managed.
_OF_THE_SERVER = {
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "selfLink",
    "clusterName",
}
_WRITTEN = {"name", "labels", "annotations"}
# Whose the object is; reporting.imported.reports leaves an owned one out.
_READ = {"ownerReferences"}


def written(metadata: Mapping[str, Any], field: str) -> dict[str, Any]:
    """The labels or annotations that somebody wrote."""
    stated = metadata.get(field)
    return {key: value for key, value in _map(stated).items() if not is_bookkeeping(key)}


def bookkeeping(metadata: Mapping[str, Any]) -> Iterator[str]:
    """The keys of labels and annotations that stay behind, kubectl's own record excepted."""
    for field in ("labels", "annotations"):
        for key in _map(metadata.get(field)):
            if is_bookkeeping(key) and not key.startswith("kubectl.kubernetes.io/"):
                yield key


def unsayable(metadata: Mapping[str, Any]) -> Iterator[str]:
    """What a stack file cannot say, in words."""
    for field in metadata:
        if field not in _OF_THE_SERVER | _WRITTEN | _READ and metadata[field]:
            yield f"metadata.{field} cannot be said in a stack file"
    for field in ("labels", "annotations"):
        if metadata.get(field) and not isinstance(metadata[field], dict):
            yield f"metadata.{field} is {quoted(metadata[field])}, not a map"


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
