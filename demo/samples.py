"""Sample files as if somebody had downloaded two weeks of stack `dev`'s reports, for `reportctl evidence` to gather.

Calico has no part in them, and each says so. Two days are left out, so that there is a gap to see.
"""

from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree

from cluster.archive.filenames import window_name
from reporting.dialects.moments import Window
from reporting.evidence.expected import expected_windows
from reporting.evidence.history import ALWAYS, Definition, Version, stretches
from reporting.evidence.period import Period
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport

LABEL = "Samples: made by the demo, not by Calico."

_DAYS = 14
_LEFT_OUT = (5, 6)
_FILES = {
    "inventory": ("summary.csv", "endpoints.csv"),
    "network-access": ("summary.csv", "endpoints.csv"),
    "policy-audit": ("summary.csv", "events.json"),
    "cis-benchmark": ("total-summary.csv", "all-tests.csv"),
}


def sample_period(today: date) -> Period:
    """The two weeks before a day."""
    return Period(today - timedelta(days=_DAYS), today - timedelta(days=1))


def write_samples(plan: Plan, today: date, folder: Path) -> Period:
    """Write samples of every report into a folder, instead of those that are there. The period that they are of."""
    rmtree(folder, ignore_errors=True)
    period = sample_period(today)
    for planned in plan.reports.values():
        for number, window in enumerate(_windows(planned, period)):
            if number not in _LEFT_OUT:
                _write(planned, window, folder / planned.name / window_name(window))
    return period


def _windows(planned: PlannedReport, period: Period) -> list[Window]:
    definition = Definition(planned.report.report_type, planned.report.schedule)
    return expected_windows(stretches(planned.name, [Version(ALWAYS, "", {planned.name: definition})]), period)


def _write(planned: PlannedReport, window: Window, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in _FILES.get(planned.report.report_type, ("summary.csv",)):
        if name.endswith(".json"):
            text = f'[{{"note": "{LABEL}"}}]\n'
        else:
            text = f"startTime,endTime,note\n{window.start:%FT%TZ},{window.end:%FT%TZ},{LABEL}\n"
        (folder / name).write_text(text, encoding="utf-8")
