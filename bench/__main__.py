"""`python -m bench`: all tables, in one run on this machine."""

import signal
import sys
from types import FrameType

from bench import domain, engine, evidence, pages, status
from reportctl.show.console import console


def _leave(number: int, _: FrameType | None) -> None:
    """Through every `finally`, so that the control plane stops with the measurement."""
    sys.exit(128 + number)


if __name__ == "__main__":
    for interrupt in (signal.SIGINT, signal.SIGTERM):
        signal.signal(interrupt, _leave)
    out = console()
    for measure in (domain.sizes, domain.imports, pages.sizes, status.status, evidence.figures, engine.comparison):
        out.print(measure())
