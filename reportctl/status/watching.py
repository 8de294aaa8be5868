"""The table on a terminal, kept current."""

from time import sleep as wait

from rich.console import Console
from rich.live import Live

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
                live.update(status_table(rows, console), refresh=True)
                wait(SECONDS)
                rows = look.rows()
    except KeyboardInterrupt:
        return rows
