"""What a stack sets, in words for outputs. Nothing in it changes by itself: no next runs, no dates."""

from fractions import Fraction

from reporting.dialects.durations import Duration
from reporting.objects.felix import PlannedFelix
from reporting.objects.plan import Plan
from reporting.stack.flush import times_default
from reporting.stack.reports import Report
from reporting.words.felix import seconds


def intervals_in_words(felix: PlannedFelix) -> dict[str, dict[str, str]]:
    """Each flush interval that is set, and how it compares with the default."""
    return {
        field: {"interval": seconds(interval), "againstDefault": against_default(interval)}
        for field, interval in felix.intervals.items()
    }


def reports_in_words(plan: Plan) -> dict[str, dict[str, str]]:
    """Each report's type and schedule."""
    return {
        name: {"type": planned.report.report_type, "schedule": _schedule(planned.report)}
        for name, planned in plan.reports.items()
    }


def against_default(interval: Duration) -> str:
    """An interval's frequency against the default's: `10 times as often`."""
    factor = times_default(interval)
    if factor == 1:
        return "the default"
    return f"{_number(factor)} times as often" if factor > 1 else f"{_number(1 / factor)} times less often"


def _schedule(report: Report) -> str:
    when = report.schedule.describe()
    return f"suspended (else {when})" if report.suspend else when


def _number(factor: Fraction) -> str:
    return f"{float(factor):.1f}".removesuffix(".0")
