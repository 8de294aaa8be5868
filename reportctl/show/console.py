"""What people read: tables on standard output, notes on standard error.

Colour only on a terminal, and never where NO_COLOR is set (https://no-color.org).
"""

import os
import sys
from typing import TextIO

from rich.console import Console

# Pipes and CI logs have no width of their own.
_WIDTH_WITHOUT_TERMINAL = 160


def console(file: TextIO | None = None) -> Console:
    """A printer of text as it is, without markup; to standard output unless a file is given."""
    file = file or sys.stdout
    width = None if file.isatty() or "COLUMNS" in os.environ else _WIDTH_WITHOUT_TERMINAL
    return Console(file=file, width=width, markup=False, highlight=False, emoji=False)


def note(text: str, *, quiet: bool = False) -> None:
    """Say something beside the output, unless quiet."""
    if not quiet:
        sys.stderr.write(f"{text}\n")
