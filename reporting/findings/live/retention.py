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
    """One for each kind of data; nothing where there is no LogStorage, as in every managed cluster."""
    kept = mapping(mapping(live.first(LOG_STORAGE).get("spec")).get("retention"))
    stated = plan.settings.retention.model_dump(by_alias=True)
    return [
        RETENTION_DIFFERS.at(
            ("retention", kind),
            f"LogStorage/tigera-secure keeps {kind} for {counted(kept[kind], 'day')}, and this stack file counts with "
            f"{days}.",
            f"Say what is so: pulumi config set --path retention.{kind} {kept[kind]}",
        )
        for kind, days in stated.items()
        if isinstance(kept.get(kind), int) and kept[kind] != days
    ]
