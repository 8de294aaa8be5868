"""The reports of many stacks, looked at side by side."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from reportctl.project.findings import naming
from reportctl.status.side_by_side import side_by_side
from reporting.evidence.lateness import GRACE
from reporting.finding import StackFileError
from reporting.objects.ownership import ANY_ENGINE, Owner
from reporting.objects.plan import plan
from reporting.source.stackfile import read_project, read_stack
from reporting.status.row import Row
from reporting.status.rows import not_looked_at, rows

_AT_ONCE = 8


def with_stack_named(row: Row) -> Row:
    """The row with its stack in the commands that it advises."""
    return replace(row, reason=naming(row.stack, row.reason), way_out=naming(row.stack, row.way_out))


@dataclass(frozen=True, slots=True)
class Look:
    """Which stacks of a project are looked at, and how: `at` is the instant to judge as of, None for now."""

    project: Path
    stacks: Sequence[str]
    grace: timedelta = GRACE
    at: datetime | None = None

    def rows(self) -> list[Row]:
        """The rows of all stacks in their order. A stack that cannot be looked at is one row; nothing is raised."""
        found = side_by_side(self._of_stack, self.stacks, _AT_ONCE)
        return [with_stack_named(row) for stack in self.stacks for row in found[stack]]

    def _of_stack(self, stack: str) -> list[Row]:
        from cluster.look import PreflightError  # noqa: PLC0415 - not for --help
        from cluster.reports import look_at_reports  # noqa: PLC0415

        try:
            settings = read_stack(self.project, stack).settings()
            wanted = plan(settings)
            if not wanted.reports:
                return []
            seen = look_at_reports(settings.cluster, self.project.absolute(), os.environ, self.at)
        except StackFileError as error:
            return [not_looked_at(stack, f"Pulumi.{stack}.yaml cannot be used: {' '.join(map(str, error.findings))}")]
        except PreflightError as error:
            return [not_looked_at(stack, str(error))]
        return rows(wanted, Owner(read_project(self.project).name, stack, ANY_ENGINE), seen, self.grace)
