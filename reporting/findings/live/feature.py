"""Whether Calico's compliance feature is there: gone, off, or on its way out."""

import re

from reporting.finding import Code, Finding, Severity
from reporting.objects.live import CLUSTER_NAME, COMPLIANCE, POD_TEMPLATE, REPORT_TYPES, REPORTS, LiveCluster, Outcome
from reporting.objects.plan import Plan
from reporting.spans import counted, listed
from reporting.stack.links import Product
from reporting.stack.settings import Compliance

DEPRECATED_SINCE = (3, 20)
GONE_SINCE = (3, 24)

_PATH = ("compliance",)
_OVERVIEW = "https://docs.tigera.io/calico-enterprise/latest/compliance/overview"
_CLOUD_NOTES = "https://docs.tigera.io/calico-cloud/release-notes"
_OPERATOR = "https://github.com/tigera/operator/blob/master/pkg/render/compliance.go"

_OFF = (Outcome.ABSENT, Outcome.NOT_SERVED)
_WITHOUT_REPORTS = "To keep the log intervals and leave reports and runs out: pulumi config set compliance absent"
_SWITCH_ON = (
    "Switch it on with 'pulumi config set compliance enable', in Calico Cloud also with the Helm value "
    "installer.components.compliance.enabled, with kubectl (Compliance/tigera-secure of operator.tigera.io/v1) or in "
    "the web console; a managed cluster needs it on in its management cluster first."
)

NO_REPORTS = Code("NO_REPORTS", Severity.ERROR, "a cluster that knows no GlobalReport", _OVERVIEW, acceptable=False)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """Nothing where the stack does without (`compliance: absent`) or has no reports."""
    if not plan.reports:
        return _enabling(plan, live)
    if live.outcome(REPORTS) is Outcome.NOT_SERVED:
        return [NO_REPORTS.at(_PATH, f"{_why_there_are_no_reports(live)} Nothing was changed.", _WITHOUT_REPORTS)]
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
    if version and version >= GONE_SINCE:
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


DEPRECATED = Code(
    "DEPRECATED", Severity.WARNING, "a version of Calico in which compliance reports are deprecated", _CLOUD_NOTES
)
GONE = Code("GONE", Severity.WARNING, "a version of Calico that stores reports which nobody may see", _OVERVIEW)


def _outgoing(plan: Plan, live: LiveCluster) -> list[Finding]:
    version = parsed_version(live.version)
    if version is None or version < DEPRECATED_SINCE:
        return []
    product = plan.settings.links.product if plan.settings.links else None
    if product is not Product.CLOUD and version >= GONE_SINCE:
        return [
            GONE.at(
                _PATH,
                f"Calico Enterprise {live.version} still stores compliance reports, but its documentation says that "
                "the feature and its page in the web console were removed in 3.24, so nobody may see them.",
                f"{_WITHOUT_REPORTS} {_LEAVING}",
            )
        ]
    return [DEPRECATED.at(_PATH, *_deprecated(product, live.version))]


def _deprecated(product: Product | None, version: str | None) -> tuple[str, str]:
    """What is so, and how to say that it is known."""
    known = f"{_LEAVING} Where that is known, say so: accept: {{DEPRECATED: reason}}."
    if product is Product.CLOUD:
        return f"Compliance reports are deprecated in this cluster's Calico ({version}): {_CLOUD}.", known
    if product is Product.ENTERPRISE:
        return f"Compliance reports are deprecated in Calico Enterprise {version}; {_ENTERPRISE}.", known
    return (
        f"Compliance reports are deprecated in this cluster's Calico ({version}), which does not tell whether it is "
        f"Calico Enterprise, where {_ENTERPRISE}, or Calico Cloud, where {_CLOUD}.",
        f"Say which: pulumi config set --path links.product enterprise. {known}",
    )


_LEAVING = "docs/leaving.md says how to bring the evidence out before, and what takes the reports' place."
_ENTERPRISE = "the last version that has them is 3.23"
_CLOUD = "they are deprecated since 20.3.0, off by default since 21.1.0, and switched off by the upgrade to it"

NO_COMPLIANCE = Code(
    "NO_COMPLIANCE",
    Severity.ERROR,
    "a feature to be enabled that the cluster does not know",
    _OVERVIEW,
    acceptable=False,
)
ENABLES = Code("ENABLES", Severity.NOTE, "a compliance feature that the stack switches on", _OVERVIEW)


def _enabling(plan: Plan, live: LiveCluster) -> list[Finding]:
    if plan.settings.compliance is not Compliance.ENABLE:
        return []
    match live.outcome(COMPLIANCE):
        case Outcome.NOT_SERVED:
            return [
                NO_COMPLIANCE.at(
                    _PATH,
                    "compliance is enable, and the cluster knows no kind Compliance (operator.tigera.io/v1): it is not "
                    "run by the Tigera operator, or its version no longer has the feature (from Calico Enterprise "
                    "3.24). Nothing was changed.",
                    _WITHOUT_REPORTS,
                )
            ]
        case Outcome.ABSENT:
            return [
                ENABLES.at(
                    _PATH,
                    "Compliance/tigera-secure does not exist, so the compliance feature is off. This stack makes it, "
                    "and a destroy leaves it there.",
                )
            ]
    return []


UNKNOWN_TYPE = Code(
    "UNKNOWN_TYPE", Severity.ERROR, "a report type that the cluster does not have", _OVERVIEW, acceptable=False
)
FEATURE_OFF = Code("FEATURE_OFF", Severity.WARNING, "a compliance feature that is off", _OVERVIEW)


def _report_types(plan: Plan, live: LiveCluster) -> list[Finding]:
    if live.outcome(REPORT_TYPES) is not Outcome.FOUND:
        return []
    missing = [planned for planned in plan.reports.values() if planned.report.report_type not in live.report_types]
    if missing and not live.report_types:
        return _no_report_types(plan, live)
    if missing:
        types = sorted({planned.report.report_type for planned in missing})
        return [
            UNKNOWN_TYPE.at(
                missing[0].path("reportType"),
                f"The cluster has no report type {listed(types, most=5)}, so reports of that type would be refused, or "
                "kept and never made.",
                f"Correct reportType, or apply the GlobalReportType first. There are: "
                f"{listed(sorted(live.report_types), most=20)}.",
            )
        ]
    if plan.settings.compliance is Compliance.PRESENT and live.outcome(COMPLIANCE) in _OFF:
        return [
            FEATURE_OFF.at(
                _PATH,
                f"The compliance feature is off ({_off(live)}), so reports are kept and none is made.",
                _switch_on(live),
            )
        ]
    return []


TYPES_LATER = Code("TYPES_LATER", Severity.WARNING, "report types that the operator has yet to make", _OVERVIEW)
NO_TYPES = Code("NO_TYPES", Severity.ERROR, "a cluster without any report type", _OVERVIEW, acceptable=False)


def _no_report_types(plan: Plan, live: LiveCluster) -> list[Finding]:
    if plan.waiting:
        return [
            TYPES_LATER.at(
                _PATH,
                "The cluster has no report types yet; the operator makes them once the compliance feature is on. This "
                f"update switches it on and leaves {counted(len(plan.waiting), 'report')} to a second one.",
                "When 'kubectl get tigerastatus compliance' says Available, run pulumi up again. If types are still "
                "missing then, the license lacks feature compliance-reports.",
            )
        ]
    return [
        NO_TYPES.at(
            _PATH,
            "The cluster has no report types at all, so reports would be refused, or kept and never made. Nothing was "
            "changed.",
            _cause(live),
        )
    ]


def _cause(live: LiveCluster) -> str:
    if live.outcome(COMPLIANCE) in _OFF:
        return f"The compliance feature is off: {_off(live)}. {_switch_on(live)}"
    off = "" if live.outcome(COMPLIANCE) is Outcome.FOUND else "the compliance feature is off, or "
    return (
        f"The reason: {off}the license lacks feature compliance-reports ('kubectl get licensekey default -o yaml'), "
        "or the operator is not done yet ('kubectl get tigerastatus compliance'), or this is a multi-tenant management "
        "cluster, which has none, or a preview of 3.24, which has no reports any more."
    )


def _off(live: LiveCluster) -> str:
    if live.outcome(COMPLIANCE) is Outcome.NOT_SERVED:
        return "the cluster knows no kind Compliance of operator.tigera.io/v1"
    return "there is no Compliance/tigera-secure"


def _switch_on(live: LiveCluster) -> str:
    """By the kinds that are served, not by the version: some previews of 3.24 have the feature, later ones not."""
    if live.outcome(COMPLIANCE) is Outcome.NOT_SERVED:
        return f"It cannot be switched on with this version of the Tigera operator. {_WITHOUT_REPORTS}"
    return _SWITCH_ON


POD_TEMPLATE_LATER = Code(
    "POD_TEMPLATE_LATER", Severity.WARNING, "a PodTemplate that the operator has yet to make", _OPERATOR
)
NO_POD_TEMPLATE = Code(
    "NO_POD_TEMPLATE", Severity.ERROR, "runs without a PodTemplate to make them from", _OPERATOR, acceptable=False
)


def _pod_template(plan: Plan, live: LiveCluster) -> list[Finding]:
    if live.outcome(POD_TEMPLATE) is not Outcome.ABSENT:
        return []
    enabling = plan.settings.compliance is Compliance.ENABLE
    if enabling and not plan.runs:
        return [
            POD_TEMPLATE_LATER.at(
                ("runs",),
                "PodTemplate tigera-compliance/tigera.io.report is not there yet; the operator makes it once the "
                "compliance feature is on.",
                "Add runs when 'kubectl get tigerastatus compliance' says Available.",
            )
        ]
    needy = [run_id for run_id, run in plan.runs.items() if not live.report_templates.keys() >= set(run.reports)]
    if plan.runs and not needy:
        return []
    needs = f"Run {listed(needy, most=5)} needs PodTemplate tigera-compliance/tigera.io.report, which"
    if enabling:
        return [
            NO_POD_TEMPLATE.at(
                ("runs",),
                f"{needs} the operator makes only after the compliance feature is on. Nothing was changed.",
                "Run pulumi up once without runs, wait until 'kubectl get tigerastatus compliance' says Available, "
                "then add the run.",
            )
        ]
    what = f"{needs} is not there, so no reporter Job can be made. Nothing was changed."
    return [NO_POD_TEMPLATE.at(("runs",), what, _cause(live))]


NO_CLUSTER_NAME = Code(
    "NO_CLUSTER_NAME",
    Severity.ERROR,
    "a reporter from before Calico Enterprise 3.17 that is not told the cluster's name",
    _OPERATOR,
    acceptable=False,
)


def _cluster_name(live: LiveCluster) -> list[Finding]:
    """Looked for only where a template from before Calico Enterprise 3.17 needs it."""
    if live.outcome(CLUSTER_NAME) in (None, Outcome.FORBIDDEN) or live.cluster_name:
        return []
    return [
        NO_CLUSTER_NAME.at(
            ("runs",),
            "The reporter of this version finds its data only under the cluster's name, and neither the PodTemplate "
            "(ELASTIC_INDEX_SUFFIX) nor deployment tigera-intrusion-detection/intrusion-detection-controller (env "
            "CLUSTER_NAME) says it, so its report would be empty. Nothing was changed.",
            "Restart the tigera-operator, which renders both.",
        )
    ]
