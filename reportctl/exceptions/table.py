"""Exceptions for people: a line for each, the first that ends at the top."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from reporting.exceptions.judged import JudgedException
from reporting.objects.exceptions import State

WIDE = 140
"""Signs in a line from which on the terms have columns of their own."""

_STYLES = {State.OVER: "red", State.IN_GRACE: "red", State.ENDS_SOON: "yellow", State.UNUSED: "yellow"}


def show(found: Sequence[JudgedException], to: Console) -> None:
    """Print all of them; what is not stated is a dash, and on a narrow terminal nothing."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    terms = ("reason", "owner", "ticket") if to.width >= WIDE else ()
    for head in ("until", "state", "stack", "exception", *terms):
        table.add_column(head, overflow="fold", no_wrap=head in ("until", "state", "stack"))
    for one in found:
        start = (str(one.stated.until or "-"), Text(one.state, style=_STYLES.get(one.state, "")), one.stack)
        table.add_row(*start, *map(Text, _beside(one) if terms else [_below(one)]))
    to.print(table)


def _beside(one: JudgedException) -> list[str]:
    terms = one.stated.terms
    stated = (terms.reason, terms.owner, terms.ticket) if terms else (None, None, None)
    return [_line(text or "-") for text in (one.stated.in_words, *stated)]


def _below(one: JudgedException) -> str:
    """Two lines: the exception, and its terms."""
    return "\n".join(_line(str(text)) for text in (one.stated.in_words, one.stated.terms) if text)


def _line(text: str) -> str:
    return " ".join(text.split())
