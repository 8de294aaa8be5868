"""What a selector means once it is read: which labels it matches, its canonical text, and its words.

As `libcalico-go/lib/selector/parser/ast.go` in projectcalico/calico has it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """A label held against one string: `==`, `!=`, `contains`, `starts with` or `ends with`."""

    label: str
    operator: str
    value: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the label has such a value; `!=` also matches where it is absent."""
        found = labels.get(self.label)
        if found is None:
            return self.operator == "!="
        return _COMPARE[self.operator](found, self.value)

    def __str__(self) -> str:
        return f"{self.label} {self.operator} {_double_quoted(self.value)}"

    def words(self, negated: bool) -> str:
        """The condition, or its opposite, for people."""
        phrase = _PHRASES[self.operator][negated]
        return f"label {self.label} " + phrase.format(_single_quoted(self.value))


@dataclass(frozen=True, slots=True)
class Membership:
    """A label held against a set of strings: `in` or `not in`."""

    label: str
    operator: str
    values: frozenset[str]

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the label's value is in the set; `not in` also matches where it is absent."""
        return (labels.get(self.label) in self.values) is (self.operator == "in")

    def __str__(self) -> str:
        values = ", ".join(map(_double_quoted, sorted(self.values)))
        return f"{self.label} {self.operator} {{{values}}}"

    def words(self, negated: bool) -> str:
        """The condition, or its opposite, for people; of a long set only the first values."""
        inside = (self.operator == "in") is not negated
        if not self.values:
            return Everything("all").words(negated=inside)
        values = _listed(sorted(self.values))
        return f"label {self.label} is " + (f"one of {values}" if inside else f"none of {values} (or absent)")


@dataclass(frozen=True, slots=True)
class Presence:
    """`has(label)`."""

    label: str

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the label is there, whatever its value."""
        return self.label in labels

    def __str__(self) -> str:
        return f"has({self.label})"

    def words(self, negated: bool) -> str:
        """The condition, or its opposite, for people."""
        return f"label {self.label} is {'absent' if negated else 'present'}"


@dataclass(frozen=True, slots=True)
class Everything:
    """`all()` or `global()`, which Calico evaluates alike."""

    function: str

    def matches(self, _labels: Mapping[str, str]) -> bool:
        """Always."""
        return True

    def __str__(self) -> str:
        return f"{self.function}()"

    def words(self, negated: bool) -> str:
        """Everything, or nothing."""
        return "nothing" if negated else "everything"


Condition = Comparison | Membership | Presence | Everything


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more operands joined by `&&` or by `||`; `depth` counts groups within groups from 1."""

    operator: str
    operands: tuple["Node", ...]
    depth: int

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether all operands match, or any."""
        decisive = self.operator == "||"
        for operand in self.operands:
            if operand.matches(labels) is decisive:
                return decisive
        return not decisive


@dataclass(frozen=True, slots=True)
class Not:
    """An odd number of `!`."""

    operand: Condition | Group

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the operand does not match."""
        return not self.operand.matches(labels)


Node = Condition | Group | Not


def negated(node: Node) -> Node:
    """The opposite."""
    return node.operand if isinstance(node, Not) else Not(node)


def group(operator: str, operands: list[Node]) -> Node:
    """The operands joined; a single one stays itself."""
    if len(operands) == 1:
        return operands[0]
    return Group(operator, tuple(operands), 1 + max(map(depth, operands)))


def depth(node: Node) -> int:
    """Groups within groups: 0 for a single condition."""
    inner = node.operand if isinstance(node, Not) else node
    return inner.depth if isinstance(inner, Group) else 0


def notation(node: Node) -> str:
    """The canonical text: every group in brackets, strings in double quotes, sets sorted."""
    return "".join(_fragments(node, _NOTATION))


def words(node: Node) -> str:
    """The meaning for people, without the outermost brackets."""
    fragments = _fragments(node, _WORDS)
    return "".join(fragments[1:-1] if isinstance(node, Group) else fragments)


@dataclass(frozen=True, slots=True)
class _Style:
    condition: Callable[[Condition, bool], str]
    negation: str
    joints: Mapping[str, str]


def _condition_text(condition: Condition, negated: bool) -> str:
    return f"!{condition}" if negated else str(condition)


def _condition_words(condition: Condition, negated: bool) -> str:
    return condition.words(negated)


_NOTATION = _Style(_condition_text, "!", {"&&": " && ", "||": " || "})
_WORDS = _Style(_condition_words, "not ", {"&&": " and ", "||": " or "})

_COMPARE: dict[str, Callable[[str, str], bool]] = {
    "==": str.__eq__,
    "!=": str.__ne__,
    "contains": str.__contains__,
    "starts with": str.startswith,
    "ends with": str.endswith,
}
# The words of each operator, and of its opposite.
_PHRASES = {
    "==": ("is {}", "is not {} (or absent)"),
    "!=": ("is not {} (or absent)", "is {}"),
    "contains": ("contains {}", "does not contain {} (or is absent)"),
    "starts with": ("starts with {}", "does not start with {} (or is absent)"),
    "ends with": ("ends with {}", "does not end with {} (or is absent)"),
}
_LISTED = 10


def _fragments(node: Node, style: _Style) -> list[str]:
    fragments: list[str] = []
    _append(node, style, fragments)
    return fragments


def _append(node: Node, style: _Style, fragments: list[str]) -> None:
    inner = node.operand if isinstance(node, Not) else node
    if not isinstance(inner, Group):
        fragments.append(style.condition(inner, inner is not node))
        return
    joint = "(" if inner is node else f"{style.negation}("
    for operand in inner.operands:
        fragments.append(joint)
        _append(operand, style, fragments)
        joint = style.joints[inner.operator]
    fragments.append(")")


def _double_quoted(value: str) -> str:
    return f"'{value}'" if '"' in value else f'"{value}"'


def _single_quoted(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def _listed(values: list[str]) -> str:
    shown = ", ".join(map(_single_quoted, values[:_LISTED]))
    return shown if len(values) <= _LISTED else f"{shown} and {len(values) - _LISTED:,} more"
