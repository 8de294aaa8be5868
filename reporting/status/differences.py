"""Whether a report on the cluster is what its stack says: its labels and its spec, nothing else.

A report without any label of a stack is as `reportctl render` writes it, for Argo CD and others that own it themselves.
"""

from reporting.objects.canonical import canonical
from reporting.objects.ownership import Owner
from reporting.objects.reports import PlannedReport
from reporting.status.seen import SeenReport

LABELS = "labels"


def differences(planned: PlannedReport, owner: Owner, seen: SeenReport) -> list[str]:
    """What differs, such as `schedule`; `labels` where they are not the stack's own."""
    live, wanted = canonical(dict(seen.spec)), planned.spec
    fields = [key for key in sorted({*live, *wanted}) if live.get(key) != wanted.get(key)]
    labelled = bool(owner.labels().keys() & seen.labels.keys())
    return [*([LABELS] if labelled and not owner.owns(seen.labels) else []), *fields]
