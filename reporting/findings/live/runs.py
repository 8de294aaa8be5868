"""Whether reporter Jobs can be made from the cluster's PodTemplate."""

from datetime import datetime

from reporting.dialects.moments import known_instant, rfc3339
from reporting.finding import Code, Finding, Severity
from reporting.objects.live import CLUSTER_INFORMATION, COMPLIANCE, LiveCluster, Source
from reporting.objects.plan import Plan
from reporting.spans import listed
from reporting.untyped import mapping

BAD_POD_TEMPLATE = Code(
    "BAD_POD_TEMPLATE",
    Severity.ERROR,
    "a PodTemplate that no reporter Job can be made from",
    "https://github.com/tigera/operator/blob/master/pkg/render/compliance.go",
    acceptable=False,
)


EARLY_RUN = Code("EARLY_RUN", Severity.WARNING, "a run over a time of which the cluster has no snapshot")


def early(plan: Plan, live: LiveCluster) -> list[Finding]:
    """Runs to come that begin before there can have been a snapshot. Undocumented, from the published source.

    What became of one that was made is known from its Jobs.
    """
    since = _made(live, COMPLIANCE) or _made(live, CLUSTER_INFORMATION)
    return [
        EARLY_RUN.at(
            ("runs", run_id),
            f"Run {run_id} begins at {rfc3339(run.window.start)}, before compliance reports were switched on here "
            f"({rfc3339(since)} at the earliest): there can be no snapshot of that time, and the run is expected to "
            "fail.",
            "Let its window begin some minutes after that, under a new id if it was made already.",
        )
        for run_id, run in plan.runs.items()
        if since and run.window.start < since and any(job.name not in live.jobs for job in run.jobs)
    ]


def _made(live: LiveCluster, source: Source) -> datetime | None:
    return known_instant(mapping(live.first(source).get("metadata")).get("creationTimestamp"))


def findings(plan: Plan) -> list[Finding]:
    """A template that no Job can be made from; nothing where there are no runs, or no template at all."""
    if not plan.runs or plan.template_fault is None:
        return []
    what = f"Run {listed(list(plan.runs), most=5)} cannot be made: {plan.template_fault} Nothing was changed."
    return [BAD_POD_TEMPLATE.at(("runs",), what)]
