"""Why reports that are not made by themselves are so, for whoever finds the gap."""

from reporting.stack.reports import Report
from reporting.stack.settings import Settings

REASON = "calico-reporting/reason"


def reasons_to_rest(settings: Settings) -> dict[str, str]:
    """The reasons of suspended and unscheduled reports, by report; none where the stack file gives none.

    They are what `accept` says of SUSPENDED and MANUAL_ONLY, or the runs that make an unscheduled report.
    """
    stated = {
        name: "; ".join(filter(None, [_suspended(settings, report), _unscheduled(settings, name, report)]))
        for report_set in settings.wanted_report_sets().values()
        for name, report in report_set.reports.items()
    }
    return {name: reason for name, reason in stated.items() if reason}


def _suspended(settings: Settings, report: Report) -> str | None:
    return settings.accept.get("SUSPENDED") if report.suspend else None


def _unscheduled(settings: Settings, name: str, report: Report) -> str | None:
    if not report.schedule.manual:
        return None
    runs = [run_id for run_id, run in settings.wanted_runs().items() if name in run.reports]
    return f"made by hand: {', '.join(runs)}" if runs else settings.accept.get("MANUAL_ONLY")
