"""`reportctl init`: the first stack file of a team that has nothing yet."""

from pathlib import Path
from typing import Annotated

import typer

from reportctl.project.new_stack import conclude, target, write
from reportctl.project.stacks import project_in
from reportctl.show.failure import Failure
from reportctl.show.options import HERE, ForceOption, OutOption, ProjectOption
from reportctl.show.questions import Question, answers
from reporting.dialects.names import object_name
from reporting.dialects.selector import parse
from reporting.finding import StackFileError
from reporting.quote import quoted
from reporting.report_types import BUILT_IN_TYPES
from reporting.source.expansion.frameworks import preset_of
from reporting.stack.links import Product
from reporting.writing.fresh import COMMENTS, Wishes, fresh_values
from reporting.writing.stacktext import stack_text


def init(  # noqa: PLR0913, PLR0917
    stack: Annotated[str, typer.Option("--stack", help="The stack to make: NAME of Pulumi.NAME.yaml.", metavar="NAME")],
    context: Annotated[
        str | None, typer.Option(help="The kubeconfig context that leads to the cluster.", metavar="NAME")
    ] = None,
    product: Annotated[
        str | None, typer.Option(help="Whose web console shows the reports: cloud or enterprise.", metavar="PRODUCT")
    ] = None,
    namespace: Annotated[
        list[str] | None, typer.Option(help="A namespace to report on; can be said several times.", metavar="NAME")
    ] = None,
    selector: Annotated[
        str | None, typer.Option(help="Endpoints to report on, by label: \"soc2 == 'true'\".", metavar="SELECTOR")
    ] = None,
    report_type: Annotated[
        list[str] | None, typer.Option("--type", help="A type of report; can be said several times.", metavar="TYPE")
    ] = None,
    framework: Annotated[
        str | None,
        typer.Option(
            help="Instead of types and an hour: the daily reports of soc2, pci-dss-v4 or a file of your own.",
            metavar="NAME",
        ),
    ] = None,
    hour: Annotated[str | None, typer.Option(help="In which hour they run (UTC), 0 to 23.", metavar="HOUR")] = None,
    out: OutOption = None,
    force: ForceOption = False,
    project: ProjectOption = HERE,
) -> None:
    """Write the first stack file of a team, asking for what no option says.

    Example: bin/reportctl init --stack shop --context shop --product cloud --namespace shop --framework soc2
    """
    file = target(project, stack, out, force=force)
    name = project_in(project).name
    given = {
        "context": context,
        "product": product,
        "namespaces": _in_one(namespace) if namespace or selector is None else "",
        "selector": selector if selector is not None or not namespace else "",
        **_when(framework, _in_one(report_type), hour, project),
    }
    values = fresh_values(stack, Wishes(**answers(_QUESTIONS, given), framework=framework))
    text = stack_text(name, f"Daily reports of cluster {values['cluster']['name']}.", values, COMMENTS)
    write(file, text)
    conclude(project, stack, file, text, values)


def _in_one(said: list[str] | None) -> str | None:
    return ",".join(said) if said else None


def _when(framework: str | None, types: str | None, hour: str | None, project: Path) -> dict[str, str | None]:
    """Types and hour, which a framework says itself. Raises Failure."""
    if framework is None:
        return {"types": types, "hour": hour}
    if types is not None or hour is not None:
        raise Failure("--framework says which reports there are, and spreads them: leave --type and --hour out.")
    try:
        preset_of(framework, project)
    except StackFileError as error:
        raise Failure("\n       ".join(f"--framework: {fault.message}" for fault in error.findings)) from None
    return {"types": _QUESTIONS["types"].usual, "hour": _QUESTIONS["hour"].usual}


def _context(text: str) -> str:
    if not text.strip():
        raise ValueError("a context is needed, and none is used because it is current: kubectl config get-contexts")
    return text


def _product(text: str) -> Product:
    if text not in list(Product):
        raise ValueError(f"{quoted(text)} is not a product. Write cloud or enterprise.")
    return Product(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(object_name(name.strip()) for name in text.split(",") if name.strip()))


def _types(text: str) -> tuple[str, ...]:
    types = _names(text)
    if not types:
        raise ValueError(f"at least one type is needed. Built in are {', '.join(BUILT_IN_TYPES)}.")
    return types


def _selector(text: str) -> str:
    parse(text)
    return text


def _hour(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 23:
        raise ValueError(f"{quoted(text)} is not an hour. Write a number from 0 to 23, such as 6.")
    return int(text)


_QUESTIONS = {
    "context": Question("--context NAME", "Kubeconfig context of the cluster", _context),
    "product": Question("--product cloud or enterprise", "Product, cloud or enterprise", _product, "enterprise"),
    "namespaces": Question(
        "--namespace NAME (or --selector)", "Namespaces to report on, with commas between (or none)", _names, ""
    ),
    "selector": Question(
        "--selector SELECTOR (or --namespace)",
        "Only endpoints with these labels, such as soc2 == 'true' (or all)",
        _selector,
        "",
    ),
    "types": Question(
        "--type TYPE (or --framework)", "Types of report, with commas between", _types, ",".join(BUILT_IN_TYPES)
    ),
    "hour": Question("--hour HOUR (or --framework)", "Hour in which they run, UTC", _hour, "6"),
}
