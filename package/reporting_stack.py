"""ReportingStack by a stack file's keys: all but `extends`; what programs share, they share in their own language."""

from typing import Any

import pulumi

from components.reporting_stack import ReportingStack, ReportingStackArgs
from package.arguments import Arguments
from package.component import ANYTHING_BY_NAME, Component, Found
from reporting.stack.settings import Settings


def _make(name: str, found: Found, opts: pulumi.ResourceOptions) -> tuple[ReportingStack, dict[str, Any]]:
    inspection = found.inspection
    made = ReportingStack(name, ReportingStackArgs(inspection.plan, found.owner), opts, live=inspection.live)
    return made, made.outputs


REPORTING_STACK = Component(
    ReportingStack,
    Arguments(keys=tuple(str(field.alias) for name, field in Settings.model_fields.items() if name != "extends")),
    dict.fromkeys(("intervals", "reports", "runs", "links"), ANYTHING_BY_NAME),
    _make,
)
