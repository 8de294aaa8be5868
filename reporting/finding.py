"""One kind of diagnosis: what is so, where the stack file says it, and what to do.

Faults of a stack file, what is legal but unwise in it, and what the look at its cluster found are all Findings.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path as FilePath

from reporting.quote import quoted

Path = tuple[str | int, ...]

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_/-]+", re.ASCII)
_STEP = r'(?:^|\.)([^.\[\]"]+)|\[(\d+)\]|\["([^"]+)"\]'


class Severity(StrEnum):
    """How much a finding weighs, in SARIF's words: an error stops `pulumi up` before anything is changed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Code:
    """What all findings of one kind have in common.

    `title` is a phrase about the kind; `source` the address of the documentation it rests on, empty where it
    follows from the stack file alone; `acceptable` says whether a stack file may accept it; `switched` that what it is
    about is switched on and off on purpose, so that an acceptance may outlast it.
    """

    name: str
    severity: Severity
    title: str
    source: str = ""
    acceptable: bool = True
    switched: bool = False

    def at(self, path: Path, what: str, remedy: str = "") -> "Finding":
        """A finding of this kind about a key of the stack file."""
        return Finding(self.name, self.severity, path, what, remedy)


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why a stack lives with a finding; where it says so, who answers for that, until when, and in which ticket."""

    reason: str
    owner: str | None = None
    until: date | None = None
    ticket: str | None = None

    def __str__(self) -> str:
        stated = [("owner", self.owner), ("until", self.until), ("ticket", self.ticket)]
        more = ", ".join(f"{name} {value}" for name, value in stated if value is not None)
        reason = " ".join(self.reason.split())
        return f"{reason} ({more})" if more else reason


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnosis. `path` is the key it is about, empty where no key is.

    `file` and `line` (from 1) are where it was said, as far as that is known. `accepted` says why the stack file lives
    with it, None where it does not.
    """

    code: str
    severity: Severity
    path: Path
    what: str
    remedy: str = ""
    accepted: Accepted | None = None
    line: int | None = None
    file: FilePath | None = None

    @property
    def key(self) -> str:
        """The path as `pulumi config set --path` takes it."""
        return config_path(self.path)

    @property
    def message(self) -> str:
        """What is so and what to do, as sentences in a row."""
        return f"{self.what} {self.remedy}".rstrip()

    @property
    def with_place(self) -> str:
        """The whole of it, behind its file and line where these are known."""
        return f"{self.file}:{self.line}: {self}" if self.file else str(self)

    def __str__(self) -> str:
        line = "" if self.path or not self.line else f"line {self.line}"
        return f"{self.key or line}: {self.message}  [{self.code}]".removeprefix(": ")


class Fault(ValueError):  # noqa: N818
    """A value that cannot be used: its code, what is wrong with it, and what to write instead."""

    def __init__(self, code: Code, what: str, remedy: str = ""):
        super().__init__(f"{what} {remedy}".rstrip())
        self.code = code
        self.what = what
        self.remedy = remedy

    def at(self, path: Path) -> Finding:
        """The fault as a finding about the key that has the value."""
        return self.code.at(path, self.what, self.remedy)


class StackFileError(ValueError):
    """A stack file that cannot be used. `findings` has every fault in it, in the file's order."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def config_path(path: Path) -> str:
    """A path as `pulumi config set --path` takes it: `reportSets.hipstershop.reports["a.b"]`."""
    return "".join(_step(key) for key in path).removeprefix(".")


def parsed_path(text: str) -> Path:
    """The path that `config_path` writes so. Raises ValueError."""
    if not re.fullmatch(f"(?:{_STEP})+", text):
        raise ValueError(f"{quoted(text)} is not the path of a key")
    return tuple(int(index) if index else name or in_quotes for name, index, in_quotes in re.findall(_STEP, text))


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    return f"[{quoted(key)}]".replace("'", '"')
