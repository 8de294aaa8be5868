"""evidence.xlsx: a sheet a report type, with each window and what its summary says. Imported where it is made."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from reporting.evidence.bundle import Evidence, ReportEvidence
from reporting.evidence.rows import COLUMNS, rows_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

NAME = "evidence.xlsx"

# https://support.microsoft.com/office/excel-specifications-and-limits
_MOST_ROWS = 1_048_576
_LONGEST_NAME = 31
_LONGEST_TEXT = 32_767

# The first of them that a report has.
_SUMMARIES = ("total-summary.csv", "summary.csv")
_MOST_SUMMARY = 2**20
_MOST_COLUMNS = 60
_BEYOND = "more values than columns"
_WIDTHS = (32, 16, 21, 21, 16, 30, 60, 60)


def spreadsheet(evidence: Evidence, root: Path, target: Path) -> None:
    """Write the workbook; the same evidence gives the same bytes. Raises OSError."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        book.set_properties({"title": "Evidence", "created": evidence.changed.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for name, reports in evidence.of_type().items():
            sheet = book.add_worksheet(_sheet_name(name, [one.get_name() for one in book.worksheets()]))
            sheet.freeze_panes(1, 1)
            for column, width in enumerate(_WIDTHS):
                sheet.set_column(column, column, width)
            _fill(sheet, reports, root, bold)


def _fill(sheet: "Worksheet", reports: list[ReportEvidence], root: Path, bold: object) -> None:
    columns = _columns(reports, root)
    for place, heading in enumerate((*COLUMNS, *columns)):
        sheet.write_string(0, place, heading, bold)
    rows = (row for report in reports for row in rows_of(report))
    for number, row in enumerate(rows, 1):
        if number == _MOST_ROWS - 1:
            sheet.write_string(number, 0, "A sheet has no room for more: the rest is in index.csv.")
            return
        summary = _summary(root, row[-1])
        for place, value in enumerate((*row, *(summary.get(column, "") for column in columns))):
            _write(sheet, number, place, value)


def _write(sheet: "Worksheet", row: int, column: int, value: str) -> None:
    if column >= len(COLUMNS) and value.isascii() and value.isdecimal() and len(value) < 15:
        sheet.write_number(row, column, int(value))
    elif value:
        sheet.write_string(row, column, value[:_LONGEST_TEXT])


def _columns(reports: Iterable[ReportEvidence], root: Path) -> list[str]:
    """The headings of all summaries, in the order in which they come."""
    found: dict[str, None] = {}
    for report in reports:
        for row in rows_of(report):
            found |= dict.fromkeys(_summary(root, row[-1]))
    return list(found)[:_MOST_COLUMNS]


def _summary(root: Path, paths: str) -> dict[str, str]:
    """The first line of a window's summary by its headings; values beyond the headings are kept together."""
    path = next((path for name in _SUMMARIES for path in paths.split() if path.endswith(name)), None)
    lines = list(_lines(root / path)) if path else []
    if len(lines) < 2:
        return {}
    headings, values = lines
    more = values[len(headings) :]
    return {**dict(zip(headings, values, strict=False)), **({_BEYOND: ", ".join(more)} if more else {})}


def _lines(path: Path) -> Iterator[list[str]]:
    """The first two lines of a table, as far as it is one."""
    with path.open("rb") as content:
        text = content.read(_MOST_SUMMARY).decode("utf-8", "replace")
    try:
        for line, _ in zip(csv.reader(text.splitlines()), range(2), strict=False):
            yield line
    except csv.Error:
        return


def _sheet_name(report_type: str, taken: list[str]) -> str:
    name = report_type[:_LONGEST_NAME]
    numbered = (f"{name[: _LONGEST_NAME - 4]}-{number}" for number in range(2, 999))
    return next(one for one in (name, *numbered) if one not in taken)
