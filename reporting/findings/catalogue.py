"""Every code there is, gathered from beside the rules."""

from types import ModuleType

from reporting import faults
from reporting.finding import Code
from reporting.findings import acceptance, projects, stack_file
from reporting.findings.live import access as live_access
from reporting.findings.live import (
    availability,
    clock,
    existing,
    felix,
    felix_beaten,
    licensing,
    look,
    managed_retention,
    place,
    retention,
    runs,
    stores,
    unscheduled,
)
from reporting.findings.live import cis as live_cis
from reporting.findings.live import feature as live_feature
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
    schedules,
)
from reporting.findings.stack import retention as stack_retention


def _codes(*modules: ModuleType) -> dict[str, Code]:
    return {code.name: code for module in modules for code in vars(module).values() if isinstance(code, Code)}


FAULTS = _codes(faults)
"""Of what makes a stack file unusable."""

OF_STACKS = _codes(
    intervals,
    feature,
    naming,
    oddities,
    schedules,
    coverage,
    frameworks,
    cis,
    exceptions,
    stack_retention,
    access,
    acceptance,
)
"""Of what is legal in a stack file but unwise, which can be told without its cluster."""

OF_FILES = _codes(stack_file)
"""Of what only the file itself tells, not a run of Pulumi."""

OF_CLUSTERS = _codes(
    look,
    availability,
    live_feature,
    licensing,
    place,
    runs,
    existing,
    live_access,
    unscheduled,
    felix,
    felix_beaten,
    retention,
    managed_retention,
    stores,
    live_cis,
    clock,
)
"""Of what only a look at the cluster can tell."""

OF_PROJECTS = _codes(projects)
"""Of what only all stacks of a project together tell."""

CATALOGUE = {**FAULTS, **OF_STACKS, **OF_FILES, **OF_CLUSTERS, **OF_PROJECTS}
