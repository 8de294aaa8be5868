"""How long the cluster keeps what reports are made from, against what the stack file counts with."""

from reporting.finding import Code, Finding, Severity
from reporting.objects.live import LOG_STORAGE, LiveCluster
from reporting.objects.plan import Plan
from reporting.spans import counted
from reporting.untyped import mapping

RETENTION_DIFFERS = Code(
    "RETENTION_DIFFERS",
    Severity.WARNING,
    "a retention other than the one that the stack file counts with",
    "https://docs.tigera.io/calico-enterprise/latest/reference/installation/api",
)


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """One for each kind of data that the stack does not set; nothing where there is no LogStorage."""
    kept = kept_days(live)
    counts = plan.settings.retention.days().items() - plan.settings.retention.managed().items()
    return [
        RETENTION_DIFFERS.at(
            ("retention", kind),
            f"LogStorage/tigera-secure keeps {kind} for {counted(kept[kind], 'day')}, and this stack file counts with "
            f"{days}.",
            f"Say what is so: pulumi config set --path retention.{kind} {kept[kind]}",
        )
        for kind, days in sorted(counts)
        if kind in kept and kept[kind] != days
    ]


def kept_days(live: LiveCluster) -> dict[str, int]:
    """The days that LogStorage says, by kind of data."""
    stated = mapping(mapping(live.first(LOG_STORAGE).get("spec")).get("retention"))
    return {kind: days for kind, days in stated.items() if isinstance(days, int)}
