"""What keeps a stack from deleting a report that another stack has taken over since."""

from collections.abc import Mapping

import pulumi

from reporting.objects.live import LiveObject
from reporting.objects.ownership import Owner, is_of_a_stack, owner_in_words


def deletion_guard(name: str, live: Mapping[str, LiveObject], owner: Owner) -> pulumi.ResourceHook:
    """A hook that stops the deletion of whatever carries another stack's labels on the cluster, at preview already.

    The engine looks it up by its name, so it is registered in every run, also where no report is left.
    """

    def check(deleted: pulumi.ResourceHookArgs) -> None:
        found = live.get(deleted.name)
        if found is not None and _is_anothers(found, owner):
            raise RuntimeError(_message(deleted.urn, found))

    return pulumi.ResourceHook(f"{name}-deletion-guard", check, pulumi.ResourceHookOptions(on_dry_run=True))


def _is_anothers(report: LiveObject, owner: Owner) -> bool:
    return is_of_a_stack(report.labels) and not owner.owns(report.labels)


def _message(urn: str, report: LiveObject) -> str:
    return (
        f"GlobalReport {report.name} now belongs to {owner_in_words(report.labels)}, which has taken it over; deleting "
        f"it here would delete it there. Take it out of this stack's state instead: pulumi state delete '{urn}'"
    )
