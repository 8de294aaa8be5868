"""The matrix of a stack: which of its reports support evidence for which controls, and what no report can support."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reporting.frameworks.model import Framework, Unsupported
from reporting.frameworks.preset import Preset, Supported
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.source.expansion.frameworks import built_in


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control, and the reports that support evidence for it; none where the stack makes no such report."""

    id: str
    title: str
    reports: tuple[tuple[PlannedReport, Supported], ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One framework against a stack's reports.

    `chosen` says whether the stack names it. Of one that it does not name, only the controls are there that its reports
    support evidence for.
    """

    short: str
    framework: Framework
    controls: tuple[ControlRow, ...]
    chosen: bool

    @property
    def unsupported(self) -> Mapping[str, Unsupported]:
        """What no report can support, of a framework that the stack names."""
        return self.framework.unsupported if self.chosen else {}


def controls_of(planned: PlannedReport) -> tuple[Supported, ...]:
    """The controls that a report supports evidence for: its set's framework's, or else all built-in ones'."""
    return tuple(found for preset in _presets(planned) for found in preset.supported_by(planned.report.report_type))


def matrices(plan: Plan) -> list[Matrix]:
    """One for each framework that the stack's sets name, and for those built in that its other reports support."""
    chosen = [planned.framework for planned in plan.reports.values() if planned.framework is not None]
    presets: list[Preset] = []
    for preset in (*chosen, *built_in().values()):
        if preset not in presets:
            presets.append(preset)
    found = [_matrix(preset, plan, chosen=preset in chosen) for preset in presets]
    return [matrix for matrix in found if matrix.controls]


def cadence(planned: PlannedReport) -> str:
    """When a report is made: `every day at 06:08 UTC`."""
    words = planned.report.schedule.describe()
    return f"suspended ({words})" if planned.report.suspend else words


def _presets(planned: PlannedReport) -> Sequence[Preset]:
    return list(built_in().values()) if planned.framework is None else [planned.framework]


def _matrix(preset: Preset, plan: Plan, *, chosen: bool) -> Matrix:
    supported = [
        (planned, control)
        for planned in plan.reports.values()
        if preset in _presets(planned)
        for control in preset.supported_by(planned.report.report_type)
    ]
    rows = [
        ControlRow(name, control.title, tuple(pair for pair in supported if pair[1].control == name))
        for name, control in preset.framework.controls.items()
    ]
    return Matrix(preset.short, preset.framework, tuple(row for row in rows if chosen or row.reports), chosen)
