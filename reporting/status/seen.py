"""A cluster as far as the status of its reports depends on it, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

from reporting.dialects.moments import known_instant
from reporting.evidence.report_status import ReportStatus
from reporting.objects.live import JOBS, REPORTS, Outcome, Source
from reporting.status.sources import PODS
from reporting.status.untyped import mapping

Object = Mapping[str, Any]

_JOB_NAME = "job-name"


@dataclass(frozen=True, slots=True)
class SeenReport:
    """A GlobalReport on the cluster. `created` is None where the API server does not say it."""

    labels: Mapping[str, str]
    spec: Mapping[str, Any]
    status: ReportStatus
    created: datetime | None = None

    @classmethod
    def read(cls, item: Object) -> Self:
        """The report of an object as the API server sends it."""
        metadata = mapping(item.get("metadata"))
        spec, status = mapping(item.get("spec")), ReportStatus.read(item.get("status"))
        return cls(mapping(metadata.get("labels")), spec, status, known_instant(metadata.get("creationTimestamp")))


@dataclass(frozen=True)
class Seen:
    """What was read at an instant of the cluster's own clock: objects by source, and what became of reading them."""

    now: datetime
    items: Mapping[Source, tuple[Object, ...]] = field(default_factory=dict)
    outcomes: Mapping[Source, Outcome] = field(default_factory=dict)

    def outcome(self, source: Source) -> Outcome | None:
        """What became of reading it, or None where it was not read."""
        return self.outcomes.get(source)

    def first(self, source: Source) -> Object:
        """The object that was found, empty where none was."""
        return next(iter(self.items.get(source, ())), {})

    @cached_property
    def reports(self) -> dict[str, SeenReport]:
        """The reports by name."""
        return {name: SeenReport.read(item) for name, item in self._by_name(REPORTS).items()}

    @cached_property
    def jobs(self) -> dict[str, Object]:
        """The Jobs in the reporters' namespace by name."""
        return self._by_name(JOBS)

    @cached_property
    def pods(self) -> dict[str, list[Object]]:
        """The Pods of each Job, by its name."""
        found: dict[str, list[Object]] = {}
        for pod in self.items.get(PODS, ()):
            job = mapping(mapping(pod.get("metadata")).get("labels")).get(_JOB_NAME)
            if isinstance(job, str):
                found.setdefault(job, []).append(pod)
        return found

    def _by_name(self, source: Source) -> dict[str, Object]:
        return {item["metadata"]["name"]: item for item in self.items.get(source, ())}
