"""The live cluster, looked at before anything is registered, and what that means for the stack."""

import os
from dataclasses import dataclass
from pathlib import Path

from cluster.look import PreflightError, look
from reporting.finding import Finding
from reporting.findings.diagnosis import diagnose
from reporting.findings.live import examine
from reporting.findings.live.look import fields_unseen, refresh_first, runs_unseen, unreachable
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan, plan
from reporting.objects.pod_template import built_in_template
from reporting.stack.settings import Preflight, Settings


@dataclass(frozen=True, slots=True)
class Inspection:
    """The cluster as it was found, the objects that are wanted on it, and all that is to be said of the stack.

    With an error among the findings nothing must be registered.
    """

    live: LiveCluster
    plan: Plan
    findings: tuple[Finding, ...]


def inspected(settings: Settings, owner: Owner, project: Path, *, preview: bool) -> Inspection:
    """What the look at the cluster gave, beside what the stack file tells. Raises nothing."""
    if settings.preflight is Preflight.SKIP:
        live = LiveCluster(pod_template=built_in_template("unknown"))
        wanted = plan(settings, live)
        return _inspection(live, wanted, [] if preview else _unseen(wanted))
    try:
        live = look(settings, owner, project, os.environ)
    except PreflightError as fault:
        return _inspection(LiveCluster(), plan(settings), [unreachable(str(fault))])
    wanted = plan(settings, live)
    return _inspection(live, wanted, [*_order_of_refresh(), *examine(wanted, owner, live)])


def _inspection(live: LiveCluster, wanted: Plan, of_cluster: list[Finding]) -> Inspection:
    return Inspection(live, wanted, tuple(diagnose(wanted, of_cluster)))


def _unseen(wanted: Plan) -> list[Finding]:
    """What must not be made without a look."""
    fields = {"retention": wanted.log_storage, "additionalStores": wanted.log_collector}
    return [
        *([runs_unseen()] if wanted.runs else []),
        *(fields_unseen(key) for key, manifest in fields.items() if manifest is not None),
    ]


def _order_of_refresh() -> list[Finding]:
    stated = os.environ.get("PULUMI_RUN_PROGRAM", "").lower() in ("1", "true")
    return [] if stated else [refresh_first()]
