"""Findings as compilers write them: `file:line: severity: message  [CODE]`, and below it what to do.

Editors and CI link such lines (the formats of gcc, mypy and `ruff --output-format concise`).
"""

from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from reporting.finding import Finding, Severity

_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def relative(file: Path) -> Path:
    """A file as seen from the working directory, where it lies below it."""
    here = Path.cwd()
    full = file.resolve()
    return full.relative_to(here) if full.is_relative_to(here) else full


def show(findings: Iterable[Finding], to: Console) -> None:
    """A block each: wrapped on a terminal; in a pipe what is so is one line, and what to do another."""
    width = to.width if to.file.isatty() else None
    for finding in findings:
        place = f"{relative(finding.file)}:{finding.line or 1}: " if finding.file else ""
        for line in (*_what(place, finding, width), *_below(finding, width)):
            to.print(line, soft_wrap=True)


def _what(place: str, finding: Finding, width: int | None) -> list[Text]:
    severity = "accepted" if finding.accepted else finding.severity.value
    key = f"{finding.key}: " if finding.path else ""
    first, *more = _wrapped(f"{place}{severity}: {key}{finding.what}  [{finding.code}]", width, indent="    ")
    head = Text(first)
    head.stylize("bold", 0, len(place))
    head.stylize("dim" if finding.accepted else _COLOURS[finding.severity], len(place), len(place) + len(severity))
    return [head, *map(Text, more)]


def _below(finding: Finding, width: int | None) -> list[Text]:
    text = str(finding.accepted or finding.remedy)
    return [Text(line) for line in _wrapped(f"  {text}", width, indent="  ")] if text else []


def _wrapped(text: str, width: int | None, indent: str) -> list[str]:
    if width is None:
        return [" ".join(text.splitlines())]
    return wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
