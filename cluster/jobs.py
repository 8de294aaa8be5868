"""Jobs, their Pods and logs on one cluster: made and read through the light client of the look at the cluster."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from lightkube.generic_resource import GenericNamespacedResource, create_api_info

from cluster.access import Access
from cluster.connection import Connection
from reporting.objects.jobs import NAMESPACE

FIELD_MANAGER = "reportctl"

# Each request, with the pauses that a busy API server asks for.
_PATIENCE_SECONDS = 15.0
_JOB_NAME = "job-name"


def _kind(group: str, kind: str, plural: str) -> Any:
    return type(kind, (GenericNamespacedResource,), {"_api_info": create_api_info(group, "v1", kind, plural)})


_JOB = _kind("batch", "Job", "jobs")
_POD = _kind("", "Pod", "pods")


class Unanswered(Exception):  # noqa: N818
    """No answer, or one that may be another one soon: a broken connection, a busy or restarting API server."""


class Refused(Exception):  # noqa: N818
    """The API server's no: its HTTP status and its own words."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Seen:
    """Jobs by name, and the Pods of each; no Pods where this login may not list them."""

    jobs: Mapping[str, Mapping[str, Any]]
    pods: Mapping[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    may_list_pods: bool = True


class Jobs:
    """The Jobs in namespace tigera-compliance of one cluster. Its methods raise Refused and Unanswered.

    Each call connects anew where the last answer was that the login has run out.
    """

    def __init__(self, access: Access):
        self._access = access
        self._connection: Connection | None = None

    def create(self, manifest: Mapping[str, Any], *, dry_run: bool) -> None:
        """Make a Job, or only ask whether the API server would."""
        self._ask(
            lambda client: client.create(
                _JOB(manifest), namespace=NAMESPACE, field_manager=FIELD_MANAGER, dry_run=dry_run
            )
        )

    def look(self, labels: Mapping[str, str]) -> Seen:
        """The Jobs with these labels, as they are now, and their Pods."""
        jobs = {job["metadata"]["name"]: job for job in self._list(_JOB, dict(labels))}
        try:
            return Seen(jobs, _by_job(self._list(_POD, {_JOB_NAME: None})))
        except Refused as refused:
            if refused.status != 403:
                raise
            return Seen(jobs, may_list_pods=False)

    def log(self, pod: str, container: str, lines: int) -> list[str]:
        """The last lines that a container printed."""
        printed: Iterable[str] = self._ask(
            lambda client: client.log(pod, namespace=NAMESPACE, container=container, tail_lines=lines, newlines=False)
        )
        return list(printed)

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.client.close()
        self._connection = None

    def _list(self, kind: Any, labels: dict[str, Any]) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = self._ask(
            lambda client: list(client.list(kind, namespace=NAMESPACE, labels=labels))
        )
        return found

    def _ask(self, question: Any) -> Any:
        try:
            return self._answer(question)
        except Refused as refused:
            if refused.status != 401:
                raise
            self.close()
            return self._answer(question)

    def _answer(self, question: Any) -> Any:
        if self._connection is None:
            self._connection = Connection(self._access, _PATIENCE_SECONDS)
        try:
            return question(self._connection.client)
        except httpx2.HTTPStatusError as error:
            raise _refusal(error.response) from None
        except (httpx2.HTTPError, OSError) as error:
            raise Unanswered(str(error) or type(error).__name__) from None


def _by_job(pods: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for pod in pods:
        found.setdefault(pod["metadata"]["labels"][_JOB_NAME], []).append(pod)
    return found


def _refusal(response: httpx2.Response) -> Exception:
    try:
        message = str(response.json()["message"])
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError):
        message = response.text.strip()[:300]
    if response.status_code == 429 or response.status_code >= 500:
        return Unanswered(f"{response.status_code}: {message}")
    return Refused(response.status_code, message)
