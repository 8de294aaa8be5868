"""`python -m bench`: all tables, in one run on this machine."""

import signal
import sys
from types import FrameType

from bench import bases, domain, engine, evidence, pages, status
from reportctl.show.console import console
from sandbox.toolchain import program


def main() -> None:
    """Says first which build of the API server the engine's table is about."""
    end_in_order()
    out = console()
    out.print(f"API server: {program('kube-apiserver')}", soft_wrap=True)
    for measure in (
        domain.sizes,
        domain.imports,
        bases.fleet,
        pages.sizes,
        evidence.figures,
        status.status,
        engine.comparison,
    ):
        out.print(measure())


def end_in_order() -> None:
    """Let a signal end the run through every `finally`, so that its control plane ends as well."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)


def _leave(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
