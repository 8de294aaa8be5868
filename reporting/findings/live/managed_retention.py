"""What becomes of the data on the cluster when a stack sets how long it is kept."""

from collections.abc import Iterator

from reporting.finding import Code, Finding, Severity
from reporting.findings.live import operator
from reporting.findings.live.retention import kept_days
from reporting.objects.live import LOG_STORAGE, MANAGEMENT_CONNECTION, LiveCluster, Outcome
from reporting.objects.plan import Plan
from reporting.spans import counted
from reporting.stack.retention import DEFAULTS, KINDS

_API = "https://docs.tigera.io/calico-enterprise/latest/reference/installation/api"
_PATH = ("retention", "manage")

RETENTION_ELSEWHERE = Code(
    "RETENTION_ELSEWHERE", Severity.ERROR, "a retention that is not this cluster's to set", _API, acceptable=False
)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """Nothing where the stack sets no days; where the days before are unknown, that alone."""
    if plan.log_storage is None:
        return []
    if live.outcome(MANAGEMENT_CONNECTION) is Outcome.FOUND:
        return [RETENTION_ELSEWHERE.at(_PATH, _MANAGED, _WAY_OUT)]
    if live.outcome(LOG_STORAGE) in (Outcome.ABSENT, Outcome.NOT_SERVED):
        return [RETENTION_ELSEWHERE.at(_PATH, _ABSENT, _WAY_OUT)]
    if unknown := operator.unknown(LOG_STORAGE, _PATH, "what a lower retention would delete", live):
        return [unknown]
    return [
        finding for kind, days in plan.settings.retention.managed().items() for finding in _kind(kind, days, plan, live)
    ]


_MANAGED = (
    "This is a managed cluster (ManagementClusterConnection/tigera-secure is there): its logs are kept in its "
    "management cluster, where LogStorage/tigera-secure says for how long. Nothing was changed."
)
_ABSENT = (
    "The cluster has no LogStorage/tigera-secure (operator.tigera.io/v1), so it keeps no logs itself: in a managed "
    "cluster, which those of Calico Cloud are, the setting is in the management cluster. Nothing was changed."
)
_WAY_OUT = (
    "Set it there, in a stack of that cluster (Calico Cloud's is Tigera's own), and count with it here: pulumi config "
    "set --path retention.manage false"
)

RETENTION_CHANGES = Code("RETENTION_CHANGES", Severity.NOTE, "a retention that changes", _API)
RETENTION_LOSS = Code(
    "RETENTION_LOSS", Severity.ERROR, "a lower retention, which deletes data, not confirmed", _API, acceptable=False
)
RETENTION_LOWERED = Code(
    "RETENTION_LOWERED", Severity.WARNING, "a lower retention, which deletes data, confirmed", _API
)
LOSS_IS_OVER = Code("LOSS_IS_OVER", Severity.NOTE, "a confirmed loss of data that is over")


def _kind(kind: str, days: int, plan: Plan, live: LiveCluster) -> Iterator[Finding]:
    before = kept_days(live).get(kind, DEFAULTS[kind])
    confirmed = plan.settings.retention.confirm_loss.days().get(kind) == days
    if days < before:
        yield _lower(kind, before, days, confirmed=confirmed)
        return
    if days > before:
        what = f"LogStorage/tigera-secure kept {KINDS[kind]} for {counted(before, 'day')}, now {days}."
        yield RETENTION_CHANGES.at(("retention", kind), what)
    if confirmed:
        yield LOSS_IS_OVER.at(
            ("retention", "confirmLoss", kind),
            f"{KINDS[kind].capitalize()} are kept for {counted(before, 'day')}, so there is no loss to confirm; the "
            "confirmation would let the next one pass unseen.",
            f"Remove it: pulumi config rm --path retention.confirmLoss.{kind}",
        )


def _lower(kind: str, before: int, days: int, *, confirmed: bool) -> Finding:
    loss = f"{kind}: {before} -> {days}: {counted(before - days, 'day')} of {KINDS[kind]}"
    if confirmed:
        return RETENTION_LOWERED.at(("retention", kind), f"{loss} will be deleted, as confirmLoss confirms.")
    return RETENTION_LOSS.at(
        ("retention", kind),
        f"{loss} would be deleted from the cluster. Nothing was changed.",
        f"Where that is meant, confirm it: pulumi config set --path retention.confirmLoss.{kind} {days}. Otherwise: "
        f"pulumi config set --path retention.{kind} {before}",
    )
