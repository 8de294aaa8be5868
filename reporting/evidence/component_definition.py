"""A stack's matrix as an OSCAL 1.2 component definition: what its reports support evidence for, framework by framework.

Every id follows from the content.
https://pages.nist.gov/OSCAL-Reference/models/v1.2.0/component-definition/json-reference/
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from reporting.dialects.moments import rfc3339
from reporting.frameworks.oscal import NAMESPACE, VERSION, control_id, supports
from reporting.objects.plan import Plan
from reporting.words.controls import ControlRow, Matrix, cadence, matrices

Object = dict[str, Any]


def component_definition(project: str, plans: Mapping[str, Plan], made: datetime) -> Object:
    """The stacks of a project by name, a component each; only controls that some report supports evidence for."""
    components = [_component(project, stack, plan) for stack, plan in plans.items()]
    return {
        "component-definition": {
            "uuid": _id(project, *plans),
            "metadata": {
                "title": f"Calico compliance reports of {', '.join(plans)}",
                "last-modified": rfc3339(made),
                "version": rfc3339(made),
                "oscal-version": VERSION,
            },
            "components": components,
        }
    }


def _component(project: str, stack: str, plan: Plan) -> Object:
    cluster = plan.settings.cluster.name
    implementations = [
        _implementation(project, stack, matrix)
        for matrix in matrices(plan)
        if any(row.reports for row in matrix.controls)
    ]
    return {
        "uuid": _id(project, stack, "component"),
        "type": "software",
        "title": f"Compliance reports of stack {stack}",
        "description": f"Calico's compliance reports of cluster {cluster}. None satisfies a control by itself.",
        **({"control-implementations": implementations} if implementations else {}),
    }


def _implementation(project: str, stack: str, matrix: Matrix) -> Object:
    rows = [row for row in matrix.controls if row.reports]
    return {
        "uuid": _id(project, stack, matrix.short),
        "source": f"{NAMESPACE}:{matrix.short}",
        "description": f"Reports that support evidence for controls of {matrix.framework.name}.",
        "implemented-requirements": [_requirement(project, stack, matrix.short, row) for row in rows],
    }


def _requirement(project: str, stack: str, short: str, row: ControlRow) -> Object:
    reports = "; ".join(
        f"{planned.name} ({planned.report.report_type}), {cadence(planned)}, {control.basis}"
        for planned, control in row.reports
    )
    return {
        "uuid": _id(project, stack, short, row.id),
        "control-id": control_id(short, row.id),
        "description": f"{row.title}: evidence is supported by {reports}.",
        "props": [{**supports(control), "remarks": planned.name} for planned, control in row.reports],
    }


def _id(*names: str) -> str:
    return str(uuid5(NAMESPACE_URL, "/".join((NAMESPACE, *names))))
