"""What GlobalReports carry: a reason where they rest, and the team's names and labels.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/globalreport
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .resource import Resource
from .rule import Config, ResourceRule

REASON = "calico-reporting/reason"
# The Kubernetes provider marks objects whose names it made up.
_AUTONAMED = "pulumi.com/autonamed"


def reason_to_rest(resource: Resource, _config: Config) -> Iterator[str]:
    """A suspended or unscheduled report without a reason."""
    if not resource.is_report or str(resource.annotations.get(REASON) or "").strip():
        return
    for fault, code in _resting(resource):
        yield (
            f"Report {resource.name} {fault}, so it is not made by itself, and nothing says why: a gap in the archive "
            f'that nobody can explain later. Say it in the stack file: accept: {{{code}: "the cluster is being '
            f'rebuilt"}}; in another program, in metadata.annotations: {REASON}. Or let it run.'
        )


def report_names(resource: Resource, config: Config) -> Iterator[str]:
    """A name that `pattern` does not match as a whole, or that nobody wrote."""
    if not resource.is_report:
        return
    if resource.annotations.get(_AUTONAMED) == "true":
        yield (
            f"Report {resource.name} has no name of its own, so Pulumi made one up that changes when the report is "
            "replaced. Reports are archived by name: the history would end there. Write metadata.name."
        )
    elif not re.fullmatch(config["pattern"], resource.name):
        yield (
            f"Report {resource.name} is not named as the team wants it: {config['pattern']}. Rename it before the "
            "first `pulumi up`: a report is archived by its name, and under another one its history starts anew. Or "
            "change report-names.pattern of policy-config.json."
        )


def report_labels(resource: Resource, config: Config) -> Iterator[str]:
    """Labels that `required` has and the report has not, or with another value."""
    if resource.is_report and not resource.is_patch:
        yield from _missing("label", resource.name, resource.labels, config["required"])


def report_annotations(resource: Resource, config: Config) -> Iterator[str]:
    """Annotations that `required` has and the report has not, or with another value."""
    if resource.is_report and not resource.is_patch:
        yield from _missing("annotation", resource.name, resource.annotations, config["required"])


def _missing(what: str, report: str, stated: Mapping[str, Any], required: Mapping[str, str]) -> Iterator[str]:
    for key, pattern in required.items():
        value = stated.get(key)
        if value is None or not re.fullmatch(pattern, str(value)):
            has = "does not have it" if value is None else f"has {value}"
            yield (
                f"The team wants {what} {key} on each report, with a value that matches {pattern}, and "
                f"{report} {has}: whoever looks for it misses this report. Write it in {what}s of the report or of its "
                f"set in the stack file, elsewhere in metadata.{what}s; or change report-{what}s.required of "
                "policy-config.json."
            )


def _resting(resource: Resource) -> Iterator[tuple[str, str]]:
    """How a report rests, and the advice of `reportctl check` that its stack file accepts then."""
    if resource.spec.get("suspend") is True:
        yield "is suspended", "SUSPENDED"
    unstated = None if resource.is_patch else ""
    if resource.spec.get("schedule", unstated) == "":
        yield "has no schedule", "MANUAL_ONLY"


def _required(what: str, default: Mapping[str, str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": {"type": "string", "format": "regex"},
        "default": {**default},
        "description": f"{what} by key, each with a regular expression that matches its whole value.",
    }


REASON_TO_REST = ResourceRule(
    "reason-to-rest", "No report is suspended or unscheduled without a reason.", reason_to_rest
)
REPORT_NAMES = ResourceRule(
    "report-names",
    "Reports are named as the team wants.",
    report_names,
    properties={
        "pattern": {
            "type": "string",
            "format": "regex",
            # As long as the names of their Jobs stay readable.
            "default": "[a-z0-9][a-z0-9.-]{0,31}",
            "description": "A regular expression that matches the whole name of a report.",
        }
    },
)
REPORT_LABELS = ResourceRule(
    "report-labels",
    "Reports carry the labels that the team wants.",
    report_labels,
    properties={"required": _required("Labels", {"app.kubernetes.io/managed-by": "pulumi"})},
)
REPORT_ANNOTATIONS = ResourceRule(
    "report-annotations",
    "Reports carry the annotations that the team wants.",
    report_annotations,
    properties={"required": _required("Annotations", {})},
)
