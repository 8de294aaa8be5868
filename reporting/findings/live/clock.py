"""Whether this machine and the cluster agree on the time."""

from datetime import timedelta

from reporting.dialects.durations import Duration
from reporting.finding import Code, Finding, Severity
from reporting.objects.live import LiveCluster
from reporting.objects.plan import Plan

TOLERATED = timedelta(minutes=5)

CLOCK_SKEW = Code("CLOCK_SKEW", Severity.WARNING, "a cluster whose clock differs from this machine's")


def findings(plan: Plan, live: LiveCluster) -> list[Finding]:
    """The clocks' difference where it is large and the stack has runs, whose windows are times."""
    if not plan.runs or abs(live.clock_skew) <= TOLERATED:
        return []
    size = Duration(round(abs(live.clock_skew).total_seconds()) * 10**9).words()
    direction = "behind" if live.clock_skew < timedelta() else "ahead of"
    return [
        CLOCK_SKEW.at(
            ("runs",),
            f"The cluster's clock is {size} {direction} this machine's. A run's window counts by the cluster's: one "
            "that ends now by this machine's clock is off by as much.",
            "Set the clock that is wrong, or move the window.",
        )
    ]
