"""Exceptions for people: a line for each, the first that ends at the top."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from reporting.exceptions.judged import JudgedException
from reporting.objects.exceptions import State

_STYLES = {State.OVER: "red", State.IN_GRACE: "red", State.ENDS_SOON: "yellow", State.UNUSED: "yellow"}
_HEADS = ("until", "state", "stack", "exception", "reason", "owner", "ticket")


def exceptions_table(found: Sequence[JudgedException]) -> Table:
    """All of them; what is not stated is a dash."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in _HEADS:
        table.add_column(head, overflow="fold", no_wrap=head in ("until", "state"))
    for one in found:
        terms = one.stated.terms
        stated = (terms.reason, terms.owner, terms.ticket) if terms else (None, None, None)
        table.add_row(
            str(one.stated.until or "-"),
            Text(one.state, style=_STYLES.get(one.state, "")),
            one.stack,
            *(Text(_line(text)) for text in (one.stated.in_words, *stated)),
        )
    return table


def _line(text: str | None) -> str:
    return " ".join((text or "-").split())
