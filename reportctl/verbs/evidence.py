"""`reportctl evidence`: a folder that can be handed to an auditor; `evidence verify` holds one against its manifest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from reportctl.project.stacks import one_stack
from reportctl.show.console import console, note
from reportctl.show.failure import FAULT, Failure
from reportctl.show.options import HERE, ProjectOption, SelectedOption
from reporting.evidence.completeness import State
from reporting.evidence.period import Period, parse_period
from reporting.spans import counted

if TYPE_CHECKING:
    from reportctl.evidence.making import Made
    from reporting.evidence.bundle import Evidence

_MOST_FAULTS = 100

evidence = typer.Typer(
    invoke_without_command=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@evidence.callback()
def make(  # noqa: PLR0913, PLR0917
    context: typer.Context,
    stack: SelectedOption = None,
    first: Annotated[str, typer.Option("--from", help="The period's first day.", metavar="DAY")] = "",
    last: Annotated[str, typer.Option("--to", help="The period's last day.", metavar="DAY")] = "",
    out: Annotated[Path | None, typer.Option(help="The folder, new or of an earlier run.", metavar="DIR")] = None,
    source: Annotated[
        str,
        typer.Option(help="manager, or a folder: downloaded files, or a copy of the log store.", metavar="manager|DIR"),
    ] = "manager",
    manager: Annotated[
        str | None, typer.Option(help="The manager's address, by default the stack's links.manager.", metavar="URL")
    ] = None,
    managed_cluster: Annotated[
        str | None, typer.Option(help="The cluster's name at the manager, where it is a managed one.", metavar="NAME")
    ] = None,
    certificate_authority: Annotated[
        Path | None, typer.Option(help="The authority that signed the manager's certificate (PEM).", metavar="FILE")
    ] = None,
    service_account: Annotated[
        str | None,
        typer.Option(help="Whose token is asked from the cluster. CALICO_MANAGER_TOKEN without it.", metavar="NS/NAME"),
    ] = None,
    label: Annotated[str, typer.Option(help="A line for the top of the page.", metavar="TEXT")] = "",
    cluster: Annotated[
        bool, typer.Option("--cluster/--no-cluster", help="Ask the cluster which Jobs failed, or leave it alone.")
    ] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Errors alone.")] = False,
    project: ProjectOption = HERE,
) -> None:
    """Gather a stack's archived reports over a period, and say of every window whether it is archived.

    Run again, it fetches what is missing and changes nothing else. The manager's API for archived reports is not
    documented: docs/evidence.md says what is known of it, and has the two other ways.

    Exit status: 0 where every window is archived, 1 where there are gaps, 2 where the folder could not be made.

    Example: bin/reportctl evidence --stack production --from 2026-07-01 --to 2026-09-30 --out build/q3
    """
    if context.invoked_subcommand:
        return
    if not (first and last and out):
        raise Failure("--from DAY, --to DAY and --out DIR are all needed; --help has an example.")
    from reportctl.evidence.making import Wish, made_of  # noqa: PLC0415 - not for --help
    from reportctl.evidence.sources import Asking  # noqa: PLC0415

    stack = one_stack(project, stack)
    asking = Asking(manager, managed_cluster, certificate_authority, service_account)
    wish = Wish(project, stack, _period(first, last), out, source, asking, label, cluster, quiet)
    made = made_of(wish, datetime.now(UTC).replace(microsecond=0))
    if not quiet:
        console().print(_table(made.evidence))
    note(_summary(made, out), quiet=quiet)
    raise typer.Exit(0 if made.evidence.complete else FAULT)


@evidence.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="A folder of evidence.", metavar="DIR")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Faults and errors alone.")] = False,
) -> None:
    """Compute every digest of a folder anew, and say what is missing, changed, or not in its manifest.

    Exit status: 0 where all is as it was, 1 where something is not, 2 where there is no manifest to go by.

    Example: bin/reportctl evidence verify build/q3
    """
    from reportctl.evidence.verifying import verified  # noqa: PLC0415

    try:
        found = verified(folder)
    except OSError as error:
        raise Failure(f"{folder} cannot be read: {error.strerror}.") from None
    for fault, path in found.faults[:_MOST_FAULTS]:
        console().print(f"{fault}: {path}", soft_wrap=True)
    if more := len(found.faults) - _MOST_FAULTS:
        note(f"and {counted(more, 'file')} more", quiet=more < 0)
    right = (
        "all are as they were" if not found.faults else f"{counted(len(found.faults), 'file')} not as in the manifest"
    )
    note(f"{counted(found.files, 'file')} of {folder}: {right}", quiet=quiet)
    raise typer.Exit(FAULT if found.faults else 0)


def _period(first: str, last: str) -> Period:
    try:
        return parse_period(first, last, datetime.now(UTC))
    except ValueError as error:
        raise Failure(str(error)) from None


def _table(evidence: "Evidence") -> Table:
    table = Table("report", "windows", "archived", "in part", "gaps", "why")
    for report in evidence.reports:
        causes = dict.fromkeys(gap.cause.value for outcome in report.outcomes for gap in outcome.gaps)
        counts = [len(report.outcomes), *(report.count(state) for state in State)]
        table.add_row(report.name, *(f"{count:,}" for count in counts), ", ".join(causes))
    return table


def _summary(made: "Made", out: Path) -> str:
    came = f"{counted(made.fetched, 'archived report')} fetched now, {len(made.evidence.items):,} in the folder"
    return (
        f"{out / 'index.html'}: {'complete' if made.evidence.complete else 'with gaps'}; {came}\n"
        f"SHA-256 of {out / made.manifest.path}: {made.manifest.sha256}"
    )
