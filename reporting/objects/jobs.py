"""Reporter Jobs, made from the PodTemplate that the cluster's own compliance controller uses.

Everything in the template is kept; a run adds the report, its window and its limits.
https://docs.tigera.io/calico-enterprise/latest/compliance/overview#manually-run-reports
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from reporting.dialects.moments import Window, rfc3339
from reporting.dialects.names import run_job_name
from reporting.objects.manifest import Manifest
from reporting.objects.reports import PlannedReport
from reporting.stack.reporter import Reporter
from reporting.stack.runs import Run

NAMESPACE = "tigera-compliance"
POD_TEMPLATE = "tigera.io.report"
CONTAINER = "reporter"

RUN = "calico-reporting/run"
REPORT = "calico-reporting/report"
START = "calico-reporting/start"
END = "calico-reporting/end"

_ELASTIC_INDEX_SUFFIX = "ELASTIC_INDEX_SUFFIX"


class TemplateError(ValueError):
    """A PodTemplate that no reporter Job can be made from."""


@dataclass(frozen=True, slots=True)
class ReporterTemplate:
    """The `template` of PodTemplate tigera-compliance/tigera.io.report, and what else a Job needs to know.

    `cluster_name` is the ELASTIC_INDEX_SUFFIX of clusters from before Linseed (Calico Enterprise 3.16 and
    older), for templates that reach Elasticsearch themselves and do not say it. Raises TemplateError.
    """

    pod: Mapping[str, Any]
    cluster_name: str | None = None

    def __post_init__(self) -> None:
        _reporter_container(self.pod)


@dataclass(frozen=True, slots=True)
class PlannedJob:
    """The Job that makes one report of a run; without a manifest where no PodTemplate is known."""

    name: str
    report: str
    manifest: Manifest | None = field(default=None, repr=False)

    def made(self) -> Manifest:
        """Its manifest. Raises TemplateError where no PodTemplate is known."""
        if self.manifest is None:
            raise TemplateError(
                f"the cluster has no PodTemplate {NAMESPACE}/{POD_TEMPLATE} to make reporter Jobs from."
            )
        return self.manifest


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run of the stack file, and its Jobs in the order of its reports."""

    id: str
    reports: tuple[str, ...]
    window: Window
    jobs: tuple[PlannedJob, ...]


def planned_run(
    run_id: str,
    run: Run,
    reports: Mapping[str, PlannedReport],
    reporter: Reporter,
    templates: Mapping[str, ReporterTemplate],
) -> PlannedRun:
    """A run of some of these reports, each from its template where one is known."""
    window = run.window
    return PlannedRun(
        run_id,
        tuple(run.reports),
        window,
        tuple(
            _planned_job(
                ReporterJob(run_id, name, window, reports[name].report.job_node_selector or {}),
                templates.get(name),
                reporter,
            )
            for name in run.reports
        ),
    )


def _planned_job(job: "ReporterJob", template: ReporterTemplate | None, reporter: Reporter) -> PlannedJob:
    manifest = job_manifest(job, template, reporter) if template else None
    return PlannedJob(run_job_name(job.run, job.report), job.report, manifest)


@dataclass(frozen=True, slots=True)
class ReporterJob:
    """One report to be made: for which run, over which window, on which nodes (the report's jobNodeSelector)."""

    run: str
    report: str
    window: Window
    node_selector: Mapping[str, str]


def job_manifest(job: ReporterJob, template: ReporterTemplate, reporter: Reporter) -> dict[str, Any]:
    """The Job that makes one report over one window."""
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": run_job_name(job.run, job.report),
            "namespace": NAMESPACE,
            "annotations": {RUN: job.run, REPORT: job.report, **window_annotations(job.window)},
        },
        "spec": {
            "backoffLimit": 0,
            "activeDeadlineSeconds": reporter.deadline_seconds,
            "template": _pod(job, template, reporter),
        },
    }


def needs_cluster_name(pod: Mapping[str, Any]) -> bool:
    """Whether a template reaches Elasticsearch itself without saying which indices are the cluster's."""
    container = _reporter_among(_containers(pod))
    names = {entry["name"] for entry in (container or {}).get("env") or []}
    return _ELASTIC_INDEX_SUFFIX not in names and any(name.startswith("ELASTIC_") for name in names)


def window_annotations(window: Window) -> dict[str, str]:
    """How a Job records the window it covers."""
    return {START: rfc3339(window.start), END: rfc3339(window.end)}


def _pod(job: ReporterJob, template: ReporterTemplate, reporter: Reporter) -> dict[str, Any]:
    pod: dict[str, Any] = deepcopy(dict(template.pod))
    container = _reporter_container(pod)
    container["env"] = _with_values(container.get("env") or [], _variables(job, template))
    if reporter.image is not None:
        container["image"] = reporter.image
    metadata = {key: value for key, value in (pod.get("metadata") or {}).items() if value is not None}
    spec = {**pod["spec"], "restartPolicy": "Never"}
    if selector := {**job.node_selector, **(spec.get("nodeSelector") or {})}:
        spec["nodeSelector"] = selector
    return {**pod, "metadata": metadata, "spec": spec}


def _reporter_container(pod: Mapping[str, Any]) -> dict[str, Any]:
    containers = _containers(pod)
    found = _reporter_among(containers)
    if found is None:
        names = ", ".join(str(container.get("name")) for container in containers)
        raise TemplateError(
            f"PodTemplate {NAMESPACE}/{POD_TEMPLATE} has {f'containers {names}' if names else 'no container'} and none "
            f"called {CONTAINER}, so nobody can say which one makes the report. The Tigera operator renders that "
            "container: look at what changed the template (kubectl get podtemplate --show-managed-fields -o yaml), or "
            "delete it, and the operator makes it anew."
        )
    return found


def _reporter_among(containers: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The container called reporter, or the only one, whatever its name."""
    named = [container for container in containers if container.get("name") == CONTAINER]
    if named:
        return named[0]
    return containers[0] if len(containers) == 1 else None


def _containers(pod: Mapping[str, Any]) -> list[dict[str, Any]]:
    containers: list[dict[str, Any]] = (pod.get("spec") or {}).get("containers") or []
    return containers


def _variables(job: ReporterJob, template: ReporterTemplate) -> dict[str, str]:
    variables = {
        "TIGERA_COMPLIANCE_REPORT_NAME": job.report,
        "TIGERA_COMPLIANCE_REPORT_START_TIME": rfc3339(job.window.start),
        "TIGERA_COMPLIANCE_REPORT_END_TIME": rfc3339(job.window.end),
    }
    if template.cluster_name is not None and needs_cluster_name(template.pod):
        variables[_ELASTIC_INDEX_SUFFIX] = template.cluster_name
    return variables


def _with_values(env: list[dict[str, Any]], values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each value in the place of the entry it replaces, so that later entries may still refer to it by $(NAME)."""
    stated = {entry["name"]: entry for entry in env}
    return list((stated | {name: {"name": name, "value": value} for name, value in values.items()}).values())
