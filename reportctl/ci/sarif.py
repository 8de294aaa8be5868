"""Findings as SARIF 2.1.0, which code scanning shows as annotations on a pull request.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reportctl.project.findings import Checked
from reportctl.show.findings import relative
from reporting.finding import Accepted, Code, Finding
from reporting.findings.catalogue import CATALOGUE

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_log(found: Iterable[Checked]) -> dict[str, Any]:
    """A log of one run, with every rule there is; accepted findings are suppressed with their reason."""
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "reportctl check", "rules": [_rule(code) for code in CATALOGUE.values()]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding.file or one.file, finding) for one in found for finding in one.findings],
            }
        ],
    }


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.name,
        "shortDescription": {"text": f"{code.title[0].upper()}{code.title[1:]}."},
        "defaultConfiguration": {"level": code.severity.value},
        **({"helpUri": code.source} if code.source else {}),
    }


_INDEX = {code: index for index, code in enumerate(CATALOGUE)}


def _result(file: Path, finding: Finding) -> dict[str, Any]:
    result = {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": finding.severity.value,
        "message": {"text": f"{finding.key}: {finding.message}".removeprefix(": ")},
        "locations": [{"physicalLocation": _location(file, finding)}],
    }
    return {**result, "suppressions": [_suppression(finding.accepted)]} if finding.accepted else result


def _suppression(accepted: Accepted) -> dict[str, Any]:
    until = accepted.until and accepted.until.isoformat()
    stated = {"owner": accepted.owner, "until": until, "ticket": accepted.ticket}
    properties = {name: value for name, value in stated.items() if value}
    suppression = {"kind": "inSource", "justification": accepted.reason}
    return {**suppression, "properties": properties} if properties else suppression


def _location(file: Path, finding: Finding) -> dict[str, Any]:
    place = relative(file)
    uri = place.as_uri() if place.is_absolute() else quote(place.as_posix())
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": finding.line}}
