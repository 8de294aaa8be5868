"""How long Calico keeps what reports are made from, in days.

Stated for advice only; LogStorage itself belongs to the management cluster.
https://docs.tigera.io/calico-enterprise/latest/reference/installation/api: LogStorage, spec.retention
"""

from typing import Annotated

from pydantic import Field

from reporting.stack.model import Model

Days = Annotated[int, Field(ge=1, le=36_500)]


class Retention(Model):
    """Days by kind of data; where silent, the product's own defaults. x days keep x - 1 full ones."""

    flows: Days = Field(8, examples=["8"])
    dns_logs: Days = Field(8, examples=["8"])
    audit_reports: Days = Field(91, examples=["91"])
    snapshots: Days = Field(91, examples=["91"])
    compliance_reports: Days = Field(91, examples=["91"])
