"""Whether reporter Jobs can be made from the cluster's PodTemplate."""

from reporting.findings.live.finding import Finding, error, listed
from reporting.objects.jobs import ReporterTemplate, TemplateError
from reporting.objects.live import LiveCluster
from reporting.stack.settings import Settings


def findings(settings: Settings, live: LiveCluster) -> list[Finding]:
    """A template that no Job can be made from; nothing where there are no runs, or no template at all."""
    runs = list(settings.wanted_runs())
    if not runs or live.pod_template is None:
        return []
    try:
        settings.job_manifests(runs[0], ReporterTemplate(live.pod_template, live.cluster_name))
    except TemplateError as unusable:
        return [error(f"Run {listed(runs)} cannot be made: {unusable} Nothing was changed.")]
    return []
