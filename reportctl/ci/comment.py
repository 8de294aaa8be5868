"""Differences between revisions as a pull-request comment in GitHub's Markdown.

It has so many stacks, lines and characters a line at most that it stays under GitHub's limit, and says how to see all.
"""

import re
from collections import Counter
from collections.abc import Sequence

from reportctl.project.difference import StackDifference
from reportctl.project.revision import Revision
from reporting.changes import Kind
from reporting.spans import counted

MARKER = "<!-- calico-reporting: diff -->"
"""The comment's first line, by which the next push finds it again."""

LONGEST = 65_536
"""Characters that GitHub takes in a comment."""

MOST_STACKS = 15
MOST_LINES = 60
_LONGEST_LINE = 700
_LONGEST_NAME = 100
_FOLDED_ABOVE = 15


def comment(base: Revision, head: Revision, differences: Sequence[StackDifference]) -> str:
    """The whole comment."""
    changed = [difference for difference in differences if difference]
    unchanged = [difference.stack for difference in differences if not difference]
    shown = changed[:MOST_STACKS]
    parts = [MARKER, f"## {title(len(changed))}", f"From {cut(str(base))} to {cut(str(head))}."]
    parts += [_table(shown)] if len(changed) > 1 else []
    if changed and unchanged:
        parts.append(f"Without a change: {cut(', '.join(unchanged))}.")
    parts += [_section(difference, MOST_LINES // len(shown)) for difference in shown]
    if len(shown) < len(changed) or any(_count(difference) > MOST_LINES // len(shown) for difference in shown):
        parts.append(f"More than a comment holds. All of it: `bin/reportctl diff --format text --base {base.commit}`")
    return "\n\n".join(parts) + "\n"


def title(changed: int) -> str:
    """How many stacks differ."""
    return f"Compliance reporting: {counted(changed, 'stack')} with changes" if changed else _NO_CHANGE


def escaped(text: str) -> str:
    """Any text as GitHub's Markdown that shows it: no markup, links, mentions, formulas or hidden characters."""
    visible = "".join(_visible(character) for character in text)
    return _AUTOLINKED.sub(lambda match: f"{match[0]}&#8203;", visible)


def cut(text: str, most: int = _LONGEST_LINE) -> str:
    """A text, escaped; its beginning where that is longer than so many characters."""
    shown = text[:most]
    while len(escaped(shown)) > most:
        shown = shown[: len(shown) * 9 // 10]
    return escaped(shown) if shown == text else f"{escaped(shown)}…"


_NO_CHANGE = "Compliance reporting: no change"

_MARKUP = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        "$": "&#36;",
        **{character: f"\\{character}" for character in "\\`*_[]|~"},
    }
)
# What GitHub makes links of in plain text: @name, #1, ://, www. and GH-1.
_AUTOLINKED = re.compile(r"@|(?<!&)#(?=\d)|:(?=//)|www(?=\.)|GH(?=-\d)", re.IGNORECASE)


def _visible(character: str) -> str:
    if character in " \n\t":
        return " "
    return character.translate(_MARKUP) if character.isprintable() else f"\\\\u{ord(character):04x}"


def _count(difference: StackDifference) -> int:
    return len(difference.head_problems or difference.changes)


def _section(difference: StackDifference, most: int) -> str:
    lines = _lines(difference, most)
    more = _count(difference) - len(lines)
    text = "\n".join([*lines, *([f"- and {more:,} more"] if more else [])])
    if len(lines) > _FOLDED_ABOVE:
        text = f"<details><summary>{counted(len(lines), 'line')}</summary>\n\n{text}\n\n</details>"
    return f"{_heading(difference)}\n\n{text}"


def _heading(difference: StackDifference) -> str:
    name = cut(difference.stack, _LONGEST_NAME)
    if difference.head_problems:
        errors = counted(len(difference.head_problems), "error")
        return f"### Stack {name} cannot be used: {errors}\n\n`pulumi up` stops here and changes nothing."
    if difference.base_problems:
        errors = counted(len(difference.base_problems), "error")
        return (
            f"### Stack {name}: what changes is unknown\n\nThe stack file of the base cannot be used ({errors}):\n\n"
            f"- **error** {cut(difference.base_problems[0].with_place)}\n\nAll that the head says:"
        )
    return f"### Stack {name}: {counted(len(difference.changes), 'change')}"


def _lines(difference: StackDifference, most: int) -> list[str]:
    if difference.head_problems:
        return [f"- **error** {cut(problem.with_place)}" for problem in difference.head_problems[:most]]
    return [f"- **{change.kind}** {cut(change.sentence)}" for change in difference.changes[:most]]


def _table(changed: Sequence[StackDifference]) -> str:
    head = ["| stack | " + " | ".join(Kind) + " | errors |", "| --- |" + " ---: |" * (len(Kind) + 1)]
    return "\n".join([*head, *map(_row, changed)])


def _row(difference: StackDifference) -> str:
    kinds = Counter(change.kind for change in difference.changes)
    numbers = [kinds[kind] if not difference.base_problems else "?" for kind in Kind]
    name = cut(difference.stack, _LONGEST_NAME)
    return f"| {name} | {' | '.join(map(str, numbers))} | {len(difference.head_problems)} |"
