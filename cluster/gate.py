"""The live cluster, looked at and found fit for the stack, before anything is registered."""

import os
from pathlib import Path

import pulumi

from cluster.look import PreflightError, look
from components.log import say
from reporting.findings.live import Severity, examine
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.pod_template import built_in_template
from reporting.stack.settings import Preflight, Settings


def inspected_cluster(settings: Settings, owner: Owner, project: Path, *, preview: bool) -> LiveCluster:
    """The cluster as it is, once what was found is said. Raises PreflightError where the stack cannot go there."""
    if settings.preflight is Preflight.SKIP:
        return _unseen(settings, preview)
    if os.environ.get("PULUMI_RUN_PROGRAM", "").lower() not in ("1", "true"):
        pulumi.log.warn(_REFRESH_COMES_FIRST)
    live = look(settings, owner, project, os.environ)
    findings = examine(settings, owner, live)
    for finding in findings:
        if finding.severity is not Severity.ERROR:
            say(finding.severity, finding.message)
    errors = [finding.message for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise PreflightError("\n".join(errors))
    return live


_REFRESH_COMES_FIRST = (
    "PULUMI_RUN_PROGRAM is not true: without it (or --run-program) a refresh comes before this look at the cluster, "
    "and takes an outage of Calico's API for the deletion of every report. Set it: export PULUMI_RUN_PROGRAM=true"
)


def _unseen(settings: Settings, preview: bool) -> LiveCluster:
    if settings.wanted_runs() and not preview:
        raise PreflightError(
            "preflight is skip and the stack has runs, whose Jobs are made from the cluster's own PodTemplate. "
            "Nothing was changed. Set it back: pulumi config set preflight check"
        )
    pulumi.log.warn(
        "preflight is skip: the cluster was not looked at, so conflicts with what is there show only at `pulumi up`."
    )
    return LiveCluster(pod_template=built_in_template("unknown"))
