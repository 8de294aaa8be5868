"""Rows for people: a line for each report, the gravest first, and below it what has to be done."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from reporting.evidence.lateness import State
from reporting.spans import listed, span
from reporting.status.row import GRAVE, Row

# Below this many columns the year and what is less asked for are left out.
_WIDE = 110
_TOLD = (State.RUNNING, State.BY_HAND)


def status_table(rows: Sequence[Row], console: Console) -> Group:
    """All rows in what fits the console's width."""
    wide = console.width >= _WIDE
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, head in enumerate(_HEADS_WIDE if wide else _HEADS):
        table.add_column(head, overflow="fold", no_wrap=number > 0)
    for stack in dict.fromkeys(row.stack for row in rows):
        own = [row for row in rows if row.stack == stack]
        table.add_row(Text(stack, style="bold"))
        for row in sorted(own, key=_weight):
            table.add_row(*_cells(row, wide=wide))
    return Group(table, *_notes(rows))


_HEADS = ("stack and report", "state", "last window", "next output")
_HEADS_WIDE = ("stack and report", "state", "last window", "until", "made", "next output")


def _weight(row: Row) -> tuple[int, bool]:
    return list(State).index(row.state), not row.differs


def _cells(row: Row, *, wide: bool) -> Iterator[Text]:
    yield Text(f"  {row.report or '(all reports)'}")
    yield _state(row, wide=wide)
    made = row.made
    if wide:
        yield _time(made.start if made else None, wide=wide)
    yield _time(made.end if made else None, wide=wide)
    if wide:
        yield _time(made.completed if made else None, wide=wide)
    yield _time(row.next_output, wide=wide)


def _state(row: Row, *, wide: bool) -> Text:
    late = f" {_rough(row)}" if row.late_by and wide else ""
    return Text(f"{row.state}{late}{', differs' if row.differs else ''}", style=_style(row))


def _style(row: Row) -> str:
    if row.state in (*GRAVE, State.UNKNOWN):
        return "red"
    if row.differs:
        return "yellow"
    return "green" if row.state is State.OK else ""


def _rough(row: Row) -> str:
    """The two largest units: `2 d 3 h`."""
    return " ".join(span(row.late_by).split()[:4]) if row.late_by else ""


def _time(instant: datetime | None, *, wide: bool) -> Text:
    return Text(f"{instant.astimezone(UTC):{'%Y-%m-%d' if wide else '%m-%d'} %H:%M}" if instant else "")


def _notes(rows: Iterable[Row]) -> Iterator[Text | Padding]:
    """What is so and what to do, said once of all reports that share it."""
    told = [row for row in sorted(rows, key=_weight) if row.in_words and (not row.fine or row.state in _TOLD)]
    for key in dict.fromkeys(map(_note, told)):
        state, stack, reason, way_out = key
        names = listed([_name(row) for row in told if _note(row) == key and row.report])
        yield Text(f"\n{state}: {f'{names} ({stack})' if names else stack}", style="bold")
        yield from (Padding(Text(text), (0, 0, 0, 4), expand=False) for text in (reason, way_out) if text)


def _name(row: Row) -> str:
    return f"{row.report} by {_rough(row)}" if row.late_by else str(row.report)


def _note(row: Row) -> tuple[str, str, str, str]:
    differs = "differs" if row.state not in (*GRAVE, State.UNKNOWN) and row.differs else row.state.value
    return differs, row.stack, row.reason, row.way_out
