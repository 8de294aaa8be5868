"""The live cluster, looked at before anything is registered, and what that means for the stack."""

import os
from dataclasses import dataclass
from pathlib import Path

from cluster.look import PreflightError, look
from reporting.findings.live import Finding, Severity, examine
from reporting.findings.live.finding import warning
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan, plan
from reporting.objects.pod_template import built_in_template
from reporting.stack.settings import Preflight, Settings


@dataclass(frozen=True, slots=True)
class Inspection:
    """The cluster as it was found, the objects that are wanted on it, and what is to be said of that."""

    live: LiveCluster
    plan: Plan
    findings: tuple[Finding, ...]


def inspected(settings: Settings, owner: Owner, project: Path, *, preview: bool) -> Inspection:
    """What the look at the cluster gave. Raises PreflightError where the stack cannot go there."""
    if settings.preflight is Preflight.SKIP:
        return _unseen(settings, preview)
    live = look(settings, owner, project, os.environ)
    wanted = plan(settings, live)
    findings = examine(wanted, owner, live)
    errors = [finding.message for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise PreflightError("\n".join(errors))
    return Inspection(live, wanted, (*_order_of_refresh(), *findings))


def _order_of_refresh() -> tuple[Finding, ...]:
    stated = os.environ.get("PULUMI_RUN_PROGRAM", "").lower() in ("1", "true")
    return () if stated else (warning(_REFRESH_COMES_FIRST),)


_REFRESH_COMES_FIRST = (
    "PULUMI_RUN_PROGRAM is not true: without it (or --run-program) a refresh comes before this look at the cluster, "
    "and takes an outage of Calico's API for the deletion of every report. Set it: export PULUMI_RUN_PROGRAM=true"
)


def _unseen(settings: Settings, preview: bool) -> Inspection:
    if settings.wanted_runs() and not preview:
        raise PreflightError(
            "preflight is skip and the stack has runs, whose Jobs are made from the cluster's own PodTemplate. "
            "Nothing was changed. Set it back: pulumi config set preflight check"
        )
    live = LiveCluster(pod_template=built_in_template("unknown"))
    return Inspection(live, plan(settings, live), (warning(_NOT_LOOKED_AT),))


_NOT_LOOKED_AT = (
    "preflight is skip: the cluster was not looked at, so conflicts with what is there show only at `pulumi up`."
)
