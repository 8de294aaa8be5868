"""How long Calico keeps what reports are made from, in days.

Findings count with it; with `manage` it is also set, where LogStorage is: in a management or standalone cluster.
https://docs.tigera.io/calico-enterprise/latest/reference/installation/api: LogStorage, spec.retention
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from reporting.faults import MISSING
from reporting.finding import Fault
from reporting.stack.model import Model

# The API takes any int32. More than a century is a slip, and what Elasticsearch can count ends at 106,751 days.
Days = Annotated[int, Field(ge=1, le=36_500)]

KINDS = {
    "flows": "flow logs",
    "dnsLogs": "DNS logs",
    "auditReports": "audit logs",
    "snapshots": "snapshots",
    "complianceReports": "archived reports",
}
"""Each kind of data by its key, in words."""


class ConfirmedLoss(Model):
    """The lower days of which a team knows that they delete data, by kind of data."""

    flows: Days | None = Field(None, examples=["8"])
    dns_logs: Days | None = Field(None, examples=["8"])
    audit_reports: Days | None = Field(None, examples=["91"])
    snapshots: Days | None = Field(None, examples=["91"])
    compliance_reports: Days | None = Field(None, examples=["91"])

    def days(self) -> dict[str, int]:
        """What is confirmed, by kind of data."""
        return self.model_dump(by_alias=True, exclude_none=True)


class Retention(Model):
    """Days by kind of data; where silent, the product's own defaults. x days keep x - 1 full ones."""

    flows: Days = Field(8, examples=["8"])
    dns_logs: Days = Field(8, examples=["8"])
    audit_reports: Days = Field(91, examples=["91"])
    snapshots: Days = Field(91, examples=["91"])
    compliance_reports: Days = Field(91, examples=["91"])
    manage: bool = Field(False, examples=["true"])
    confirm_loss: ConfirmedLoss = Field(ConfirmedLoss(), examples=["{flows: 8}"])

    def days(self) -> dict[str, int]:
        """The days that count, by kind of data."""
        return self.model_dump(by_alias=True, exclude={"manage", "confirm_loss"})

    def managed(self) -> dict[str, int]:
        """The days that are to be set: those that are stated, where they are managed."""
        stated = self.model_dump(by_alias=True, exclude={"manage", "confirm_loss"}, exclude_unset=True)
        return stated if self.manage else {}

    @model_validator(mode="after")
    def _manages_something(self) -> Self:
        if self.manage and not self.managed():
            raise Fault(
                MISSING, "manage is true, and no days are said that could be set.", "Write them, such as flows: 30."
            )
        return self


DEFAULTS = Retention().days()
"""What counts where LogStorage says nothing: github.com/tigera/operator, initializing_controller.go: FillDefaults."""
