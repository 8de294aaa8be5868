"""Calico's selector language, read exactly as Calico reads it.

The language: https://docs.tigera.io/calico-enterprise/latest/reference/resources/networkpolicy#selectors.
Its corners are those of `libcalico-go/lib/selector/tokenizer/tokenizer.go` and `.../parser/parser.go` in
projectcalico/calico since v3.30. Older ones also took line breaks inside brackets and between operator words;
whatever is read here, they read alike.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reporting.dialects.selector_tree import (
    Comparison,
    Everything,
    Membership,
    Node,
    Presence,
    depth,
    group,
    negated,
    notation,
    words,
)
from reporting.faults import SELECTOR
from reporting.finding import Fault
from reporting.quote import quoted

LONGEST_LABEL = 512
"""Characters of a label's name (`MaxLabelLength` in Calico's tokenizer)."""

LONGEST_TEXT = 1536 * 1024
"""Bytes of UTF-8, also of the canonical text: etcd takes no larger request by default
(`DefaultMaxRequestBytes`)."""

DEEPEST = 200
"""Brackets within brackets, with those of the canonical text. Calico has no limit; a reviewer has."""


class SelectorError(Fault):
    """A text that Calico's parser refuses, or that is beyond this module's limits.

    `column` counts characters from 1; the text's end is one more than its length.
    """

    def __init__(self, column: int, what: str, remedy: str) -> None:
        super().__init__(SELECTOR, what, remedy)
        self.column = column


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector that Calico reads. Two are equal where their canonical texts are."""

    canonical: str
    _root: Node = field(repr=False, compare=False)

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether Calico selects an object with these labels."""
        return self._root.matches(labels)

    def describe(self) -> str:
        """What is selected, in words: `label soc2 is 'true' and label tier is one of 'a', 'b'`."""
        return words(self._root)

    def __str__(self) -> str:
        """The canonical text: Calico's own, less the pairs of `!` that Calico drops on reading."""
        return self.canonical


def parse(text: str) -> Selector:
    """Read a selector; an empty text is `all()`. Raises SelectorError."""
    _check_storable(text)
    try:
        root = _Parser(text).parse()
    except _Unread as unread:
        raise SelectorError(unread.column, unread.what, _way_out(text, unread)) from None
    canonical = notation(root)
    _check_storable(canonical)
    return Selector(canonical, root)


def _check_storable(text: str) -> None:
    if len(text) > LONGEST_TEXT or len(text.encode(errors="replace")) > LONGEST_TEXT:
        raise SelectorError(
            LONGEST_TEXT + 1,
            f"{quoted(text)} is longer than {LONGEST_TEXT:,} bytes, which etcd does not store: applying the "
            "report would fail.",
            "Give the endpoints one label and select that, such as soc2 == 'true'.",
        )
    if lone := _SURROGATE.search(text):
        column = lone.start() + 1
        raise SelectorError(
            column,
            f"{_excerpt(text, lone.start())} has half a surrogate pair at column {column}, where a character "
            "was expected: it cannot be sent to the API server.",
            "Write the character itself.",
        )


@dataclass(slots=True)
class _Bracket:
    """An open bracket, or the whole text: alternatives, each of terms that must all match."""

    negated: bool
    alternatives: list[list[Node]] = field(default_factory=lambda: [[]])

    def add(self, term: Node) -> None:
        self.alternatives[-1].append(term)

    def node(self) -> Node:
        whole = group("||", [group("&&", terms) for terms in self.alternatives])
        return negated(whole) if self.negated else whole


class _Parser:
    """Holds open brackets in a list of its own, so that no text can exhaust Python's stack."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._brackets = [_Bracket(negated=False)]

    def parse(self) -> Node:
        self._take(_BLANKS)
        if self._ended():
            return Everything("all")
        self._term()
        while not self._ended():
            self._join()
            self._term()
        if len(self._brackets) > 1:
            raise self._refusal("&&, || or )")
        return self._shallow(self._brackets[0].node())

    def _term(self) -> None:
        negation = self._negation()
        while self._text.startswith("(", self._at):
            self._open(negation)
            negation = self._negation()
        condition = self._condition()
        self._brackets[-1].add(negated(condition) if negation else condition)
        while len(self._brackets) > 1 and self._skip(")"):
            closed = self._shallow(self._brackets.pop().node())
            self._brackets[-1].add(closed)

    def _join(self) -> None:
        if self._skip("||"):
            self._brackets[-1].alternatives.append([])
        elif not self._skip("&&"):
            raise self._refusal("&&, || or )" if len(self._brackets) > 1 else "&&, || or the end")

    def _negation(self) -> bool:
        marks = self._take(_NEGATIONS)
        return marks is not None and marks[0].count("!") % 2 == 1

    def _open(self, negation: bool) -> None:
        if len(self._brackets) > DEEPEST:
            raise self._too_deep()
        self._skip("(")
        self._brackets.append(_Bracket(negation))

    def _shallow(self, node: Node) -> Node:
        if depth(node) > DEEPEST:
            raise self._too_deep()
        return node

    def _condition(self) -> Node:
        if function := self._take(_FUNCTION):
            return self._call(function[1])
        label = self._label("a label, has(label), all(), global(), ! or (")
        operator = self._operator(label)
        if operator in ("in", "not in"):
            return Membership(label, operator, self._set())
        return Comparison(label, operator, self._string("a string in quotes, such as 'true'"))

    def _call(self, function: str) -> Node:
        node = Presence(self._label("a label")) if function == "has" else Everything(function)
        if not self._skip(")"):
            raise self._refusal(f"the ) of {function}(")
        return node

    def _label(self, expected: str) -> str:
        start = self._at
        label = self._take(_LABEL)
        if label is None:
            raise self._refusal(expected)
        if len(label[1]) > LONGEST_LABEL:
            self._at = start + LONGEST_LABEL
            raise self._refusal(f"the end of the label, which may have {LONGEST_LABEL} characters")
        return label[1]

    def _operator(self, label: str) -> str:
        operator = self._take(_OPERATOR)
        if operator is None:
            blank = ", or no blank before its bracket" if label in _FUNCTIONS else ""
            raise self._refusal(f"an operator ({_OPERATOR_LIST}) after the label {quoted(label)}{blank}")
        return _OPERATORS["".join(operator[0].split())]

    def _set(self) -> frozenset[str]:
        if not self._skip("{"):
            raise self._refusal("a set in braces, such as {'a', 'b'}")
        values = []
        while not self._skip("}"):
            values.append(self._string("a string in quotes, or }"))
            if not self._skip(",") and not self._text.startswith("}", self._at):
                raise self._refusal(", or }")
        return frozenset(values)

    def _string(self, expected: str) -> str:
        string = self._take(_STRING)
        if string is None:
            opened = self._text.startswith(("'", '"'), self._at)
            if opened:
                raise self._refusal("the string that begins here to end in the same quote")
            raise self._refusal(expected, quotes_help=True)
        return string[1] if string[2] is None else string[2]

    def _ended(self) -> bool:
        return self._at == len(self._text)

    def _skip(self, symbol: str) -> bool:
        return self._take(_SYMBOLS[symbol]) is not None

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return found

    def _refusal(self, expected: str, *, quotes_help: bool = False) -> "_Unread":
        column = self._at + 1
        match = _WORD.match(self._text, self._at)
        found = match[0] if match else ""
        shown = quoted(found) if found else "the end of the text"
        bare = quotes_help and re.fullmatch(f"{_NAME}+", found)
        equivalent = None if quotes_help else _EQUIVALENTS.get(found.lower())
        what = (
            f"{_excerpt(self._text, self._at)} is not a selector: expected {equivalent or expected}, found {shown} at "
            f"column {column}.{_HINTS.get(found, '')} Calico would refuse the report, or let it cover nothing."
        )
        return _Unread(column, what, found, f"'{found}'" if bare else equivalent)

    def _too_deep(self) -> SelectorError:
        column = self._at + 1
        return SelectorError(
            column,
            f"{_excerpt(self._text, self._at)} nests deeper than {DEEPEST} brackets at column {column}, where a "
            "condition was expected: Calico might read it, but nobody could say what the report covers.",
            "Write chains without brackets: a == 'x' || b == 'y' || has(c).",
        )


class _Unread(Exception):  # noqa: N818
    """Where reading ended, what was found there, and what to write in its place where that is known."""

    def __init__(self, column: int, what: str, found: str, instead: str | None):
        super().__init__(what)
        self.column = column
        self.what = what
        self.found = found
        self.instead = instead


def _way_out(text: str, unread: _Unread) -> str:
    """The selector that was meant, or an example."""
    meant = _mended(text, unread) if len(text) <= _EXCERPT else None
    return f"Write {meant}." if meant else "Write for example soc2 == 'true' && tier in {'a', 'b'}."


def _mended(text: str, unread: _Unread, patience: int = 20) -> str | None:
    """The text with everything replaced that has a known replacement; None where that is not enough."""
    if unread.instead is None or not patience:
        return None
    start = unread.column - 1
    text = text[:start] + unread.instead + text[start + len(unread.found) :]
    try:
        _Parser(text).parse()
    except _Unread as next_one:
        return _mended(text, next_one, patience - 1)
    return text


_EXCERPT = 60


def _excerpt(text: str, at: int) -> str:
    if len(text) <= _EXCERPT:
        return quoted(text)
    start = max(0, min(at - _EXCERPT // 2, len(text) - _EXCERPT))
    shown = quoted(text[start : start + _EXCERPT])
    return f"{'…' if start else ''}{shown}{'…' if start + _EXCERPT < len(text) else ''}"


def _token(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})[ \t]*")


_NAME = "[A-Za-z0-9_./-]"
_BLANKS = _token("")
_NEGATIONS = re.compile(r"(?:!(?!=)[ \t]*)*")
_FUNCTIONS = ("has", "all", "global")
_FUNCTION = _token(rf"({'|'.join(_FUNCTIONS)})\(")
_LABEL = _token(f"({_NAME}+)")
_OPERATOR = _token(rf"==|!=|(?:contains|(?:starts|ends)[ \t]*with|(?:not[ \t]*)?in)(?!{_NAME})")
_STRING = _token(r"""'([^']*)'|"([^"]*)\"""")
_SYMBOLS = {symbol: _token(re.escape(symbol)) for symbol in ("(", ")", "{", "}", ",", "&&", "||")}
_WORD = re.compile(rf"{_NAME}+|&+|\|+|=+|.", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_OPERATORS = {
    "==": "==",
    "!=": "!=",
    "in": "in",
    "notin": "not in",
    "contains": "contains",
    "startswith": "starts with",
    "endswith": "ends with",
}
_OPERATOR_LIST = ", ".join(_OPERATORS.values())
_EQUIVALENTS = {"=": "==", "&": "&&", "|": "||", "and": "&&", "or": "||"}
_LINE_BREAK = " Only spaces and tabs may stand between words: write it on one line (in YAML, >- does that)."
_HINTS = {
    "not": " Calico's not is !, before the label.",
    "\n": _LINE_BREAK,
    "\r": _LINE_BREAK,
}
