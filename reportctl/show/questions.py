"""What a verb needs to know, from an option or, on a terminal, from the person at it."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.prompt import Prompt

from reportctl.show.console import console
from reportctl.show.failure import Failure


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to know: its option with an example, how it is asked, and how an answer is read.

    `read` raises ValueError for an answer that will not do. `usual` is the answer of who only presses Enter; None
    where there is no usual one.
    """

    option: str
    words: str
    read: Callable[[str], Any]
    usual: str | None = None


def answers(questions: Mapping[str, Question], given: Mapping[str, str | None]) -> dict[str, Any]:
    """An answer to each question, by key. Raises Failure for an option that will not do, or one that is missing."""
    missing = [key for key in questions if given.get(key) is None]
    if missing and not sys.stdin.isatty():
        raise Failure(_missing([questions[key].option for key in missing]))
    return {key: _answer(question, given.get(key)) for key, question in questions.items()}


def _missing(options: Sequence[str]) -> str:
    return f"nobody can be asked here (standard input is no terminal), and not said are: {', '.join(options)}"


def _answer(question: Question, given: str | None) -> Any:
    if given is None:
        return _asked(question)
    try:
        return question.read(given)
    except ValueError as error:
        raise Failure(f"{question.option.split()[0]}: {error}") from None


def _asked(question: Question) -> Any:
    screen = console(sys.stderr)
    while True:
        answer = Prompt.ask(question.words, console=screen, default=question.usual)
        try:
            return question.read(answer or "")
        except ValueError as error:
            screen.print(str(error))
