"""Jobs, their Pods and logs on one cluster, through the connection of the look at the cluster."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cluster.transport.connection import Connection, matching
from cluster.transport.faults import Refused
from cluster.transport.patience import Deadline
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import JOBS, Source

FIELD_MANAGER = "reportctl"

# Each call, with the pauses that a busy API server asks for.
_LONGEST_SECONDS = 15.0
_PODS = Source("", "v1", "Pod", "pods", namespace=NAMESPACE)
_JOB_NAME = "job-name"

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """Jobs by name, and the Pods of each; no Pods where this login may not list them."""

    jobs: Mapping[str, Object]
    pods: Mapping[str, list[Object]] = field(default_factory=dict)
    may_list_pods: bool = True


class Jobs:
    """The Jobs in namespace tigera-compliance of one cluster. Its methods raise what those of Connection do."""

    def __init__(self, connection: Connection):
        self._connection = connection

    def create(self, manifest: Object, *, dry_run: bool) -> None:
        """Make a Job, or only ask whether the API server would."""
        query = {"fieldManager": FIELD_MANAGER, "dryRun": "All" if dry_run else ""}
        self._connection.create(JOBS, manifest, Deadline(_LONGEST_SECONDS), **query)

    def look(self, names: Collection[str], labels: Mapping[str, str]) -> Seen:
        """The Jobs with these labels, as they are now, and the Pods of those with these names."""
        jobs = {job["metadata"]["name"]: job for job in self._all(JOBS, matching(labels))}
        try:
            return Seen(jobs, _by_job(self._all(_PODS, f"{_JOB_NAME} in ({','.join(names)})")))
        except Refused as refused:
            if refused.status != 403:
                raise
            return Seen(jobs, may_list_pods=False)

    def log(self, pod: str, container: str, lines: int) -> list[str]:
        """The last lines that a container printed."""
        return self._connection.log(replace(_PODS, name=pod), container, lines, Deadline(_LONGEST_SECONDS))

    def _all(self, source: Source, selector: str) -> list[dict[str, Any]]:
        return self._connection.get_all(source, Deadline(_LONGEST_SECONDS), selector)


def _by_job(pods: Iterable[Object]) -> dict[str, list[Object]]:
    found: dict[str, list[Object]] = {}
    for pod in pods:
        found.setdefault(pod["metadata"]["labels"][_JOB_NAME], []).append(pod)
    return found
