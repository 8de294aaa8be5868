"""Whether what the stack depends on can be read at all."""

from reporting.finding import Code, Finding, Severity
from reporting.objects.live import (
    CLUSTER_INFORMATION,
    CLUSTER_NAME,
    COMPLIANCE,
    FELIX,
    JOBS,
    POD_TEMPLATE,
    REPORT_TYPES,
    REPORTS,
    LiveCluster,
    Outcome,
    Source,
)
from reporting.objects.plan import Plan

_CALICO = (FELIX, REPORTS, REPORT_TYPES, CLUSTER_INFORMATION)
_CLUSTER = ("cluster",)

_API_SERVER = "https://docs.tigera.io/calico/latest/operations/install-apiserver"
_RBAC = "https://kubernetes.io/docs/reference/access-authn-authz/rbac/"

API_UNAVAILABLE = Code(
    "API_UNAVAILABLE", Severity.ERROR, "an API of the cluster that does not answer", _API_SERVER, acceptable=False
)
NO_CALICO = Code("NO_CALICO", Severity.ERROR, "a cluster without Calico's API", _API_SERVER, acceptable=False)


def outage(plan: Plan, live: LiveCluster) -> list[Finding]:
    """An API that is not there, or does not answer; without it nothing must be registered."""
    if any(live.outcome(source) is Outcome.UNAVAILABLE for source in _CALICO):
        return [API_UNAVAILABLE.at(_CLUSTER, *_UNAVAILABLE)]
    if live.outcome(FELIX) is Outcome.NOT_SERVED:
        return [NO_CALICO.at(_CLUSTER, *_NO_CALICO)]
    return [
        API_UNAVAILABLE.at(
            _CLUSTER,
            f"{source.kind} ({source.group or 'core'}/{source.version}) could not be read, because its API does not "
            "answer. Nothing was changed.",
            "Run this again when it does.",
        )
        for source in (COMPLIANCE, *_for_runs(plan))
        if live.outcome(source) is Outcome.UNAVAILABLE
    ]


NO_RIGHT = Code(
    "NO_RIGHT", Severity.ERROR, "a missing right without which nothing can be made", _RBAC, acceptable=False
)
UNSEEN = Code("UNSEEN", Severity.WARNING, "a missing right, for want of which something stays unknown", _RBAC)


def rights(plan: Plan, live: LiveCluster) -> list[Finding]:
    """What this login may not read, and what follows from that."""
    needed = _for_runs(plan)
    return [
        _forbidden(source, needed=source in needed and source is not JOBS)
        for source, outcome in live.outcomes.items()
        if outcome is Outcome.FORBIDDEN and (source is not JOBS or needed)
    ]


def _for_runs(plan: Plan) -> tuple[Source, ...]:
    return (POD_TEMPLATE, CLUSTER_NAME, JOBS) if plan.runs else ()


def _forbidden(source: Source, *, needed: bool) -> Finding:
    if needed:
        return NO_RIGHT.at(
            ("runs",),
            f"This login has no right to {source.right}, and reporter Jobs cannot be made without. Nothing was "
            "changed.",
            "Have that right granted, or take the runs out of the stack file.",
        )
    return UNSEEN.at(
        _CLUSTER,
        f"This login has no right to {source.right}, so {_UNKNOWN_WITHOUT[source]}.",
        "The run goes on; have that right granted to see it beforehand.",
    )


_UNKNOWN_WITHOUT = {
    FELIX: "how often logs were flushed before, and who set that, is unknown",
    REPORTS: "whether the stack's reports exist already, and whose they are, shows only when they are applied",
    REPORT_TYPES: "whether the reports' types exist is unknown",
    CLUSTER_INFORMATION: "Calico's version is unknown",
    COMPLIANCE: "whether the compliance feature is on is unknown",
    JOBS: "whether a run's Jobs exist already, and whose they are, shows only when they are made",
    POD_TEMPLATE: "whether reporter Jobs could be made is unknown",
}

_STATE = (
    "Until then run pulumi up only with PULUMI_RUN_PROGRAM=true: without it, the refresh before this look has taken "
    "the stack's objects for deleted and dropped them from the state, though they are still on the cluster. The "
    "next pulumi up on a healthy API takes them back. Do not run pulumi destroy meanwhile: it would leave them there."
)

_UNAVAILABLE = (
    "Calico's API (projectcalico.org/v3) does not answer, though the Kubernetes API does. Nothing was changed on the "
    "cluster.",
    "Wait until 'kubectl get apiservice v3.projectcalico.org' says True; its Pods are those of Calico's API server "
    f"(deployment calico-apiserver or tigera-apiserver). {_STATE}",
)

_NO_CALICO = (
    "The cluster has no Calico API (projectcalico.org/v3): there is nothing to set intervals of, and no report can "
    "be stored. Nothing was changed on the cluster.",
    "Check that it is the right one (cluster.context); where Calico runs without its API server, switch that on with "
    f"APIServer/default of operator.tigera.io/v1. {_STATE}",
)
