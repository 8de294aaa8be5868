"""The team's rules. They import neither pulumi nor pulumi_policy, and nothing of this folder's surroundings."""

from .cis import CIS_EXCLUSIONS, CIS_REPORT
from .felix import FELIX_FIELDS
from .intervals import PRODUCTION_INTERVALS, WORKSHOP_END_DATE
from .reports import REASON_TO_REST, REPORT_ANNOTATIONS, REPORT_LABELS, REPORT_NAMES
from .rule import ResourceRule, StackRule

RULES: tuple[ResourceRule | StackRule, ...] = (
    PRODUCTION_INTERVALS,
    WORKSHOP_END_DATE,
    CIS_REPORT,
    CIS_EXCLUSIONS,
    REASON_TO_REST,
    FELIX_FIELDS,
    REPORT_NAMES,
    REPORT_LABELS,
    REPORT_ANNOTATIONS,
)
