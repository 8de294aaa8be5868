"""Which cluster a stack is for, and how it is reached: said in the stack file, never taken from a current context."""

from pathlib import PurePath
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from reporting.dialects import names
from reporting.faults import CLUSTER
from reporting.finding import Fault
from reporting.quote import quoted
from reporting.stack.model import Model


def _relative(text: str) -> str:
    if not text.strip() or "\n" in text or text.startswith("~") or PurePath(text).is_absolute():
        raise Fault(
            CLUSTER,
            f"{quoted(text)} is not a path inside the project. The stack's state records it, so on another "
            "machine it would lead nowhere.",
            "Write one such as .sandbox/kubeconfig; for a kubeconfig elsewhere say cluster.context and set the "
            "environment variable KUBECONFIG.",
        )
    return text


class Cluster(Model):
    """The cluster's name in the stack's state, and one way to reach it.

    A name is the cluster's identity: under another one Pulumi takes it for another cluster and makes
    everything anew.
    """

    name: Annotated[str, AfterValidator(names.object_name)] = Field("", examples=["workshop"])
    context: str | None = Field(None, min_length=1, examples=["my-cluster"])
    kubeconfig: Annotated[str, AfterValidator(_relative)] | None = Field(None, examples=[".sandbox/kubeconfig"])
    in_cluster: bool = Field(False, examples=["true"])

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not self.name:
            raise Fault(
                CLUSTER,
                "has no name, by which the stack's state knows the cluster on every machine.",
                "Set one: pulumi config set --path cluster.name workshop",
            )
        return self

    @model_validator(mode="after")
    def _is_reachable(self) -> Self:
        elsewhere = self.context is not None or self.kubeconfig is not None
        if self.in_cluster and elsewhere:
            raise Fault(
                CLUSTER,
                "inCluster is said beside context or kubeconfig, and only one of them can be right.",
                "Keep inCluster: true for a program that runs in a Pod of that cluster, or remove it.",
            )
        if not self.in_cluster and not elsewhere:
            raise Fault(
                CLUSTER,
                "says no way to reach the cluster, and the context that happens to be current is never used.",
                'Set one: pulumi config set --path cluster.context "$(kubectl config current-context)"',
            )
        return self
