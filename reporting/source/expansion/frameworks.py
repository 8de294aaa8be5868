"""Frameworks read: those that are built in, and a team's own beside its stack files."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from reporting.faults import FRAMEWORK, TYPE
from reporting.finding import Fault, Finding, StackFileError
from reporting.frameworks.model import Framework
from reporting.frameworks.preset import Preset
from reporting.quote import quoted
from reporting.source.expansion.project_files import is_file_name, named_file, text_of
from reporting.source.validation import faults_of
from reporting.source.yamltext import Document, read_yaml
from reporting.spans import listed

_FOLDER = Path(__file__).parents[2] / "frameworks"
_SHORT = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")
_MOST_FAULTS = 100


@cache
def built_in() -> dict[str, Preset]:
    """The frameworks that come with this program, by short name."""
    files = sorted(_FOLDER.glob("*.yaml"), reverse=True)
    return {file.stem: Preset(file.stem, read_framework(text_of(file))) for file in files}


def preset_of(stated: object, folder: Path) -> Preset:
    """What a set's `framework` says: a built-in one, or a file of the project. Raises StackFileError."""
    try:
        if not isinstance(stated, str):
            raise Fault(TYPE, f"{quoted(stated)} is not a framework's name.", "Write for example framework: soc2")
        return _own(stated, folder) if is_file_name(stated) else _built_in(stated)
    except Fault as fault:
        raise StackFileError([fault.at(())]) from None


def read_framework(text: str) -> Framework:
    """A framework's file. Raises StackFileError with every fault, by its path and line in the file."""
    document = read_yaml(text)
    try:
        return Framework.model_validate(document.value)
    except ValidationError as error:
        raise StackFileError(_placed(faults_of(error, Framework, _MOST_FAULTS), document)) from None


def _built_in(name: str) -> Preset:
    if name not in built_in():
        raise Fault(
            FRAMEWORK,
            f"{quoted(name)} is no framework that is built in; there are {listed(list(built_in()))}.",
            "Write one of them, or the path of a file of your own, such as frameworks/ours.yaml.",
        )
    return built_in()[name]


def _own(name: str, folder: Path) -> Preset:
    file = named_file(folder, name)
    if not _SHORT.fullmatch(file.stem):
        raise Fault(
            FRAMEWORK,
            f"{quoted(name)}: its reports are named after the file, and {quoted(file.stem)} cannot stand in a report's "
            "name: lower-case letters, digits and '-', a letter first, at most 40.",
            "Rename the file, for example to frameworks/ours.yaml.",
        )
    try:
        return Preset(file.stem, read_framework(text_of(file)))
    except StackFileError as error:
        raise StackFileError(replace(finding, file=file) for finding in error.findings) from None


def _placed(faults: list[Finding], document: Document) -> Iterator[Finding]:
    for fault in faults:
        place = fault.path
        while place and place not in document.lines:
            place = place[:-1]
        yield replace(fault, line=document.lines.get(place, 1))
