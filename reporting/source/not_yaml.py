"""Why a text is not YAML, on the line where it went wrong, and what to write there.

libyaml names the line on which it could go on no longer, which may be well below the one that is wrong.
"""

import re
from dataclasses import replace
from typing import NamedTuple

import yaml

from reporting.faults import YAML
from reporting.finding import Finding
from reporting.quote import quoted

# Characters that begin something else than text where a value begins.
_MEANINGS = {
    "*": "an alias",
    "&": "an anchor",
    "!": "a tag",
    "%": "a directive",
    "@": "a reserved character",
    "`": "a reserved character",
}
_REMEDIES = {
    "mapping values are not allowed in this context": "Quote a value that has ': ' in it.",
    "could not find expected ':'": "Write key: value, with a blank behind the colon.",
    "found unexpected end of stream": "Close the quote that begins here.",
}
_WITHIN_BRACKETS = re.compile(r"(?P<key>[^\s{,\[]+:)\s+(?P<value>[*&!%@`][^,}\]]*)")
_ENTRY = re.compile(r"(?P<indent> *)(?:- +)?(?P<key>[^\s#'\"{\[][^#'\"{\[]*?:)(?:\s+(?P<value>\S.*))?\s*")


def not_yaml(text: str, error: yaml.YAMLError) -> Finding:
    """The fault that a parser found, with its line."""
    line = _line_of(error)
    lines = text.splitlines()
    given = lines[line - 1] if line <= len(lines) else ""
    scanned = str(getattr(error, "context", "")).startswith("while scanning")
    return (scanned and _unquoted(given, line)) or _misaligned(lines, line) or _as_said(given, line, error)


def in_quotes(text: str) -> str:
    """A value as YAML takes it for text, whatever it begins with."""
    return f"'{text}'" if '"' in text and "'" not in text else '"' + text.replace('"', '\\"') + '"'


def _fault(line: int, what: str, remedy: str = "") -> Finding:
    return replace(YAML.at((), f"not YAML: {what}", remedy), line=line)


def _line_of(error: yaml.YAMLError) -> int:
    """What is scanned is wrong where it begins; other things are where the parser stops."""
    scanned = str(getattr(error, "context", "")).startswith("while scanning a")
    mark = (scanned and getattr(error, "context_mark", None)) or getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _as_said(given: str, line: int, error: yaml.YAMLError) -> Finding:
    reason = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
    tab = "Indent with blanks, not with a tab." if given[:1] == "\t" else ""
    return _fault(line, f"{reason}.", tab or _REMEDIES.get(reason, ""))


def _unquoted(given: str, line: int) -> Finding | None:
    entry = _ENTRY.fullmatch(given)
    if entry is None or (entry["value"] or " ")[0] not in _MEANINGS:
        entry = _WITHIN_BRACKETS.search(given)
    if entry is None:
        return None
    value = entry["value"].rstrip()
    what = f"it reads {quoted(value[0])} at the beginning of {quoted(value)} as {_MEANINGS[value[0]]}."
    return _fault(line, what, f"Quote it: {entry['key']} {in_quotes(value)}")


class _Line(NamedTuple):
    number: int
    indent: int
    text: str
    has_value: bool


def _misaligned(lines: list[str], line: int) -> Finding | None:
    """A line that is indented as nothing above it, or one that opened a block which the lines after it do not keep."""
    found = [_Line(number, *_parts(text)) for number, text in enumerate(lines[:line], 1) if _counts(text)]
    if not found or found[-1].number != line:
        return None
    *above, last = found
    if above and last.indent > above[-1].indent and above[-1].has_value:
        return _aligned(last, above[-1])
    blocks = _open_blocks(above)
    if last.indent in (block.indent for block in blocks):
        return None
    deeper = next((block for block in blocks if block.indent > last.indent), None)
    if deeper is None:
        return None
    if deeper.indent % 2 and not last.indent % 2:
        return _aligned(deeper, last)
    near = [deeper, *[block for block in blocks if block.indent < last.indent][-1:]]
    return _aligned(last, min(near, key=lambda block: _unlikeness(block, last)))


def _unlikeness(one: _Line, other: _Line) -> tuple[int, bool]:
    return abs(one.indent - other.indent), one.has_value != other.has_value


def _counts(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _parts(text: str) -> tuple[int, str, bool]:
    entry = _ENTRY.fullmatch(text)
    return len(text) - len(text.lstrip(" ")), text.strip(), entry is None or entry["value"] is not None


def _open_blocks(lines: list[_Line]) -> list[_Line]:
    """The first lines of the blocks that are open behind these lines, from the outermost in."""
    blocks: list[_Line] = []
    for line in lines:
        blocks = [block for block in blocks if block.indent <= line.indent]
        if not blocks or blocks[-1].indent < line.indent:
            blocks.append(line)
    return blocks


def _aligned(line: _Line, other: _Line) -> Finding:
    return _fault(
        line.number,
        f"{quoted(line.text)} is indented by {line.indent} spaces, as nothing around it is.",
        f"Align it with line {other.number}, {quoted(other.text)}: {other.indent} spaces.",
    )
