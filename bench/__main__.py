"""`python -m bench`: all tables, in one run on this machine; `python -m bench fleet`: a heavy one, by its name."""

import signal
import sys
from collections.abc import Callable
from types import FrameType

from rich.table import Table

from bench import bases, domain, engine, evidence, fleet, pages, status
from reportctl.show.console import console
from sandbox.toolchain import program

Measure = Callable[[], Table]

TABLES: tuple[Measure, ...] = (
    *(domain.sizes, domain.imports, bases.fleet, pages.sizes, evidence.figures),
    *(status.status, engine.comparison),
)
HEAVY: dict[str, Measure] = {"fleet": fleet.figures}


def main(names: list[str]) -> None:
    """Says first which build of the API server the tables are about."""
    if unknown := [name for name in names if name not in HEAVY]:
        sys.exit(f"there is no heavy case {unknown[0]}; there are: {', '.join(HEAVY)}")
    end_in_order()
    out = console()
    out.print(f"API server: {program('kube-apiserver')}", soft_wrap=True)
    for measure in [HEAVY[name] for name in names] or TABLES:
        out.print(measure())


def end_in_order() -> None:
    """Let a signal end the run through every `finally`, so that its control plane ends as well."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)


def _leave(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main(sys.argv[1:])
