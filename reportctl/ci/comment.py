"""Differences between revisions as a pull-request comment in GitHub's Markdown."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from reportctl.project.difference import StackDifference
from reportctl.project.revision import Revision
from reporting.changes import Kind
from reporting.finding import Finding
from reporting.spans import counted

MARKER = "<!-- calico-reporting: diff -->"
"""The comment's first line, by which the next push finds it again."""

LONGEST = 65_536
"""Characters that GitHub takes in a comment."""

_FOLDED_ABOVE = 15
_MOST_ROWS = 50
# Closing tags and the line that says what is left out.
_RESERVE = 500


def comment(base: Revision, head: Revision, differences: Sequence[StackDifference]) -> str:
    """The whole comment, under GitHub's limit; what does not fit is counted."""
    changed = [difference for difference in differences if difference]
    unchanged = [difference.stack for difference in differences if not difference]
    top = [MARKER, f"## {_title(len(changed))}", f"From {escaped(str(base))} to {escaped(str(head))}."]
    top += [_table(changed)] if len(changed) > 1 else []
    if changed and unchanged:
        top.append(f"Without a change: {escaped(_some(unchanged))}.")
    return _within_limit("\n\n".join(top), [_section(difference) for difference in changed])


def escaped(text: str) -> str:
    """Any text as GitHub's Markdown that shows it: no markup, links, mentions, formulas or hidden characters."""
    visible = "".join(_visible(character) for character in text)
    return _AUTOLINKED.sub(lambda match: f"{match[0]}&#8203;", visible)


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


class _Section:
    """One stack: a heading, and one line for each difference."""

    def __init__(self, heading: str, lines: list[str]):
        self.heading = heading
        self.lines = lines

    def text(self, room: int) -> tuple[str, int]:
        """As much of it as there is room for, and how many lines that leaves out."""
        shown = self._fitting(room - len(self.heading) - _RESERVE)
        if not shown:
            return "", len(self.lines)
        lines = "\n".join(shown)
        if len(self.lines) > _FOLDED_ABOVE:
            count = f"{len(self.lines):,} lines"
            lines = f"<details><summary>{count}</summary>\n\n{lines}\n\n</details>"
        return f"\n\n{self.heading}\n\n{lines}", len(self.lines) - len(shown)

    def _fitting(self, room: int) -> list[str]:
        for place, line in enumerate(self.lines):
            room -= len(line) + 1
            if room < 0:
                return self.lines[:place]
        return self.lines


def _within_limit(top: str, sections: Iterable[_Section]) -> str:
    text, left_out = top, 0
    for section in sections:
        shown, missing = section.text(LONGEST - len(text))
        text += shown
        left_out += missing
    if left_out:
        text += (
            f"\n\n**{counted(left_out, 'line')} left out**: a comment holds {LONGEST:,} characters. All of them: "
            "`python -m reportctl diff --all --base REF --format json`."
        )
    return f"{text}\n"


def _section(difference: StackDifference) -> _Section:
    name = escaped(difference.stack)
    errors = counted(len(difference.head_problems), "error")
    if difference.head_problems:
        heading = f"### Stack {name} cannot be used: {errors}\n\n`pulumi up` stops here and changes nothing."
        return _Section(heading, _problem_lines(difference.head_problems))
    lines = [f"- **{change.kind}** {escaped(change.sentence)}" for change in difference.changes]
    if difference.base_problems:
        return _Section(_unknown_base(name, difference.base_problems), lines)
    return _Section(f"### Stack {name}: {counted(len(lines), 'change')}", lines)


def _unknown_base(name: str, problems: Sequence[Finding]) -> str:
    shown = "\n".join(_problem_lines(problems[:_FOLDED_ABOVE]))
    return (
        f"### Stack {name}: what changes is unknown\n\nThe stack file of the base cannot be used "
        f"({counted(len(problems), 'error')}):\n\n{shown}\n\nAll that the head says:"
    )


def _problem_lines(problems: Iterable[Finding]) -> list[str]:
    return [f"- **error** {escaped(str(problem))}" for problem in problems]


def _title(changed: int) -> str:
    return f"Compliance reporting: {counted(changed, 'stack')} with changes" if changed else _NO_CHANGE


_NO_CHANGE = "Compliance reporting: no change"


def _table(changed: Sequence[StackDifference]) -> str:
    head = ["| stack | " + " | ".join(Kind) + " | errors |", "| --- |" + " ---: |" * (len(Kind) + 1)]
    rows = [_row(difference) for difference in changed[:_MOST_ROWS]]
    more = len(changed) - len(rows)
    return "\n".join([*head, *rows, *([f"| and {counted(more, 'stack')} more |"] if more else [])])


def _row(difference: StackDifference) -> str:
    kinds = Counter(change.kind for change in difference.changes)
    numbers = [kinds[kind] if not difference.base_problems else "?" for kind in Kind]
    return f"| {escaped(difference.stack)} | {' | '.join(map(str, numbers))} | {len(difference.head_problems)} |"


def _some(stacks: list[str]) -> str:
    shown = ", ".join(stacks[:_MOST_ROWS])
    return shown if len(stacks) <= _MOST_ROWS else f"{shown} and {len(stacks) - _MOST_ROWS:,} more"
