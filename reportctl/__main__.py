"""The command line: its verbs, and what it says instead of a traceback."""

import sys

import typer

from reportctl import render
from reportctl.failure import FAULT, Failure, complain
from reporting.problems import StackFileError

app = typer.Typer(
    name="reportctl",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(render.render)


@app.callback()
def reportctl() -> None:
    """Look at, check and run a stack's compliance reports, beside pulumi."""


def main() -> None:
    """Run one verb. Exit status: 0, 1 for a fault that was found, 2 where the verb could not run."""
    try:
        app()
    except StackFileError as error:
        sys.exit(complain("\n".join(f"error: {problem}" for problem in error.problems), FAULT))
    except Failure as failure:
        sys.exit(complain(f"error: {failure}", failure.status))


if __name__ == "__main__":
    main()
