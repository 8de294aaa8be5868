"""Whether Calico's compliance feature is there: gone, off, or on its way out.

https://docs.tigera.io/calico-enterprise/latest/compliance/overview
https://docs.tigera.io/calico-cloud/release-notes
"""

import re

from reporting.findings.live.finding import Finding, error, info, listed, warning
from reporting.objects.live import CLUSTER_NAME, COMPLIANCE, POD_TEMPLATE, REPORT_TYPES, REPORTS, LiveCluster, Outcome
from reporting.objects.plan import Plan
from reporting.stack.links import Product
from reporting.stack.settings import Compliance

DEPRECATED = (3, 20)
GONE = (3, 24)

_OFF = (Outcome.ABSENT, Outcome.NOT_SERVED)
_WITHOUT_REPORTS = "To keep the log intervals and leave reports and runs out: pulumi config set compliance absent"
_SWITCH_ON = (
    "Switch it on with 'pulumi config set compliance enable', in Calico Cloud also with the Helm value "
    "installer.components.compliance.enabled, with kubectl (Compliance/tigera-secure of operator.tigera.io/v1) or in "
    "the web console; a managed cluster needs it on in its management cluster first."
)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """Nothing where the stack does without (`compliance: absent`) or has no reports."""
    if not plan.reports:
        return _enabling(plan, live)
    if live.outcome(REPORTS) is Outcome.NOT_SERVED:
        return [error(f"{_why_there_are_no_reports(live)} Nothing was changed. {_WITHOUT_REPORTS}")]
    return [
        *_outgoing(plan, live),
        *_enabling(plan, live),
        *_report_types(plan, live),
        *_pod_template(plan, live),
        *_cluster_name(live),
    ]


def parsed_version(text: str | None) -> tuple[int, int] | None:
    """Major and minor of `v3.22.1`; None where it is no such version."""
    match = re.match(r"v?(\d+)\.(\d+)(?=[.+-]|$)", text or "")
    return (int(match[1]), int(match[2])) if match else None


def _why_there_are_no_reports(live: LiveCluster) -> str:
    version = parsed_version(live.version)
    if version and version >= GONE:
        return (
            f"Calico Enterprise {live.version} has no compliance reports: they were removed in 3.24, with nothing in "
            "the product in their place. What they were made from is still there: flow, DNS and audit logs, and for "
            "CIS benchmarks kube-bench."
        )
    if version is None and live.calico_version:
        return (
            f"This cluster runs open-source Calico {live.calico_version}, which has no compliance reports; they "
            "belong to Calico Cloud and to Calico Enterprise up to 3.23."
        )
    return (
        f"The cluster knows no GlobalReport (Calico Enterprise {live.version or 'of an unknown version'}), so no "
        "report can be stored. They belong to Calico Cloud and to Calico Enterprise up to 3.23."
    )


def _outgoing(plan: Plan, live: LiveCluster) -> list[Finding]:
    version = parsed_version(live.version)
    if version is None or version < DEPRECATED:
        return []
    product = plan.settings.links.product if plan.settings.links else None
    if product is Product.CLOUD:
        return [warning(f"Compliance reports are deprecated in this cluster's Calico ({live.version}): {_CLOUD}.")]
    if version >= GONE:
        return [
            warning(
                f"Calico Enterprise {live.version} still stores compliance reports, but the feature and its page in "
                f"the web console ended with 3.23, so nobody may see them. {_WITHOUT_REPORTS}"
            )
        ]
    if product is Product.ENTERPRISE:
        return [warning(f"Compliance reports are deprecated in Calico Enterprise {live.version}; {_ENTERPRISE}.")]
    return [
        warning(
            f"Compliance reports are deprecated in this cluster's Calico ({live.version}), which does not tell "
            f"whether it is Calico Enterprise, where {_ENTERPRISE}, or Calico Cloud, where {_CLOUD}. "
            "Say which: pulumi config set --path links.product enterprise"
        )
    ]


_ENTERPRISE = "the last version that has them is 3.23"
_CLOUD = "they are deprecated since 20.3.0 and off by default since 21.1.0"


def _enabling(plan: Plan, live: LiveCluster) -> list[Finding]:
    if plan.settings.compliance is not Compliance.ENABLE:
        return []
    match live.outcome(COMPLIANCE):
        case Outcome.NOT_SERVED:
            return [
                error(
                    "compliance is enable, and the cluster knows no kind Compliance (operator.tigera.io/v1): it is not "
                    "run by the Tigera operator, or its version no longer has the feature (from Calico Enterprise "
                    f"3.24). Nothing was changed. {_WITHOUT_REPORTS}"
                )
            ]
        case Outcome.ABSENT:
            return [
                info(
                    "Compliance/tigera-secure does not exist, so the compliance feature is off. This stack makes it, "
                    "and a destroy leaves it there."
                )
            ]
    return []


def _report_types(plan: Plan, live: LiveCluster) -> list[Finding]:
    if live.outcome(REPORT_TYPES) is not Outcome.FOUND:
        return []
    wanted = {planned.report.report_type for planned in plan.reports.values()}
    missing = sorted(wanted - live.report_types)
    if missing and not live.report_types:
        return _no_report_types(plan, live)
    if missing:
        return [
            error(
                f"The cluster has no report type {listed(missing)}, so reports of that type would be stored and never "
                f"made. There are: {listed(sorted(live.report_types), most=20)}. Correct reportType, or apply the "
                "GlobalReportType first."
            )
        ]
    if plan.settings.compliance is Compliance.PRESENT and live.outcome(COMPLIANCE) in _OFF:
        return [
            warning(
                f"The compliance feature is off (there is no Compliance/tigera-secure), so reports are stored "
                f"and none is made. {_SWITCH_ON}"
            )
        ]
    return []


def _no_report_types(plan: Plan, live: LiveCluster) -> list[Finding]:
    if plan.settings.compliance is Compliance.ENABLE:
        return [
            warning(
                "The cluster has no report types yet; the operator makes them once the compliance feature is on. "
                "If they are still missing afterwards, the license lacks feature compliance-reports."
            )
        ]
    return [
        error(
            "The cluster has no report types at all, so reports would be stored and never made. Nothing was changed. "
            f"{_cause(live)}"
        )
    ]


def _cause(live: LiveCluster) -> str:
    if live.outcome(COMPLIANCE) in _OFF:
        return f"The compliance feature is off: there is no Compliance/tigera-secure. {_SWITCH_ON}"
    off = "" if live.outcome(COMPLIANCE) is Outcome.FOUND else "the compliance feature is off, or "
    return (
        f"The reason: {off}the license lacks feature compliance-reports ('kubectl get licensekey default -o yaml'), "
        "or the operator is not done yet ('kubectl get tigerastatus compliance'), or this is a multi-tenant management "
        "cluster, which has none, or a preview of 3.24, which has no reports any more."
    )


def _pod_template(plan: Plan, live: LiveCluster) -> list[Finding]:
    if live.outcome(POD_TEMPLATE) is not Outcome.ABSENT:
        return []
    runs = listed(list(plan.runs))
    if plan.settings.compliance is Compliance.ENABLE and not runs:
        return [
            warning(
                "PodTemplate tigera-compliance/tigera.io.report is not there yet; the operator makes it once the "
                "compliance feature is on. Add runs when 'kubectl get tigerastatus compliance' says Available."
            )
        ]
    if plan.settings.compliance is Compliance.ENABLE:
        return [
            error(
                f"Run {runs} needs PodTemplate tigera-compliance/tigera.io.report, which the operator makes only after "
                "the compliance feature is on. Nothing was changed. Run pulumi up once without runs, wait until "
                "'kubectl get tigerastatus compliance' says Available, then add the run."
            )
        ]
    return [
        error(
            f"Run {runs} needs PodTemplate tigera-compliance/tigera.io.report, which is not there, so no reporter Job "
            f"can be made. Nothing was changed. {_cause(live)}"
        )
    ]


def _cluster_name(live: LiveCluster) -> list[Finding]:
    """Looked for only where a template from before Calico Enterprise 3.17 needs it."""
    if live.outcome(CLUSTER_NAME) in (None, Outcome.FORBIDDEN) or live.cluster_name:
        return []
    return [
        error(
            "The reporter of this version finds its data only under the cluster's name, and neither the PodTemplate "
            "(ELASTIC_INDEX_SUFFIX) nor deployment tigera-intrusion-detection/intrusion-detection-controller (env "
            "CLUSTER_NAME) says it, so its report would be empty. Nothing was changed. Restart the tigera-operator, "
            "which renders both."
        )
    ]
