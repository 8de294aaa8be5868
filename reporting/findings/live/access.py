"""Roles and bindings that are on the cluster already, and whose they are."""

from reporting.finding import Code, Finding, Severity
from reporting.findings.live import availability, existing
from reporting.objects.live import LiveCluster, Outcome, Source
from reporting.objects.ownership import Owner, owner_in_words
from reporting.objects.plan import Plan
from reporting.untyped import mapping

BOUND_ELSEWHERE = Code(
    "BOUND_ELSEWHERE",
    Severity.ERROR,
    "a binding of this stack that leads to another role",
    "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding",
    acceptable=False,
)


def findings(plan: Plan, owner: Owner, live: LiveCluster) -> list[Finding]:
    """Somebody else's of a name that the stack would take, and what could not be seen."""
    wanted = {source: name for name, planned in plan.access.items() for source in planned.objects(owner)}
    unseen = [source for source in wanted if live.outcome(source) is Outcome.FORBIDDEN]
    return [
        *(_not_ours(source, name, live) for source, name in wanted.items() if _is_anothers(source, owner, live)),
        *(_bound_elsewhere(source, name, live) for source, name in wanted.items() if _leads_elsewhere(source, live)),
        *(_unseen(source, wanted[source]) for source in unseen[:1]),
    ]


def _is_anothers(source: Source, owner: Owner, live: LiveCluster) -> bool:
    return live.outcome(source) is Outcome.FOUND and not owner.owns(_labels(source, live))


def _labels(source: Source, live: LiveCluster) -> dict[str, str]:
    labels = mapping(mapping(live.first(source).get("metadata")).get("labels"))
    return {key: str(value) for key, value in labels.items()}


def _not_ours(source: Source, name: str, live: LiveCluster) -> Finding:
    return existing.EXISTS.at(
        ("access", name),
        f"{source.kind} {source.name} exists already and belongs to {owner_in_words(_labels(source, live))}. Nothing "
        "was changed.",
        f"Give the entry another name, or remove the other: {_delete(source)}",
    )


def _leads_elsewhere(source: Source, live: LiveCluster) -> bool:
    role = live.first(source).get("roleRef")
    return role is not None and mapping(role).get("name") != source.name


def _bound_elsewhere(source: Source, name: str, live: LiveCluster) -> Finding:
    role = mapping(live.first(source).get("roleRef"))
    return BOUND_ELSEWHERE.at(
        ("access", name),
        f"{source.kind} {source.name} leads to {role.get('kind')} {role.get('name')}, and Kubernetes lets nobody "
        "change that: somebody has made it anew. Nothing was changed.",
        f"Remove it: {_delete(source)}; the next pulumi up makes it as the stack file says.",
    )


def _delete(source: Source) -> str:
    place = f" --namespace {source.namespace}" if source.namespace else ""
    return f"kubectl{place} delete {source.plural} {source.name}"


def _unseen(source: Source, name: str) -> Finding:
    return availability.UNSEEN.at(
        ("access", name),
        f"This login has no right to {source.right}, so whether the roles and bindings of access exist already, and "
        "whose they are, shows only when they are applied.",
        "The run goes on; have role calico-reporting-access-read of docs/rbac.yaml bound to see it beforehand.",
    )
