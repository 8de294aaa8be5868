"""A stack file that a verb writes: where it goes, what is to be said of it, and how to go on."""

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reportctl.project.findings import findings_in
from reportctl.show.console import console, note
from reportctl.show.failure import Failure
from reportctl.show.findings import show
from reporting.finding import Severity, StackFileError
from reporting.quote import quoted
from reporting.source.expansion.project_files import shared_document
from reporting.source.stackfile import parse_stack, read_project
from reporting.spans import counted
from reporting.writing.stacktext import base_text

STANDARD_OUTPUT = Path("-")
MOST_FINDINGS = 20

# pulumi sdk/go/common/tokens/names.go (IsStackName).
_STACK_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def target(project: Path, stack: str, out: Path | None, *, force: bool) -> Path:
    """Where the file goes. Raises Failure for a name that no stack may have, and for a file that says something."""
    if not _STACK_NAME.fullmatch(stack):
        raise Failure(
            f"{quoted(stack)} is not a stack's name: letters, digits, '-', '_' and '.', at most 100. Pulumi would find "
            "no stack for the file. Write one such as --stack shop"
        )
    file = out or project / f"Pulumi.{stack}.yaml"
    if file != STANDARD_OUTPUT and _says_something(file) and not force:
        raise Failure(
            f"{file} exists already, and what it says would be lost. Take another --stack, look at the result first "
            "with --out -, or say --force."
        )
    return file


def write(file: Path, text: str) -> None:
    """Write the file, or print it, and say so. What Pulumi wrote there for itself stays. Raises Failure."""
    if file == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return
    try:
        file.write_text(_of_pulumi(file) + text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from None
    note(f"wrote {file}")


# Beside config: pulumi sdk/go/common/workspace/project.go (ProjectStack).
_PULUMIS = ("secretsprovider", "encryptedkey", "encryptionsalt", "environment")


def _says_something(file: Path) -> bool:
    """Whether more is there than what `pulumi stack init` writes; what cannot be read is taken to say something."""
    document = _document(file)
    return document is None or any(value for key, value in document.items() if key not in _PULUMIS)


def _of_pulumi(file: Path) -> str:
    kept = {key: value for key, value in (_document(file) or {}).items() if key in _PULUMIS}
    return base_text(kept) if kept else ""


def _document(file: Path) -> Mapping[str, object] | None:
    """The map in a file, empty where there is none; None for what is no map."""
    try:
        value = (shared_document(file).value if file.exists() else None) or {}
    except StackFileError:
        return None
    return value if isinstance(value, Mapping) else None


def conclude(project: Path, stack: str, file: Path, text: str, values: Mapping[str, Any]) -> None:
    """Say what is to be said of the file, and the two commands that come next."""
    _show_findings(project, stack, file, text, values)
    note("")
    note("next:" if file == project / f"Pulumi.{stack}.yaml" else f"next, once it is Pulumi.{stack}.yaml in {project}:")
    note(f"  pulumi stack init {stack}")
    note(f"  {_second(stack, values)}")


def _second(stack: str, values: Mapping[str, Any]) -> str:
    if values["cluster"].get("context"):
        return f"pulumi preview --stack {stack}"
    return f'pulumi config set --stack {stack} --path cluster.context "$(kubectl config current-context)"'


def _show_findings(project: Path, stack: str, file: Path, text: str, values: Mapping[str, Any]) -> None:
    """Of a file whose context is still to be said, everything else; the next command is about that."""
    read = parse_stack(text, file, read_project(project))
    cluster = {"context": "still to be said", **values["cluster"]}
    found = findings_in(read.saying(cluster=cluster))
    order = list(Severity)
    weightiest = sorted(found, key=lambda finding: order.index(finding.severity))[:MOST_FINDINGS]
    show(weightiest, console(sys.stderr))
    if more := len(found) - len(weightiest):
        note(f"{counted(more, 'more finding')}: bin/reportctl check --stack {stack}")
