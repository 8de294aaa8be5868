"""Sample files as if somebody had downloaded two weeks of a stack's reports, for `reportctl evidence` to gather.

Calico has no part in them, and each says so. Two days are left out, so that there is a gap to see.
"""

from datetime import date, timedelta
from pathlib import Path
from shutil import copy, rmtree

from cluster.archive.filenames import window_name
from reporting.dialects.moments import Window
from reporting.evidence.expected import expected_windows
from reporting.evidence.history import ALWAYS, Definition, Version, stretches
from reporting.evidence.period import Period
from reporting.objects.plan import plan
from reporting.source.stackfile import files_of, read_stack
from reporting.stack.reports import Report

FOLDER = "samples"
PROJECT = "samples-project"
"""Beside the samples: the stack file without a history, so that what it says counts for the two weeks as well."""

LABEL = "Samples: made by the demo, not by Calico."

_DAYS = 14
_LEFT_OUT = (5, 6)
_FILES = {
    "inventory": ("summary.csv", "endpoints.csv"),
    "network-access": ("summary.csv", "endpoints.csv"),
    "policy-audit": ("summary.csv", "events.json"),
    "cis-benchmark": ("total-summary.csv", "all-tests.csv"),
}


def write_samples(project: Path, stack: str, today: date, folder: Path) -> Period:
    """Write samples of every report into a folder, instead of those that are there. The two weeks that they are of."""
    _copy_stack(project, stack, folder.with_name(PROJECT))
    rmtree(folder, ignore_errors=True)
    period = Period(today - timedelta(days=_DAYS), today - timedelta(days=1))
    for name, planned in plan(read_stack(project, stack).settings()).reports.items():
        for number, window in enumerate(_windows(name, planned.report, period)):
            if number not in _LEFT_OUT:
                _write(planned.report, window, folder / name / window_name(window))
    return period


def _copy_stack(project: Path, stack: str, folder: Path) -> None:
    for name in files_of(project, stack):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(project / name, folder / name)


def _windows(name: str, report: Report, period: Period) -> list[Window]:
    definition = Definition(report.report_type, report.schedule)
    return expected_windows(stretches(name, [Version(ALWAYS, "", {name: definition})]), period)


def _write(report: Report, window: Window, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _FILES.get(report.report_type, ("summary.csv",)):
        (folder / name).write_text(_sample(name, window), encoding="utf-8")


def _sample(name: str, window: Window) -> str:
    if name.endswith(".json"):
        return f'[{{"note": "{LABEL}"}}]\n'
    return f"startTime,endTime,note\n{window.start:%FT%TZ},{window.end:%FT%TZ},{LABEL}\n"
