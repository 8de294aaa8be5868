"""YAML as Pulumi reads it, with the line of every value, and a message where text does not mean what it seems to.

Scalars resolve as in go-yaml v3 (resolve.go): `yes` and `1:30` are text, `010` is eight, a date is a
timestamp. Keys that appear twice, nesting beyond 100 levels and aliases that multiply are refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from reporting.faults import DUPLICATE, YAML
from reporting.finding import Code, Path, StackFileError
from reporting.quote import quoted
from reporting.source.not_yaml import in_quotes, not_yaml

DEEPEST = 100
MOST_VALUES = 2_000_000

_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[+-]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)", re.ASCII)
_FLOAT = re.compile(r"[+-]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][+-]?[0-9]+)?", re.ASCII)
_SPECIAL_FLOAT = re.compile(r"[+-]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_TIMESTAMP = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?P<time>[Tt ]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?P<zone>Z|[+-]\d{2}:\d{2})?)?",
    re.ASCII,
)
_TEXT_TAG = "tag:yaml.org,2002:str"
_MERGE = "<<"


@dataclass(frozen=True)
class Document:
    """The value of a YAML text, and the line (from 1) on which each path in it begins."""

    value: object
    lines: dict[Path, int]


def read_yaml(text: str) -> Document:
    """One YAML document. Raises StackFileError, with the line, for text that is not one or that is ambiguous."""
    builder = _Builder()
    for event in _events(text):
        builder.take(event)
    return Document(builder.root, builder.lines)


def read_documents(text: str) -> list[Document]:
    """Every YAML document of a text, as `read_yaml` reads one."""
    builders: list[_Builder] = []
    for event in _events(text):
        if isinstance(event, yaml.DocumentStartEvent):
            builders.append(_Builder())
        if builders:
            builders[-1].take(event)
    return [Document(builder.root, builder.lines) for builder in builders]


def reads_as_text(text: str) -> bool:
    """Whether a plain scalar of these characters is text, and not a number, a date, a truth value or nothing."""
    return isinstance(_plain(text), str) and _TIMESTAMP.fullmatch(text) is None


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise StackFileError([not_yaml(text, error)]) from None
    except UnicodeEncodeError:
        raise _refused((), 1, "not YAML: it has characters that UTF-8 cannot carry.") from None


@dataclass
class _Open:
    """A map or list that is being read."""

    value: dict[str, Any] | list[Any]
    path: Path
    anchor: str | None
    started: int
    key: str | None = None
    merged: list[dict[str, Any]] = field(default_factory=list)


class _Builder:
    """Builds a value from parser events, without recursion."""

    def __init__(self) -> None:
        self.root: object = None
        self.lines: dict[Path, int] = {}
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[object, int]] = {}
        self._count = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent():
                self._start_document(line)
            case yaml.MappingStartEvent():
                self._start({}, event.anchor, line)
            case yaml.SequenceStartEvent():
                self._start([], event.anchor, line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._end(line)
            case yaml.ScalarEvent():
                self._scalar(event, line)
            case yaml.AliasEvent():
                self._alias(str(event.anchor), line)

    def _start_document(self, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _refused((), line, "a second document begins here, which Pulumi would not read.", "Remove it.")

    def _start(self, value: dict[str, Any] | list[Any], anchor: str | None, line: int) -> None:
        path = self._path(line)
        if len(self._open) >= DEEPEST:
            raise _refused(path[:5], line, f"nested more than {DEEPEST} levels deep.")
        self._counted(1, line)
        self.lines.setdefault(path, line)
        self._open.append(_Open(value, path, anchor, self._count))

    def _end(self, line: int) -> None:
        done = self._open.pop()
        for source in done.merged:
            done.value = {**source, **done.value}  # type: ignore[dict-item]
        if done.anchor:
            self._anchors[done.anchor] = (done.value, self._count - done.started + 1)
        self._add(done.value, line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        inner = self._open[-1] if self._open else None
        if inner is not None and isinstance(inner.value, dict) and inner.key is None:
            self._key(inner, event, line)
            return
        path = self._path(line)
        self._counted(1, line)
        self.lines.setdefault(path, line)
        value = _resolved(event, path, line)
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._add(value, line)

    def _key(self, inner: _Open, event: yaml.ScalarEvent, line: int) -> None:
        key = _resolved(event, inner.path, line)
        if not isinstance(key, str):
            raise _refused(inner.path, line, f"key {quoted(key)} is not text.", f"Quote it: {in_quotes(event.value)}")
        assert isinstance(inner.value, dict)  # noqa: S101
        if key in inner.value:
            first = self.lines[(*inner.path, key)]
            what = f"this key is there twice, first on line {first}."
            raise _refused((*inner.path, key), line, what, "Remove one of the two.", code=DUPLICATE)
        inner.key = key
        if key != _MERGE:
            inner.value[key] = None
        self.lines[(*inner.path, key)] = line

    def _alias(self, anchor: str, line: int) -> None:
        if anchor not in self._anchors:
            what = f"alias *{anchor} has no anchor &{anchor} before it."
            raise _refused(self._path(line), line, what, f'Where text is meant, quote it: "*{anchor}"')
        value, count = self._anchors[anchor]
        self._counted(count, line)
        self._add(value, line)

    def _add(self, value: object, line: int) -> None:
        if not self._open:
            self.root = value
            return
        inner = self._open[-1]
        if isinstance(inner.value, list):
            inner.value.append(value)
        elif inner.key == _MERGE:
            inner.merged.extend(_mergeable(value, inner.path, line))
        elif inner.key is not None:
            inner.value[inner.key] = value
        inner.key = None

    def _path(self, line: int) -> Path:
        if not self._open:
            return ()
        inner = self._open[-1]
        if isinstance(inner.value, list):
            return (*inner.path, len(inner.value))
        if inner.key is None:
            raise _refused(inner.path, line, "a map or list stands where a key belongs.")
        return (*inner.path, inner.key)

    def _counted(self, more: int, line: int) -> None:
        self._count += more
        if self._count > MOST_VALUES:
            raise _refused((), line, f"more than {MOST_VALUES:,} values, aliases counted as often as they are used.")


def _mergeable(value: object, path: Path, line: int) -> list[dict[str, Any]]:
    sources = value if isinstance(value, list) else [value]
    maps = [source for source in sources if isinstance(source, dict)]
    if len(maps) < len(sources):
        raise _refused(path, line, "<< merges maps only.")
    return maps


def _resolved(event: yaml.ScalarEvent, path: Path, line: int) -> object:
    if event.tag not in (None, "!", _TEXT_TAG):
        raise _tagged(event, path, line)
    plain = event.style in (None, "") and event.tag is None
    return _plain(event.value) if plain else event.value


def _tagged(event: yaml.ScalarEvent, path: Path, line: int) -> StackFileError:
    tag = str(event.tag)
    if not tag.startswith("!"):
        return _refused(path, line, f"tag {quoted(tag)} has no meaning here.", "Remove it.")
    text = f"{tag} {event.value}".rstrip()
    what = f"YAML takes {quoted(tag)} for a tag, and what is left of the value is {quoted(event.value)}."
    return _refused(path, line, what, f"Quote it: {in_quotes(text)}")


def _plain(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if (timestamp := _TIMESTAMP.fullmatch(text)) is not None:
        return _timestamp(timestamp)
    return _number(text)


def _timestamp(match: re.Match[str]) -> str:
    """The same instant with every part at its full width; a zone that is not there is UTC."""
    day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    if match["time"] is None:
        return day
    clock = match["time"][1:].removesuffix(match["zone"] or "")
    hour, minute, second = clock.split(":")
    return f"{day}T{int(hour):02}:{int(minute):02}:{second.zfill(2)}{match['zone'] or 'Z'}"


def _number(text: str) -> object:
    digits = text.replace("_", "")
    if len(digits) > 300:
        return text
    if _INTEGER.fullmatch(digits):
        octal = re.sub(r"^([+-]?0)(?=[0-7])", r"\1o", digits)
        return int(octal, 0)
    if _FLOAT.fullmatch(digits) or _SPECIAL_FLOAT.fullmatch(digits):
        return float(digits.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _refused(path: Path, line: int, what: str, remedy: str = "", code: Code = YAML) -> StackFileError:
    return StackFileError([replace(code.at(path, what, remedy), line=line)])
