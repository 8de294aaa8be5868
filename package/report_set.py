"""ReportSet by a stack file's keys: those of one of its sets."""

from typing import Any

import pulumi

from components.report_set import ReportSet, ReportSetArgs
from package.arguments import ALWAYS, Arguments, Entry
from package.component import TEXTS, Component, Found
from reporting.stack.reports import ReportSet as StatedSet


def _make(name: str, found: Found, opts: pulumi.ResourceOptions) -> tuple[ReportSet, dict[str, Any]]:
    """Without a guard: a hook has to be registered in every run, also when the set has left the program."""
    plan = found.inspection.plan
    args = ReportSetArgs(plan.sets[name], found.owner, frozenset(plan.settings.adopt))
    made = ReportSet(name, args, opts, live=found.inspection.live.reports)
    return made, {"reports": list(made.reports)}


REPORT_SET = Component(
    ReportSet,
    Arguments(
        keys=("adopt", "kubernetesAuditLog", "links", *ALWAYS),
        entry=Entry("reportSets", StatedSet),
        fixed={"intervals": "production"},
        others=frozenset({"intervals", "felix", "retention"}),
    ),
    {"reports": TEXTS},
    _make,
)
