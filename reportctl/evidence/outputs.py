"""Everything in a folder that is made of the evidence in it."""

import csv
import io
import json
from typing import Any

from reportctl.evidence.folder import UNFINISHED, EvidenceFolder
from reportctl.evidence.spreadsheet import NAME as SPREADSHEET
from reportctl.evidence.spreadsheet import spreadsheet
from reportctl.page.evidence import render_evidence
from reporting.evidence.bundle import Evidence, File
from reporting.evidence.manifest import manifest
from reporting.evidence.oscal import PLAN, RESULTS, assessment_plan, assessment_results
from reporting.evidence.rows import COLUMNS, rows

PAGE = "index.html"
TABLE = "index.csv"


def write_outputs(evidence: Evidence, folder: EvidenceFolder) -> File:
    """Write pages, tables and at last the manifest, which is returned. Raises OSError."""
    table = folder.root / UNFINISHED / SPREADSHEET
    spreadsheet(evidence, folder.root, table)
    pages = [
        folder.write(PLAN, _json(assessment_plan(evidence))),
        folder.write(RESULTS, _json(assessment_results(evidence))),
        folder.adopt(table),
        folder.write(TABLE, _csv(evidence)),
        folder.write(PAGE, render_evidence(evidence).encode()),
    ]
    return folder.finish(manifest(evidence, pages))


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=1, ensure_ascii=False).encode() + b"\n"


def _csv(evidence: Evidence) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(rows(evidence))
    return text.getvalue().encode()
