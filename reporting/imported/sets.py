"""Reports that share endpoints, in one set, with what they share said once."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from reporting.imported.reports import ImportedReport
from reporting.writing.set_names import NODES, set_names


def report_sets(reports: Iterable[ImportedReport]) -> dict[str, dict[str, Any]]:
    """The sets by name, in the order of their first reports, as a stack file says them."""
    groups: dict[str, list[ImportedReport]] = {}
    for report in reports:
        groups.setdefault(json.dumps(_shared(report), sort_keys=True, default=str), []).append(report)
    names = set_names([_shared(group[0]) for group in groups.values()])
    return {name: _set(group) for name, group in zip(names, groups.values(), strict=True)}


def _shared(report: ImportedReport) -> Any:
    return NODES if report.covers_nodes else report.endpoints


def _set(group: list[ImportedReport]) -> dict[str, Any]:
    labels = _common([report.labels for report in group])
    annotations = _common([report.annotations for report in group])
    return {
        **({} if group[0].endpoints is None else {"endpoints": group[0].endpoints}),
        **({"labels": labels} if labels else {}),
        **({"annotations": annotations} if annotations else {}),
        "reports": {report.name: _report(report, labels, annotations) for report in group},
    }


def _common(stated: list[Mapping[str, Any]]) -> dict[str, Any]:
    """What all of several reports carry; one alone keeps its own."""
    first, *others = stated
    if not others:
        return {}
    return {key: value for key, value in first.items() if all(_has(one, key, value) for one in others)}


def _has(stated: Mapping[str, Any], key: str, value: Any) -> bool:
    return key in stated and type(stated[key]) is type(value) and stated[key] == value


def _report(report: ImportedReport, labels: Mapping[str, Any], annotations: Mapping[str, Any]) -> dict[str, Any]:
    own = {
        "labels": {key: value for key, value in report.labels.items() if key not in labels},
        "annotations": {key: value for key, value in report.annotations.items() if key not in annotations},
    }
    return {**report.values, **{field: stated for field, stated in own.items() if stated}}
