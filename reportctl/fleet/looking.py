"""All that there is to say of many stacks, looked at side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import BoundedSemaphore

from reportctl.project.findings import naming
from reportctl.status.looking import with_stack_named
from reportctl.status.side_by_side import side_by_side
from reporting.finding import StackFileError
from reporting.findings.diagnosis import accepted
from reporting.findings.projects import same_cluster
from reporting.fleet.looked import looked_at, not_looked_at, open_findings
from reporting.fleet.row import FleetRow, in_order
from reporting.objects.ownership import ANY_ENGINE, Owner
from reporting.objects.plan import Plan, plan
from reporting.source.stackfile import read_project, read_stack

WAITED_FOR_AT_ONCE = 112
"""Clusters: one that does not answer costs a thread and a connection until its deadline."""

READ_AT_ONCE = 16
"""Clusters that answer: each has a few connections meanwhile, and many shells allow 256 in all."""


@dataclass(frozen=True)
class FleetLook:
    """Which stacks of a project are looked at."""

    project: Path
    stacks: Sequence[str]
    _turn: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(READ_AT_ONCE), repr=False)

    def rows(self, done: Callable[[], None] = lambda: None) -> list[FleetRow]:
        """A row for each stack, the most pressing first; `done` is called after each. Raises nothing."""
        found = side_by_side(self._of_stack, self.stacks, WAITED_FOR_AT_ONCE, done)
        return in_order(map(_with_stack_named, _with_clashes(found)))

    def _of_stack(self, stack: str) -> tuple[FleetRow, Plan | None]:
        from cluster.look import PreflightError  # noqa: PLC0415 - not for --help
        from cluster.whole import look_at_whole  # noqa: PLC0415

        try:
            read = read_stack(self.project, stack)
            settings = read.settings()
            owner = Owner(read_project(self.project).name, stack, ANY_ENGINE)
        except StackFileError as error:
            fault = f"Pulumi.{stack}.yaml cannot be used: {' '.join(map(str, error.findings))}"
            return not_looked_at(stack, fault), None
        try:
            live, seen = look_at_whole(settings, owner, self.project.absolute(), self._turn)
        except PreflightError as error:
            wanted = plan(settings)
            return not_looked_at(stack, str(error), wanted), wanted
        wanted = plan(settings, live)
        row = looked_at(wanted, owner, live, seen)
        return replace(row, findings=tuple(read.placed(row.findings))), wanted


def _with_stack_named(row: FleetRow) -> FleetRow:
    return replace(
        row,
        fault=naming(row.stack, row.fault),
        findings=tuple(replace(found, remedy=naming(row.stack, found.remedy)) for found in row.findings),
        reports=tuple(map(with_stack_named, row.reports)),
    )


def _with_clashes(found: dict[str, tuple[FleetRow, Plan | None]]) -> list[FleetRow]:
    """The rows, which say as well where two have one cluster name."""
    plans = {stack: wanted for stack, (_, wanted) in found.items() if wanted is not None}
    clashes = same_cluster({stack: wanted.settings.cluster.name for stack, wanted in plans.items()})
    said = {stack: open_findings(accepted([finding], plans[stack])) for stack, finding in clashes.items()}
    return [replace(row, findings=(*row.findings, *said.get(stack, ()))) for stack, (row, _) in found.items()]
