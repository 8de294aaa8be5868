"""The command line: its verbs, and what it says instead of a traceback."""

import sys
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from typing import Any

import typer
from typer.core import TyperGroup

from reportctl.show.failure import FAULT, Failure, complain
from reporting.finding import StackFileError

# One module each, which is imported only when its verb is used.
VERBS = {
    "changed": "List the stacks that a change concerns.",
    "check": "Check stack files without cluster or credentials.",
    "controls": "Show which reports support evidence for which controls.",
    "diff": "Say what differs between two git revisions, for a pull request.",
    "drift": "Say whether the cluster still is what a stack says.",
    "evidence": "Gather archived reports of a period for an auditor.",
    "exceptions": "List who is excused from what, and until when.",
    "fleet": "Look at all stacks and their clusters, what needs somebody first.",
    "import": "Make a stack file of the GlobalReports that exist already.",
    "init": "Make the first stack file of a team that has nothing yet.",
    "plan": "Make a page of what a stack will do in the coming week.",
    "render": "Print a stack's manifests, or write what an engine of a fleet reads.",
    "review": "Write all that reviewers of a change look at into a folder.",
    "run": "Make reports now, by Jobs on the stack's cluster.",
    "schedule": "Show each report's next windows and runs.",
    "show": "Show what counts for a stack, and where it was said.",
    "status": "Say of each report whether it came.",
}


_FOLDER = dict.fromkeys(("changed", "drift", "review"), "ci")


_HELP = {"help_option_names": ["-h", "--help"]}


class Verbs(TyperGroup):
    """The verbs by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return _command(cmd_name) if cmd_name in VERBS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


app = typer.Typer(
    name="reportctl",
    cls=Verbs,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=_HELP,
)


@app.callback()
def reportctl() -> None:
    """Look at, check and run a stack's compliance reports, beside pulumi."""


def main() -> None:
    """Run one verb. Exit status: 0, 1 for a fault that was found, 2 where the verb could not run."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        app(prog_name="reportctl")
    except StackFileError as error:
        _show(error)
        sys.exit(FAULT)
    except Failure as failure:
        sys.exit(complain(f"error: {failure}", failure.status))


def _show(error: StackFileError) -> None:
    from reportctl.show.console import console  # noqa: PLC0415 - rich takes 30 ms, for those who need it
    from reportctl.show.findings import show  # noqa: PLC0415

    show(error.findings, console(sys.stderr))


def _command(name: str) -> Any:
    in_python = f"{name}_" if iskeyword(name) else name
    found = getattr(import_module(f"reportctl.{_FOLDER.get(name, 'verbs')}.{in_python}"), in_python)
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    verb = typer.Typer(add_completion=False, rich_markup_mode=None)
    verb.command(name, context_settings=_HELP)(found)
    return typer.main.get_command(verb)


if __name__ == "__main__":
    main()
