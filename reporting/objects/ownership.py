"""Whose an object is: the labels that a stack puts on everything that is its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.dialects.names import label_value, may_be_shortened

MANAGED_BY = "app.kubernetes.io/managed-by"
PROJECT = "calico-reporting/project"
STACK = "calico-reporting/stack"

PULUMI, ARGOCD, FLUX = ANY_ENGINE = ("pulumi", "argocd", "flux")
"""What brings a stack's objects to a cluster, as their labels say it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A Pulumi project and one of its stacks.

    `engines` are what may have brought the stack's objects to the cluster; the first of them brings those made now.
    """

    project: str
    stack: str
    engines: tuple[str, ...] = (PULUMI,)

    def labels(self) -> dict[str, str]:
        """What the stack's own objects carry."""
        return {MANAGED_BY: self.engines[0], **self._names()}

    def owns(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels is this stack's, and one of its engines brought it."""
        return labels.items() >= self._names().items() and labels.get(MANAGED_BY) in self.engines

    def _names(self) -> dict[str, str]:
        return {PROJECT: label_value(self.project), STACK: label_value(self.stack)}

    @property
    def field_manager(self) -> str:
        """Under this name the stack writes Felix fields; one for each stack, or a destroy takes another's away."""
        return f"{label_value(self.project)}-{label_value(self.stack)}"


def owner_in_words(labels: Mapping[str, str]) -> str:
    """Whose an object with these labels is, for a sentence: `stack workshop of project calico-reporting`."""
    if is_of_a_stack(labels):
        by = other_engine(labels)
        return f"stack {labels[STACK]} of project {labels[PROJECT]}" + (f", which {by} applies" if by else "")
    if labels.get(MANAGED_BY) == "reportctl":
        return "a run by hand (reportctl run)"
    return "nobody known (it has no label of a stack)"


def is_of_a_stack(labels: Mapping[str, str]) -> bool:
    """Whether an object with these labels belongs to a stack, whichever."""
    return PROJECT in labels and STACK in labels


def other_engine(labels: Mapping[str, str]) -> str | None:
    """What applies an object of a stack where that is not Pulumi, such as `argocd`."""
    by = labels.get(MANAGED_BY, PULUMI)
    return None if by == PULUMI else by


def report_urn(labels: Mapping[str, str], name: str) -> str | None:
    """Under what a report with a stack's labels stands in that stack's state; None where the labels do not tell.

    https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
    """
    if may_be_shortened(labels[STACK]) or may_be_shortened(labels[PROJECT]):
        return None
    return f"urn:pulumi:{labels[STACK]}::{labels[PROJECT]}::{_REPORT_TYPE}::{name}"


# The components that a report stands in, and its own kind.
_REPORT_TYPE = "$".join(
    [
        "calico-reporting:index:ReportingStack",
        "calico-reporting:index:ReportSet",
        "kubernetes:projectcalico.org/v3:GlobalReport",
    ]
)
