"""The one look at the live cluster, before anything is registered.

Everything is read side by side and becomes a value; what it means is said in `reporting.findings.live`.
"""

import os
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cluster.access import WITHOUT_A_CLUSTER, Access, KubeconfigError, resolve
from reporting.dialects.moments import known_instant
from reporting.dialects.names import run_job_name
from reporting.objects.access import sources as access_sources
from reporting.objects.jobs import needs_cluster_name
from reporting.objects.live import (
    API_SERVER_ROLES,
    CALICO_NODE,
    CLUSTER_INFORMATION,
    CLUSTER_NAME,
    COMPLIANCE,
    CREDENTIALS,
    FELIX,
    JOBS,
    LICENSE,
    LOG_COLLECTOR,
    LOG_STORAGE,
    MANAGEMENT_CONNECTION,
    NODES,
    ONE_NODE,
    OPTIONAL,
    POD_TEMPLATE,
    REPORT_TYPES,
    REPORTS,
    LiveCluster,
    LiveObject,
    Outcome,
    Source,
    template_of,
)
from reporting.objects.ownership import Owner
from reporting.stack.felix import FELIX_NAME
from reporting.stack.settings import Compliance, Settings

if TYPE_CHECKING:
    from cluster.reading import Answer, Answers
    from cluster.transport.connection import Connection


class PreflightError(Exception):
    """The stack must not be registered on this cluster, or there is none; the message says why and the way out."""


def look(settings: Settings, owner: Owner, project: Path, environ: Mapping[str, str] = os.environ) -> LiveCluster:
    """What the stack depends on, read from its cluster. Nothing is changed.

    `project` is the directory with Pulumi.yaml. What cannot be read is in `LiveCluster.outcomes`; raises
    PreflightError only where no cluster is found or none answers.
    """
    from cluster.transport.connection import Connection  # noqa: PLC0415 - for those who look

    try:
        with Connection(resolve(settings.cluster, project, environ)) as connection:
            return look_through(connection, settings, owner)
    except (KubeconfigError, PreflightError) as error:
        raise PreflightError(f"{error} {WITHOUT_A_CLUSTER}") from None


def look_through(connection: "Connection", settings: Settings, owner: Owner) -> LiveCluster:
    """The same through a connection that is there. Raises PreflightError where nobody answers."""
    answers = _read(connection, _wanted(settings, owner), _optional(settings))
    check_answered(connection.access, answers.by_source.values())
    return _live(answers, settings, owner)


def look_beside(
    connection: "Connection", settings: Settings, owner: Owner, also: Collection[Source], known: "Answers"
) -> tuple[LiveCluster, "Answers"]:
    """The same where somebody answers, and all answers: those that were known before, and whole lists of other sources.

    The cluster is what it would be without those, so that the same is said of it.
    """
    wanted = _wanted(settings, owner)
    missing = {source: text for source, text in {**wanted, **dict.fromkeys(also, "")}.items() if source not in known}
    answers = known.and_then(_read(connection, missing, _optional(settings)))
    return _live(answers.without(set(also) - wanted.keys()), settings, owner), answers


def _wanted(settings: Settings, owner: Owner) -> dict[Source, str]:
    """What to read, with which label selector.

    Jobs are always read: an API of Kubernetes itself, it tells whether Calico's alone is unavailable.
    """
    from cluster.transport.connection import matching  # noqa: PLC0415

    runs = bool(settings.wanted_runs())
    sources = dict.fromkeys((FELIX, CLUSTER_INFORMATION, CALICO_NODE), "")
    sources |= dict.fromkeys(_for_operator(settings), "")
    sources[JOBS] = "" if runs else matching(owner.labels())
    if settings.compliance is not Compliance.ABSENT:
        sources |= dict.fromkeys((REPORTS, REPORT_TYPES, COMPLIANCE, *_for_reports(settings)), "")
    if runs or settings.compliance is Compliance.ENABLE:
        sources[POD_TEMPLATE] = ""
    return sources | dict.fromkeys((*map(template_of, _reports_of_runs(settings)), *_for_access(settings, owner)), "")


def _for_operator(settings: Settings) -> Iterable[Source]:
    """What the stack sets fields of, and what tells whether it can."""
    if settings.retention.manage:
        yield from (LOG_STORAGE, MANAGEMENT_CONNECTION)
    stores = settings.additional_stores.stated()
    if stores:
        yield LOG_COLLECTOR
    yield from (CREDENTIALS[kind] for kind in stores if kind in CREDENTIALS)


def _for_access(settings: Settings, owner: Owner) -> Iterable[Source]:
    """The roles and bindings that the stack would make."""
    for name, grant in settings.wanted_access().items():
        yield from access_sources(name, grant, owner)


def _optional(settings: Settings) -> Collection[Source]:
    return [source for source in OPTIONAL if source != LOG_STORAGE or not settings.retention.manage]


def _for_reports(settings: Settings) -> Iterable[Source]:
    """What tells why reports might not come. Nodes are many: one tells the platform, all only where versions count."""
    reports = [report for found in settings.wanted_report_sets().values() for report in found.reports.values()]
    pinned = any(report.cis and report.cis.kubernetes_versions for report in reports)
    return (LICENSE, LOG_STORAGE, *API_SERVER_ROLES, NODES if pinned else ONE_NODE) if reports else ()


def _reports_of_runs(settings: Settings) -> Iterable[str]:
    return dict.fromkeys(report for run in settings.wanted_runs().values() for report in run.reports)


def _read(connection: "Connection", sources: Mapping[Source, str], optional: Collection[Source]) -> "Answers":
    from cluster import reading  # noqa: PLC0415
    from cluster.transport import patience  # noqa: PLC0415

    deadline = patience.Deadline(reading.LONGEST_SECONDS)
    answers = reading.read(connection, sources, deadline, optional)
    if any(needs_cluster_name(item.get("template") or {}) for item in answers.items(POD_TEMPLATE)):
        return answers.and_then(reading.read(connection, {CLUSTER_NAME: ""}, deadline))
    return answers


def check_answered(access: Access, answers: "Collection[Answer]") -> None:
    """Somebody answered: otherwise there is nothing to say about Calico."""
    if all(answer.status == 401 for answer in answers):
        raise PreflightError(
            f"{_place(access)} does not accept its credentials (401). Nothing was changed. Log in again; "
            f"'kubectl --context {access.context} version' must work."
        )
    if all(answer.outcome is Outcome.UNAVAILABLE for answer in answers):
        one = next((answer for answer in answers if answer.way_out), next(iter(answers)))
        raise PreflightError(
            f"{_place(access)} cannot be reached: {one.fault}. Nothing was changed. {one.way_out or _WAY_OUT}; "
            f"'kubectl --context {access.context} version' must work."
        )


_WAY_OUT = "Check that the cluster runs, and the VPN, proxy and firewall between"


def _place(access: Access) -> str:
    server = urlsplit(access.server)
    host = server.netloc.rpartition("@")[2]
    return f"The cluster at {server.scheme}://{host}{server.path} (context {access.context} of {access.origin})"


def _live(answers: "Answers", settings: Settings, owner: Owner) -> LiveCluster:
    felix = {item["metadata"]["name"]: item for item in answers.items(FELIX)}
    own = felix.get(FELIX_NAME, {})
    information = answers.spec(CLUSTER_INFORMATION)
    return LiveCluster(
        felix=own.get("spec") or {},
        felix_managers=_managers(own),
        node_felix={name: item.get("spec") or {} for name, item in felix.items() if _is_of_some_nodes(item)},
        reports=_by_name(answers.items(REPORTS)),
        report_types=frozenset(_by_name(answers.items(REPORT_TYPES))),
        jobs=_jobs(answers, settings, owner),
        pod_template=next((item.get("template") for item in answers.items(POD_TEMPLATE)), None),
        version=_text(information.get("cnxVersion")),
        calico_version=_text(information.get("calicoVersion")),
        cluster_name=_cluster_name(answers.spec(CLUSTER_NAME)),
        clock_skew=answers.clock_skew,
        outcomes={source: answer.outcome for source, answer in answers.by_source.items()},
        items={source: answer.items for source, answer in answers.by_source.items() if source not in _READ},
        report_templates=_report_templates(answers, settings),
        held={source: _held(answers.items(source), field, owner) for source, field in _SHARED.items()},
        at=(datetime.now(UTC) + answers.clock_skew).replace(microsecond=0),
    )


# Of what the stack sets no more than some fields, and in which field of the spec they are.
_SHARED = {LOG_STORAGE: "retention", LOG_COLLECTOR: "additionalStores"}

_READ = (FELIX, REPORTS, REPORT_TYPES, JOBS)


def _is_of_some_nodes(felix: Mapping[str, Any]) -> bool:
    """https://docs.tigera.io/calico/latest/reference/felix/configuration: its places, in their order."""
    return felix["metadata"]["name"].startswith("node.") or bool(_map(felix.get("spec")).get("nodeSelector"))


def _report_templates(answers: "Answers", settings: Settings) -> dict[str, Mapping[str, Any]]:
    found = {name: answers.items(template_of(name)) for name in _reports_of_runs(settings)}
    return {name: _map(items[0].get("template")) for name, items in found.items() if items}


def _by_name(items: Iterable[Mapping[str, Any]]) -> dict[str, LiveObject]:
    objects = [
        LiveObject(
            name=item["metadata"]["name"],
            labels=item["metadata"].get("labels") or {},
            annotations=item["metadata"].get("annotations") or {},
            spec=item.get("spec") or {},
            status=_map(item.get("status")),
            created=known_instant(item["metadata"].get("creationTimestamp")),
        )
        for item in items
    ]
    return {found.name: found for found in objects}


def _jobs(answers: "Answers", settings: Settings, owner: Owner) -> dict[str, LiveObject]:
    """This stack's Jobs, and whatever has the name of one that it would make."""
    names = {run_job_name(run_id, report) for run_id, run in settings.wanted_runs().items() for report in run.reports}
    jobs = _by_name(answers.items(JOBS))
    return {name: job for name, job in jobs.items() if name in names or owner.owns(job.labels)}


def _managers(item: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Who owns each field of the spec. https://kubernetes.io/docs/reference/using-api/server-side-apply/"""
    managers: dict[str, tuple[str, ...]] = {}
    for entry in _maps(_map(item.get("metadata")).get("managedFields")):
        for path in _map(_map(entry.get("fieldsV1")).get("f:spec")):
            name = path.removeprefix("f:")
            managers[name] = tuple(dict.fromkeys((*managers.get(name, ()), str(entry.get("manager", "")))))
    return managers


def _held(items: Iterable[Mapping[str, Any]], field: str, owner: Owner) -> Mapping[str, Any]:
    """What the stack has set below a field of the spec, with the values that are there."""
    found: dict[str, Any] = {}
    for item in items:
        for entry in _maps(_map(item.get("metadata")).get("managedFields")):
            if entry.get("manager") == owner.field_manager:
                fields = _map(_map(_map(entry.get("fieldsV1")).get("f:spec")).get(f"f:{field}"))
                found |= _owned(_map(_map(item.get("spec")).get(field)), fields)
    return found


def _owned(value: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Of a map what is named among fields; of maps in it again."""
    return {
        name: _owned(inner, fields[f"f:{name}"]) if isinstance(inner, dict) else inner
        for name, inner in value.items()
        if f"f:{name}" in fields
    }


def _cluster_name(deployment: Mapping[str, Any]) -> str | None:
    containers = _maps(_map(_map(deployment.get("template")).get("spec")).get("containers"))
    variables = [variable for container in containers for variable in _maps(container.get("env"))]
    return next(
        (_text(variable.get("value")) for variable in variables if variable.get("name") == "CLUSTER_NAME"), None
    )


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
