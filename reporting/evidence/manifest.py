"""manifest.json: what a folder of evidence is of, everything in it by its digest, and what is missing from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reporting.dialects.moments import Window, parse_day, parse_instant, rfc3339
from reporting.evidence.bundle import Evidence, File, Item, ReportEvidence, Subject
from reporting.evidence.completeness import Outcome, State
from reporting.evidence.period import Period

NAME = "manifest.json"

_FORMAT = "calico-reporting/evidence/1"


class ManifestError(ValueError):
    """A text that is no manifest of a folder of evidence."""


@dataclass(frozen=True)
class Known:
    """What an earlier run left: whose folder it is, what is in it, and what the cluster told then."""

    subject: Subject
    made: datetime
    items: tuple[Item, ...] = ()
    pages: tuple[File, ...] = ()
    failed: Mapping[str, Mapping[datetime, str]] = field(default_factory=dict)
    created: Mapping[str, datetime] = field(default_factory=dict)


def manifest(evidence: Evidence, pages: Iterable[File]) -> dict[str, Any]:
    """The manifest as plain values. `pages` are the files that were made of the evidence."""
    return {
        **head(evidence.subject, evidence.made),
        "label": evidence.label,
        "complete": evidence.complete,
        "notes": list(evidence.notes),
        "reports": [_report(report) for report in evidence.reports],
        "archived": [item_as_json(item) for item in evidence.items],
        "pages": [_file_as_json(file) for file in pages],
    }


def head(subject: Subject, made: datetime) -> dict[str, Any]:
    """Whose folder it is, and since when there is one."""
    return {
        "format": _FORMAT,
        "project": subject.project,
        "stack": subject.stack,
        "cluster": subject.cluster,
        "period": {"from": subject.period.first.isoformat(), "to": subject.period.last.isoformat()},
        "made": rfc3339(made),
    }


def item_as_json(item: Item) -> dict[str, Any]:
    """One archived report and its files."""
    return {
        "report": item.report,
        "start": rfc3339(item.window.start),
        "end": rfc3339(item.window.end),
        "source": item.source,
        "id": item.id,
        "retrieved": rfc3339(item.retrieved),
        "files": [_file_as_json(file) for file in item.files],
    }


def read_head(document: Any) -> Known:
    """Whose folder it is. Raises ManifestError."""
    try:
        if document["format"] != _FORMAT:
            raise ManifestError(f"its format is not {_FORMAT}")
        period = Period(parse_day(document["period"]["from"]), parse_day(document["period"]["to"]))
        subject = Subject(_text(document["project"]), _text(document["stack"]), _text(document["cluster"]), period)
        return Known(subject, parse_instant(document["made"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(error) from None


def read_manifest(document: Any) -> Known:
    """What a manifest says that a later run needs. Raises ManifestError."""
    known = read_head(document)
    try:
        reports = {_text(report["name"]): report for report in document["reports"]}
        return Known(
            known.subject,
            known.made,
            tuple(read_item(item) for item in document["archived"]),
            tuple(_read_file(file) for file in document["pages"]),
            {name: _instants(report["failed"]) for name, report in reports.items()},
            {name: parse_instant(report["created"]) for name, report in reports.items() if report["created"]},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(error) from None


def read_item(value: Any) -> Item:
    """One archived report. Raises ManifestError."""
    try:
        return Item(
            _text(value["report"]),
            Window(parse_instant(value["start"]), parse_instant(value["end"])),
            _text(value["source"]),
            _text(value["id"]),
            parse_instant(value["retrieved"]),
            tuple(_read_file(file) for file in value["files"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(error) from None


def _report(report: ReportEvidence) -> dict[str, Any]:
    return {
        "name": report.name,
        "reportType": report.definition.report_type,
        "schedule": report.definition.schedule.text,
        "covers": report.definition.covers,
        "changes": list(report.changes),
        "created": rfc3339(report.created) if report.created else None,
        "failed": {rfc3339(end): job for end, job in sorted(report.failed.items())},
        "windows": {state.value: report.count(state) for state in State},
        "missing": [_outcome(outcome) for outcome in report.outcomes if outcome.gaps],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        **_window(outcome.window),
        "state": outcome.state.value,
        "gaps": [{**_window(gap.part), "cause": gap.cause.value, "reason": gap.reason} for gap in outcome.gaps],
    }


def _window(window: Window) -> dict[str, str]:
    return {"start": rfc3339(window.start), "end": rfc3339(window.end)}


def _file_as_json(file: File) -> dict[str, Any]:
    return {"path": file.path, "size": file.size, "sha256": file.sha256}


def _read_file(value: Any) -> File:
    if not isinstance(value["size"], int):
        raise ManifestError("a size is not a number")
    return File(_text(value["path"]), value["size"], _text(value["sha256"]))


def _instants(value: Mapping[str, Any]) -> dict[datetime, str]:
    return {parse_instant(end): _text(job) for end, job in value.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ManifestError("a text is missing")
    return value


def _unreadable(error: Exception) -> ManifestError:
    missing = isinstance(error, KeyError)
    return ManifestError(f"it has no {error.args[0]}" if missing else str(error) or type(error).__name__)
