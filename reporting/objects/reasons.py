"""Why reports that are not made by themselves are so, for whoever finds the gap."""

from reporting.finding import Path
from reporting.stack.exceptions import Suspension
from reporting.stack.reports import Report
from reporting.stack.settings import Settings

REASON = "calico-reporting/reason"


def reasons_to_rest(settings: Settings) -> dict[str, str]:
    """The reasons of suspended and unscheduled reports, by report; none where the stack file gives none.

    They are what `suspend` says, or `accept` of SUSPENDED and MANUAL_ONLY, or the runs that make an unscheduled report.
    """
    stated = {
        name: "; ".join(
            filter(None, [_suspended(settings, set_name, name, report), _unscheduled(settings, set_name, name, report)])
        )
        for set_name, report_set in settings.wanted_report_sets().items()
        for name, report in report_set.reports.items()
    }
    return {name: reason for name, reason in stated.items() if reason}


def _suspended(settings: Settings, set_name: str, name: str, report: Report) -> str | None:
    if isinstance(report.suspend, Suspension):
        return report.suspend.reason
    path = ("reportSets", set_name, "reports", name, "suspend")
    return _accepted(settings, "SUSPENDED", path) if report.suspend else None


def _unscheduled(settings: Settings, set_name: str, name: str, report: Report) -> str | None:
    if not report.schedule.manual:
        return None
    runs = [run_id for run_id, run in settings.wanted_runs().items() if name in run.reports]
    path = ("reportSets", set_name, "reports", name, "schedule")
    return f"made by hand: {', '.join(runs)}" if runs else _accepted(settings, "MANUAL_ONLY", path)


def _accepted(settings: Settings, code: str, path: Path) -> str | None:
    acceptance = settings.accept.get(code)
    return acceptance.reason if acceptance and acceptance.covers(path) else None
