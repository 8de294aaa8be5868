"""`reportctl controls`: which reports support evidence for which controls, and what none can support."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

import typer

from reportctl.project.stacks import chosen_stacks, one_stack, project_in
from reportctl.show.console import note
from reportctl.show.failure import Failure
from reportctl.show.options import HERE, ProjectOption, SelectedOption
from reporting.evidence.component_definition import component_definition
from reporting.frameworks.preset import Supported
from reporting.objects.plan import Plan, plan
from reporting.objects.reports import PlannedReport
from reporting.source.stackfile import read_stack
from reporting.words.controls import ControlRow, Matrix, cadence, matrices

_NO_REPORT = "no report of this stack"


class Format(StrEnum):
    """How the matrix is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    OSCAL = "oscal"


def controls(
    stack: SelectedOption = None,
    every: Annotated[bool, typer.Option("--all", help="Every stack of the project.")] = False,
    form: Annotated[
        Format, typer.Option("--format", help="table for people; csv, json or oscal (component definition) for others.")
    ] = Format.TABLE,
    quiet: Annotated[bool, typer.Option("--quiet", help="The matrix alone.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Show which reports support evidence for which controls, how often they are made, and what none can support.

    Of the frameworks that the stack's sets name; reports of other sets count for all that are built in. No report
    satisfies a control by itself. Cited: a document says so. Inferred: from the control's text and the report's
    content.

    Example: bin/reportctl controls --stack production --format csv
    """
    if stack is not None and every:
        raise Failure("--stack and --all exclude each other. Keep one.")
    stacks = chosen_stacks(project, []) if every else [one_stack(project, stack)]
    plans = {name: plan(read_stack(project, name).settings()) for name in stacks}
    match form:
        case Format.TABLE:
            sys.stdout.writelines(f"{line}\n" for name, wanted in plans.items() for line in _lines(name, wanted))
        case Format.CSV:
            _write_csv(row for name, wanted in plans.items() for row in _rows(name, wanted))
        case Format.JSON:
            _write_json({"stacks": [_as_json(name, wanted) for name, wanted in plans.items()]})
        case Format.OSCAL:
            _write_json(component_definition(project_in(project).name, plans, datetime.now(UTC)))
    note("No report satisfies a control by itself: each supports evidence for it.", quiet=quiet)


class _Row(NamedTuple):
    """A control and one report that supports evidence for it, or why there is none."""

    stack: str
    framework: str
    control: str
    title: str
    report: str = ""
    type: str = ""
    cadence: str = ""
    mark: str = ""
    source: str = ""
    why_not: str = ""


def _rows(stack: str, wanted: Plan) -> Iterator[_Row]:
    for matrix in matrices(wanted):
        named = (stack, matrix.framework.name)
        for control in matrix.controls:
            yield from _reports(_Row(*named, control.id, control.title), control)
        for name, unsupported in matrix.unsupported.items():
            yield _Row(*named, name, unsupported.title, why_not=unsupported.why)


def _reports(row: _Row, control: ControlRow) -> Iterator[_Row]:
    for planned, supported in control.reports:
        yield row._replace(
            report=planned.name,
            type=planned.report.report_type,
            cadence=cadence(planned),
            mark=supported.basis,
            source=supported.source or "",
        )
    if not control.reports:
        yield row._replace(why_not=_NO_REPORT)


def _write_csv(rows: Iterable[_Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(name.replace("_", " ") for name in _Row._fields)
    writer.writerows(rows)


def _lines(stack: str, wanted: Plan) -> Iterator[str]:
    """A framework, below it its controls, and below each of them the reports."""
    width = max(map(len, wanted.reports), default=0)
    for matrix in matrices(wanted):
        yield f"{stack}: {matrix.framework.name}"
        for control in matrix.controls:
            yield f"  {control.id}  {control.title}"
            yield from _report_lines(control, width)
        for name, unsupported in matrix.unsupported.items():
            yield f"  {name}  {unsupported.title}"
            yield f"    no report of Calico can support it. {unsupported.why}"


def _report_lines(control: ControlRow, width: int) -> Iterator[str]:
    for planned, supported in control.reports:
        yield f"    {planned.name:<{width}}  {cadence(planned)}  {supported.basis}"
    if not control.reports:
        yield f"    {_NO_REPORT}"


def _as_json(stack: str, wanted: Plan) -> dict[str, Any]:
    return {"stack": stack, "frameworks": [_framework_as_json(matrix) for matrix in matrices(wanted)]}


def _framework_as_json(matrix: Matrix) -> dict[str, Any]:
    return {
        "name": matrix.framework.name,
        "chosen": matrix.chosen,
        "auditPeriod": matrix.framework.audit_period,
        "controls": [
            {
                "id": control.id,
                "title": control.title,
                "supportedBy": [_report_as_json(*pair) for pair in control.reports],
            }
            for control in matrix.controls
        ],
        "unsupported": [
            {"id": name, "title": unsupported.title, "why": unsupported.why}
            for name, unsupported in matrix.unsupported.items()
        ],
    }


def _report_as_json(planned: PlannedReport, supported: Supported) -> dict[str, Any]:
    return {
        "report": planned.name,
        "reportType": planned.report.report_type,
        "schedule": planned.report.schedule.text,
        "cadence": cadence(planned),
        "basis": supported.basis,
        "source": supported.source,
    }


def _write_json(document: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(document, indent=2)}\n")
