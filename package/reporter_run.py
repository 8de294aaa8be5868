"""ReporterRun by a stack file's keys: those of one of its runs, and the sets that say what its reports are."""

from typing import Any

import pulumi

from components.reporter_run import ReporterRun, ReporterRunArgs
from package.arguments import ALWAYS, Arguments, Entry
from package.component import ANYTHING_BY_NAME, Component, Found
from reporting.stack.runs import Run


def _make(name: str, found: Found, opts: pulumi.ResourceOptions) -> tuple[ReporterRun, dict[str, Any]]:
    run = found.inspection.plan.runs[name]
    made = ReporterRun(name, ReporterRunArgs(run, found.owner), opts, live=found.inspection.live.jobs)
    return made, {"jobs": made.outputs}


REPORTER_RUN = Component(
    ReporterRun,
    Arguments(
        keys=("reportSets", "reporter", "links", *ALWAYS),
        entry=Entry("runs", Run),
        fixed={"intervals": "production"},
        others=frozenset({"intervals", "felix", "reportSets", "retention"}),
    ),
    {"jobs": ANYTHING_BY_NAME},
    _make,
)
