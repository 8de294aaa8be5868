"""Every code of advice, with its severity and what it is about."""

from enum import StrEnum
from typing import NamedTuple


class Severity(StrEnum):
    """How much an advice weighs: a warning may cost data or money, a note is worth knowing."""

    WARNING = "warning"
    NOTE = "note"


class Kind(NamedTuple):
    """What all advice of one code has in common. `title` is a phrase for tables."""

    severity: Severity
    title: str


_WARNING, _NOTE = Severity

CATALOGUE: dict[str, Kind] = {
    # Log-flush intervals
    "WORKSHOP_INTERVALS": Kind(_WARNING, "logs are flushed more often than by default, which takes storage"),
    "WORKSHOP_OVER": Kind(_WARNING, "short intervals after the last day on which they were wanted"),
    "LONG_INTERVAL": Kind(_NOTE, "logs are flushed less often than by default"),
    # When reports run
    "LONG_PERIOD": Kind(_WARNING, "a window that the controller may skip, because it looks back seven days"),
    "SAME_MINUTE": Kind(_NOTE, "several reports start at the same minute"),
    "MANUAL_ONLY": Kind(_NOTE, "a report without a schedule that no run names"),
    "SUSPENDED": Kind(_NOTE, "a report that is suspended"),
    "RUN_MOVES_SERIES": Kind(_NOTE, "a run by hand of a report that has a schedule"),
    # What a schedule's text means
    "NEVER_FIRES": Kind(_WARNING, "a schedule that never runs"),
    "BEYOND_FIVE_YEARS": Kind(_WARNING, "more than five years between two runs"),
    "READS_AS": Kind(_WARNING, "a part of a schedule that is read as something else"),
    "BOTH_DAYS_MUST_MATCH": Kind(_WARNING, "day of month and day of week must both match"),
    "BOTH_DAY_FIELDS": Kind(_WARNING, "day of month and day of week, of which either is enough"),
    "MISSING_DATE": Kind(_WARNING, "a day that some months or years do not have"),
    "NEXT_DAY": Kind(_NOTE, "a window that is reported on the next day"),
    "EVERY_UNALIGNED": Kind(_NOTE, "runs at a constant delay, at no fixed time of day"),
    # What a report sees
    "WHOLE_CLUSTER": Kind(_WARNING, "a report without endpoints, which covers the whole cluster"),
    "AGGREGATED_FLOWS": Kind(_WARNING, "flow logs that do not tell endpoints apart"),
    "KUBERNETES_AUDIT_LOG": Kind(_WARNING, "a policy-audit report without a known Kubernetes audit log"),
    "WINDOW_OVER_RETENTION": Kind(_WARNING, "a window longer than its data is kept"),
    "PERIOD_OVER_ARCHIVE": Kind(_WARNING, "reports that are deleted before the next one is made"),
    # CIS benchmarks
    "CIS_UNSCORED_UNSTATED": Kind(_WARNING, "includeUnscoredTests is not stated"),
    "CIS_FILTER_EMPTY": Kind(_WARNING, "a results filter that filters nothing"),
    "CIS_FILTER_SHADOWED": Kind(_WARNING, "a results filter that an earlier one makes useless"),
    "CIS_INCLUDED_AND_EXCLUDED": Kind(_WARNING, "a benchmark test both included and excluded"),
    # Names and types
    "LONG_NAME": Kind(_WARNING, "a report's name that is cut in the names of its Jobs"),
    "CUSTOM_TYPE": Kind(_NOTE, "a report type that is not built in"),
    "TYPE_LIKE_BUILT_IN": Kind(_WARNING, "a report type spelled almost like a built-in one"),
    # The stack
    "COMPLIANCE_ABSENT": Kind(_WARNING, "report sets or runs where compliance is absent"),
    "PREFLIGHT_SKIPPED": Kind(_WARNING, "the look at the live cluster is skipped"),
    "ACCEPT_UNKNOWN": Kind(_WARNING, "an accepted code that does not exist"),
    "ACCEPT_UNUSED": Kind(_NOTE, "an accepted code that applies to nothing"),
}
