"""A fleet for people: a line for each stack, the most pressing first, and below it what that needs."""

from collections.abc import Iterator, Sequence

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reporting.fleet.row import FleetRow, State
from reporting.fleet.words import (
    exceptions_in_words,
    findings_in_words,
    intervals_in_words,
    needs_in_words,
    reports_in_words,
    told,
)
from reporting.spans import counted, listed

# Below this many columns one says in words what otherwise has a column each.
_WIDE = 150
MOST_TOLD = 20
_MOST_LINES = 12

_STYLES = {State.OK: "green", State.WARNING: "yellow", State.DRIFT: "yellow"}
_HEADS = ("stack", "state", "Calico", "what it needs")
_HEADS_WIDE = ("stack", "cluster", "state", "Calico", "intervals", "reports", "findings", "exceptions", "drift")


def fleet_table(rows: Sequence[FleetRow], console: Console) -> Group:
    """All rows in what fits the console's width."""
    wide = console.width >= _WIDE
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for head in _HEADS_WIDE if wide else _HEADS:
        table.add_column(head, overflow="fold", no_wrap=head in ("state", "drift"))
    for row in rows:
        table.add_row(*(_wide(row) if wide else _narrow(row)))
    return Group(table, *_notes([row for row in rows if row.pressing]))


def _narrow(row: FleetRow) -> Iterator[Text]:
    yield _text(row.stack)
    yield _state(row)
    yield _text(row.version or "-")
    yield Text("see below") if row.state is State.UNKNOWN else _text(needs_in_words(row) or reports_in_words(row))


def _wide(row: FleetRow) -> Iterator[Text]:
    yield _text(row.stack)
    yield _text(row.cluster or "-")
    yield _state(row)
    yield _text(row.version or "-")
    yield _text(intervals_in_words(row.intervals) or "-")
    yield Text(reports_in_words(row))
    yield Text(findings_in_words(row) or "-")
    yield Text(exceptions_in_words(row) or "-")
    yield Text(str(len(row.drift) or "-"))


def _state(row: FleetRow) -> Text:
    return Text(row.state, style=_STYLES.get(row.state, "red"))


def _notes(rows: Sequence[FleetRow]) -> Iterator[Text | Padding]:
    """What the most pressing need; lines that many of them share are said once."""
    by_lines: dict[tuple[str, ...], list[FleetRow]] = {}
    for row in rows:
        by_lines.setdefault(tuple(told(row)), []).append(row)
    for lines, those in list(by_lines.items())[:MOST_TOLD]:
        yield _text(f"\n{those[0].state}: {listed([row.stack for row in those])}", style="bold")
        more = [f"and {counted(len(lines) - _MOST_LINES, 'line')} more"] if len(lines) > _MOST_LINES else []
        for line in (*lines[:_MOST_LINES], *more):
            yield Padding(_text(" ".join(line.split())), (0, 0, 0, 4), expand=False)
    if (more_rows := sum(map(len, list(by_lines.values())[MOST_TOLD:]))) > 0:
        yield Text(
            f"\nAnd {counted(more_rows, 'more stack')} that somebody has to look at: --out fleet.html has them all"
        )


def _text(text: str, style: str = "") -> Text:
    """What files and clusters say, without what a terminal would take for an order."""
    return Text("".join(sign if sign.isprintable() or sign == "\n" else f"\\u{ord(sign):04x}" for sign in text), style)
