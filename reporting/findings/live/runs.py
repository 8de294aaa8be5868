"""Whether reporter Jobs can be made from the cluster's PodTemplate."""

from reporting.findings.live.finding import Finding, error, listed
from reporting.objects.plan import Plan


def findings(plan: Plan) -> list[Finding]:
    """A template that no Job can be made from; nothing where there are no runs, or no template at all."""
    if not plan.runs or plan.template_fault is None:
        return []
    return [error(f"Run {listed(list(plan.runs))} cannot be made: {plan.template_fault} Nothing was changed.")]
