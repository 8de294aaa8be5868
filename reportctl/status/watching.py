"""The table on a terminal, kept current."""

from datetime import UTC, datetime
from time import sleep as wait

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from reportctl.status.looking import Look
from reportctl.status.table import status_table
from reporting.status.row import Row

SECONDS = 30.0


def watch(look: Look, console: Console) -> list[Row]:
    """Look again and again until an interrupt; the rows of the last look."""
    rows = look.rows()
    try:
        with Live(console=console, screen=True, auto_refresh=False) as live:
            while True:
                live.update(Group(_told(), status_table(rows, console)), refresh=True)
                wait(SECONDS)
                rows = look.rows()
    except KeyboardInterrupt:
        return rows


def _told() -> Text:
    return Text(f"{datetime.now(UTC):%H:%M:%S} UTC, again every {SECONDS:.0f} s, until Ctrl-C\n", style="dim")
