"""Findings as SARIF 2.1.0, which code scanning shows as annotations on a pull request.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reportctl.project.findings import TITLES, Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif_log(findings: Iterable[Finding]) -> dict[str, Any]:
    """A log of one run, with every rule there is; accepted findings are suppressed with their reason."""
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "reportctl check", "rules": _rules()}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding) for finding in findings],
            }
        ],
    }


def relative(file: Path) -> Path:
    """A file as seen from the working directory, where it lies below it."""
    here = Path.cwd()
    full = file.resolve()
    return full.relative_to(here) if full.is_relative_to(here) else full


def _rules() -> list[dict[str, Any]]:
    return [
        {"id": code, "shortDescription": {"text": _sentence(title)}, "defaultConfiguration": {"level": level.value}}
        for code, (level, title) in TITLES.items()
    ]


_INDEX = {code: index for index, code in enumerate(TITLES)}


def _result(finding: Finding) -> dict[str, Any]:
    text = f"{finding.key}: {finding.what} {finding.remedy}".removeprefix(": ").rstrip()
    result = {
        "ruleId": finding.code,
        "ruleIndex": _INDEX[finding.code],
        "level": finding.level.value,
        "message": {"text": text},
        "locations": [{"physicalLocation": _location(finding)}],
    }
    if finding.accepted is None:
        return result
    return {**result, "suppressions": [{"kind": "inSource", "justification": finding.accepted}]}


def _location(finding: Finding) -> dict[str, Any]:
    file = relative(finding.file)
    uri = file.as_uri() if file.is_absolute() else quote(file.as_posix())
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": finding.line}}


def _sentence(title: str) -> str:
    return f"{title[0].upper()}{title[1:]}."
