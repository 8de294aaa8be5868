"""Files of the project: those that lie beside Pulumi.yaml, and those that a stack file names.

A named file is YAML, and lies in the project's folder or below it, so that every revision of the project has its own.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath

from reporting.faults import FILE
from reporting.finding import Fault, StackFileError
from reporting.likeness import did_you_mean
from reporting.quote import quoted
from reporting.source.yamltext import Document, read_yaml
from reporting.untyped import mapping

LARGEST = 32 * 2**20

_SUFFIXES = (".yaml", ".yml")


def text_of(file: Path) -> str:
    """A file's text. Raises StackFileError."""
    try:
        if file.stat().st_size > LARGEST:
            raise StackFileError([FILE.at((), f"{file.name} is over {LARGEST // 2**20} MiB.", "Split it.")])
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise StackFileError([FILE.at((), f"{file.name} is not UTF-8 text (byte {error.start}).")]) from None
    except OSError as error:
        raise StackFileError([FILE.at((), f"{file.name} cannot be read: {error.strerror}.")]) from None


def shared_document(file: Path) -> Document:
    """The YAML of a file that many stacks are read with: one text is parsed once. Raises StackFileError."""
    return _parsed(text_of(file))


@lru_cache(maxsize=64)
def _parsed(text: str) -> Document:
    return read_yaml(text)


def framework_files(values: Mapping[str, object]) -> set[str]:
    """The paths of the frameworks of a team's own that these values name, where they are such paths."""
    stated = (mapping(report_set).get("framework") for report_set in mapping(values.get("reportSets")).values())
    return {name for name in stated if isinstance(name, str) and is_file_name(name) and is_path(name)}


def is_file_name(text: str) -> bool:
    """Whether a text is meant for a file's path, and not for a name of something built in."""
    return "/" in text or "\\" in text or text.endswith(_SUFFIXES)


def is_path(text: str) -> bool:
    """Whether it is a path to a YAML file of the project: relative, without a step up."""
    path = PurePosixPath(text)
    steps_up = ".." in path.parts or path.is_absolute() or "\\" in text or "\0" in text
    return text.endswith(_SUFFIXES) and not steps_up and str(path) == text


def named_file(folder: Path, name: str) -> Path:
    """A file that a stack file names. Raises Fault for one that is not the project's own, or not there."""
    if not is_path(name):
        raise Fault(
            FILE,
            f"{quoted(name)} is not the path of a YAML file of the project.",
            "Write one relative to Pulumi.yaml, without .. in it, such as base/all.yaml or frameworks/ours.yaml.",
        )
    file = folder / name
    if file.resolve() != folder.resolve() / name:
        raise Fault(
            FILE,
            f"{quoted(name)} leads elsewhere through a symbolic link, and another revision or machine would not have "
            "what is there.",
            "Put the file itself in its place.",
        )
    if not file.is_file():
        raise Fault(
            FILE, f"{quoted(name)} is not there.", f"{_like(folder, name)}Its path begins where Pulumi.yaml lies."
        )
    return file


def _like(folder: Path, name: str) -> str:
    there = (path.relative_to(folder).as_posix() for place in (".", "*") for path in folder.glob(f"{place}/*.yaml"))
    return did_you_mean(name, there)
