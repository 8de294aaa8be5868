"""A report on the cluster against the one that a stack wants there."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from reporting.changes.reports import field_changes
from reporting.objects.canonical import canonical
from reporting.objects.live import LiveObject
from reporting.objects.reports import PlannedReport
from reporting.spans import brief
from reporting.stack.cis import CisBenchmark
from reporting.stack.reports import Report


def live_changes(live: LiveObject, wanted: PlannedReport) -> list[str]:
    """What becomes of each field of the spec that differs, as `reportctl diff` says it; nothing where none does.

    A field, or a whole spec, that a stack file could not say is shown as it is.
    """
    before, after = canonical(dict(live.spec)), wanted.spec
    differing = [field for field in {**before, **after} if before.get(field) != after.get(field)]
    if not differing:
        return []
    in_words = _in_words(before, after)
    said = {path[0] for path, _ in in_words}
    plain = [_plain(field, before, after) for field in differing if field not in said]
    return [*(sentence for _, sentence in in_words), *plain]


def _in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[Any, str]]:
    try:
        return field_changes(_as_planned(before), _as_planned(after))
    except ValidationError:
        return []


def _as_planned(spec: Mapping[str, Any]) -> PlannedReport:
    """A spec as if a set without a name said it, with the CIS numbers that count. Raises ValidationError."""
    report = Report.model_validate({"schedule": "", **spec})
    cis = report.cis or (None if report.covers_endpoints else CisBenchmark())
    if cis is not None:
        report = report.model_copy(update={"cis": cis.model_copy(update=_numbers(cis))})
    return PlannedReport("", "", report, report.endpoints if report.covers_endpoints else None)


def _numbers(cis: CisBenchmark) -> dict[str, int]:
    fields = CisBenchmark.model_fields
    return {name: cis.numbers[str(field.alias)] for name, field in fields.items() if field.alias in cis.numbers}


def _plain(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    return f"has {field}: {_shown(after.get(field))} instead of {_shown(before.get(field))}"


def _shown(value: object) -> str:
    return "nothing" if value is None else brief(json.dumps(value, sort_keys=True))
