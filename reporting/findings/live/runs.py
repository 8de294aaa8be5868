"""Whether reporter Jobs can be made from the cluster's PodTemplate."""

from reporting.finding import Code, Finding, Severity
from reporting.objects.plan import Plan
from reporting.spans import listed

BAD_POD_TEMPLATE = Code(
    "BAD_POD_TEMPLATE",
    Severity.ERROR,
    "a PodTemplate that no reporter Job can be made from",
    "https://github.com/tigera/operator/blob/master/pkg/render/compliance.go",
    acceptable=False,
)


def findings(plan: Plan) -> list[Finding]:
    """A template that no Job can be made from; nothing where there are no runs, or no template at all."""
    if not plan.runs or plan.template_fault is None:
        return []
    what = f"Run {listed(list(plan.runs), most=5)} cannot be made: {plan.template_fault} Nothing was changed."
    return [BAD_POD_TEMPLATE.at(("runs",), what)]
