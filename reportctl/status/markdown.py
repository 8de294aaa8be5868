"""Rows as GitHub's Markdown, for an issue: what has to be done, and a count of what is fine."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from reportctl.ci.comment import cut
from reporting.evidence.lateness import State
from reporting.spans import counted, listed, span
from reporting.status.row import Row

MOST_ROWS = 100
_LONGEST_WORDS = 400
_LONGEST_NAME = 100


def markdown(rows: Sequence[Row], stacks: Sequence[str], now: datetime) -> str:
    """A table of what is not fine, the gravest first, as long as an issue can be."""
    order = list(State)
    told = sorted((row for row in rows if not row.fine), key=lambda row: order.index(row.state))
    parts = [f"Reports of {cut(listed(stacks), _LONGEST_WORDS)} as of {now:%Y-%m-%d %H:%M} UTC: {summary(rows)}."]
    if told:
        parts.append("\n".join([_HEAD, *map(_line, told[:MOST_ROWS])]))
    if len(told) > MOST_ROWS:
        parts.append(f"And {len(told) - MOST_ROWS:,} more: `bin/reportctl status --all --format json`")
    return "\n\n".join(parts) + "\n"


def summary(rows: Iterable[Row]) -> str:
    """How many there are of each state: `1 late, 3 ok, 1 differs`."""
    found = list(rows)
    counts = [(state.value, sum(row.state is state for row in found)) for state in State]
    counts.append(("different from the stack", sum(bool(row.differs) for row in found)))
    return ", ".join(f"{count:,} {name}" for name, count in counts if count) or counted(0, "report")


_HEAD = "| stack | report | state | last window until | what is so, and what to do |\n| --- | --- | --- | --- | --- |"


def _line(row: Row) -> str:
    late = f" by {span(row.late_by)}" if row.late_by else ""
    until = f"{row.made.end:%Y-%m-%d %H:%M} UTC" if row.made else ""
    state = f"{row.state}{late}{', differs' if row.differs else ''}"
    names = [cut(name, _LONGEST_NAME) for name in (row.stack, row.report or "all")]
    cells = [*names, state, until, cut(row.in_words, _LONGEST_WORDS)]
    return f"| {' | '.join(cells)} |"
