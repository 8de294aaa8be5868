"""The rules, in the order in which their findings are shown. A new rule is a function and a line here."""

from collections.abc import Callable, Iterator

from reporting.finding import Finding
from reporting.findings.stack import (
    access,
    cis,
    coverage,
    exceptions,
    feature,
    frameworks,
    intervals,
    naming,
    oddities,
    retention,
    schedules,
)
from reporting.findings.stack.item import Stack

Rule = Callable[[Stack], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    intervals.shorter_than_default,
    intervals.after_the_workshop,
    intervals.longer_than_default,
    feature.absent_but_wanted,
    feature.not_looked_at,
    naming.long_names,
    naming.types,
    oddities.oddities,
    schedules.long_periods,
    schedules.same_minute,
    schedules.by_hand_only,
    schedules.suspended,
    schedules.run_beside_schedule,
    coverage.whole_cluster,
    coverage.aggregated_flows,
    coverage.kubernetes_audit_log,
    coverage.windows_over_retention,
    coverage.periods_over_archive,
    frameworks.audits_over_archive,
    frameworks.audits_over_logs,
    cis.endpoints,
    cis.empty_filters,
    cis.shadowed,
    cis.included_and_excluded,
    exceptions.unused,
    exceptions.dated,
    retention.confirms_nothing,
    access.named_reports,
    access.runs_by_hand,
)
