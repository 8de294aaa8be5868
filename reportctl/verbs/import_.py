"""`reportctl import`: a stack file from the GlobalReports that exist already."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from reportctl.project.new_stack import conclude, target, write
from reportctl.project.stacks import project_in
from reportctl.show.console import note
from reportctl.show.failure import FAULT, Failure
from reportctl.show.options import HERE, ForceOption, OutOption, ProjectOption
from reporting.imported.documents import Existing, read_objects
from reporting.imported.faults import ImportFaults
from reporting.imported.stackvalues import Imported, imported
from reporting.objects.ownership import Owner
from reporting.source.expansion.project_files import LARGEST
from reporting.spans import counted
from reporting.stack.cluster import Cluster
from reporting.writing.cluster_name import cluster_name
from reporting.writing.stacktext import stack_text

_ENDINGS = (".yaml", ".yml", ".json")
_STANDARD_INPUT = "-"


def import_(  # noqa: PLR0913, PLR0917
    stack: Annotated[str, typer.Option("--stack", help="The stack to make: NAME of Pulumi.NAME.yaml.", metavar="NAME")],
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="YAML or JSON, folders of them, or - for standard input.", metavar="FILE", show_default=False
        ),
    ] = None,
    from_cluster: Annotated[bool, typer.Option("--from-cluster", help="Read the cluster of --context.")] = False,
    context: Annotated[
        str | None, typer.Option(help="The kubeconfig context that leads to the stack's cluster.", metavar="NAME")
    ] = None,
    out: OutOption = None,
    force: ForceOption = False,
    project: ProjectOption = HERE,
) -> None:
    """Make a stack file of GlobalReports and FelixConfigurations that exist already, so that nothing is lost.

    Exit status: 0, also where the result has findings; 1 where something cannot come over; 2 where nothing was read.

    Example: bin/reportctl import manifests/ --stack shop --context shop

    From a cluster: bin/reportctl import --from-cluster --context shop --stack shop, or
    kubectl get globalreports,felixconfigurations -o yaml | bin/reportctl import - --stack shop
    """
    file = target(project, stack, out, force=force)
    name = project_in(project).name
    cluster = {"name": cluster_name(stack), **({"context": context} if context else {})}
    found = list(_from_cluster(context, files, project) if from_cluster else _from_files(files or []))
    try:
        result = imported(found, Owner(name, stack), cluster)
    except ImportFaults as error:
        raise _refused(error) from None
    _check_there_is_something(result, found)
    text = stack_text(name, _head(result, context if from_cluster else None), result.values, result.comments)
    _summary(result)
    write(file, text)
    conclude(project, stack, file, text, result.values)


def _from_files(files: Iterable[str]) -> Iterator[Existing]:
    names = [name for file in files for name in _named(file)]
    if not names:
        raise Failure("there is nothing to read. Name files or folders, - for standard input, or say --from-cluster.")
    faults: list[str] = []
    for name in names:
        try:
            yield from read_objects(_text(name), name)
        except ImportFaults as error:
            faults += error.faults
    if faults:
        raise _refused(ImportFaults(faults))


def _named(file: str) -> list[str]:
    """A file, or those of a folder in the order of their names."""
    path = Path(file)
    if file == _STANDARD_INPUT or not path.is_dir():
        return [file]
    found = sorted(one for one in path.rglob("*") if one.suffix in _ENDINGS and not _is_hidden(one.relative_to(path)))
    if not found:
        raise Failure(f"{file} has no file that ends in {', '.join(_ENDINGS)}.")
    return [str(one) for one in found]


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _text(name: str) -> str:
    try:
        content = typer.get_binary_stream("stdin").read() if name == _STANDARD_INPUT else Path(name).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise Failure(f"{name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise Failure(f"{name} is not UTF-8 text (byte {error.start}).") from None
    if len(text) > LARGEST:
        raise Failure(f"{name} is over {LARGEST // 2**20} MiB. Split it.")
    return text


def _from_cluster(context: str | None, files: list[str] | None, project: Path) -> Iterator[Existing]:
    from cluster.existing import existing  # noqa: PLC0415 - not for those who read files
    from cluster.look import PreflightError  # noqa: PLC0415

    if files:
        raise Failure("--from-cluster and files exclude each other. Keep one.")
    if context is None:
        raise Failure(
            "--from-cluster needs --context NAME: the context that happens to be current is never used. To see them: "
            "kubectl config get-contexts"
        )
    try:
        found = existing(Cluster(name="any", context=context), project.absolute(), os.environ)
    except PreflightError as error:
        raise Failure(str(error)) from None
    yield from (Existing(item, f"context {context}") for item in found)


def _refused(error: ImportFaults) -> Failure:
    return Failure("\nerror: ".join(error.faults), FAULT)


def _check_there_is_something(result: Imported, found: list[Existing]) -> None:
    if result.reports:
        return
    words = "".join(f"\n{word}" for word in result.words)
    raise Failure(
        f"there is no GlobalReport (projectcalico.org/v3) to make a stack of among {counted(len(found), 'object')}. "
        f"Where the team has none yet: bin/reportctl init --stack NAME{words}"
    )


def _head(result: Imported, context: str | None) -> str:
    source = f"from context {context}" if context else "from existing manifests"
    return f"{counted(result.reports, 'report')} in {counted(result.sets, 'set')}, imported {source}."


def _summary(result: Imported) -> None:
    note(f"read: {counted(result.reports, 'GlobalReport')}, {counted(result.felix, 'FelixConfiguration')}")
    for word in result.words:
        note(word)
    note(f"made: {counted(result.reports, 'report')} in {counted(result.sets, 'set')}")
