"""Advice on what a stack does about Calico's compliance feature, and on how it looks at the cluster."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.findings.stack.item import Stack
from reporting.spans import listed
from reporting.stack.settings import Compliance, Preflight

COMPLIANCE_ABSENT = Code(
    "COMPLIANCE_ABSENT", Severity.WARNING, "report sets, runs or access where compliance is absent"
)


def absent_but_wanted(stack: Stack) -> Iterator[Finding]:
    """Report sets, runs or access that are left out."""
    settings = stack.settings
    left_out = [
        name
        for name, said in (("reportSets", settings.report_sets), ("runs", settings.runs), ("access", settings.access))
        if said and settings.compliance is Compliance.ABSENT
    ]
    if left_out:
        yield COMPLIANCE_ABSENT.at(
            ("compliance",),
            f"With compliance absent this stack makes no reports: {listed(left_out)} make nothing, and what the "
            "stack made of them before is deleted at the next pulumi up.",
            f"Remove {listed(left_out)}, or write compliance: present where the cluster has the feature.",
        )


PREFLIGHT_SKIPPED = Code("PREFLIGHT_SKIPPED", Severity.WARNING, "the look at the live cluster is skipped")


def not_looked_at(stack: Stack) -> Iterator[Finding]:
    """Nothing is known of the live cluster."""
    if stack.settings.preflight is Preflight.SKIP:
        yield PREFLIGHT_SKIPPED.at(
            ("preflight",),
            "Without the look at the cluster an outage of Calico's API server may pass for a deletion of the "
            "reports, an existing report fails at pulumi up only, and runs have no PodTemplate to be made from.",
            "Write preflight: check; skip is for a preview without a cluster, with --refresh=false.",
        )
