"""What on a cluster is not as its stack says, which the next `pulumi up` would write."""

from collections.abc import Iterator

from reporting.dialects.durations import canonical_value, same_value
from reporting.objects.live import FELIX, LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.quote import quoted
from reporting.spans import listed
from reporting.stack.flush import DEFAULT_INTERVAL
from reporting.status.differences import differences
from reporting.status.seen import Seen
from reporting.words.felix import INTERVALS, usual_in_words


def drift(plan: Plan, owner: Owner, live: LiveCluster, seen: Seen) -> Iterator[str]:
    """Felix's fields, then reports; one that is absent is told by its state."""
    if live.outcome(FELIX) is Outcome.FOUND:
        for name, wanted in plan.felix.spec.items():
            if not same_value(felix_value(name, live), wanted):
                yield f"{name} is {_shown(name, live)}, and the stack says {canonical_value(wanted)}"
    for name, planned in plan.reports.items():
        if name in seen.reports and (found := differences(planned, owner, seen.reports[name])):
            yield f"report {name} has another {listed(found)}"
    for name, report in seen.reports.items():
        if name not in plan.reports and owner.owns(report.labels):
            yield f"report {name} is there, and the stack no longer has it"


def felix_value(name: str, live: LiveCluster) -> object:
    """What counts on the cluster: an interval that nobody set has the default."""
    found = live.felix.get(name)
    return str(DEFAULT_INTERVAL) if name in INTERVALS and found in (None, "") else found


def _shown(name: str, live: LiveCluster) -> str:
    found = felix_value(name, live)
    if found is None:
        return f"not set (by default {usual_in_words(name)})"
    return quoted(canonical_value(found)).strip("'")
