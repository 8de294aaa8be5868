"""Tables that people open in a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# https://owasp.org/www-community/attacks/CSV_Injection
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - full-width forms too


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[str | None]]) -> str:
    """A table as CSV (RFC 4180), in which no cell is a formula to a spreadsheet."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    return text.getvalue()


def _cell(value: str | None) -> str:
    text = value or ""
    return f"'{text}" if text.startswith(_BEGINS_FORMULA) else text
