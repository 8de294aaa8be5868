"""FelixFlush by a stack file's keys."""

from typing import Any

import pulumi

from components.felix_flush import FelixFlush, FelixFlushArgs
from package.arguments import ALWAYS, Arguments
from package.component import ANYTHING_BY_NAME, Component, Found
from reporting.stack.settings import Compliance


def _make(name: str, found: Found, opts: pulumi.ResourceOptions) -> tuple[FelixFlush, dict[str, Any]]:
    plan = found.inspection.plan
    args = FelixFlushArgs(plan.felix, found.owner.field_manager, plan.settings.intervals_until)
    return FelixFlush(name, args, opts), {"spec": plan.felix.spec}


FELIX_FLUSH = Component(
    FelixFlush,
    Arguments(
        keys=("intervals", "felix", "intervalsUntil", *ALWAYS),
        fixed={"compliance": Compliance.ABSENT.value},
    ),
    {"spec": ANYTHING_BY_NAME},
    _make,
)
