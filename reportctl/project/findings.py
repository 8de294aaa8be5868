"""What is to be said about a stack file: faults and advice, each with its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from reporting.finding import NAMESPACE, Problem, StackFileError, config_path
from reporting.findings.stack import CATALOGUE, Advice, advise
from reporting.objects.plan import plan
from reporting.source.stackfile import StackFile, read_stack

INVALID = "INVALID"


class Level(StrEnum):
    """How much a finding weighs, in the words of SARIF. An error stops `pulumi up`."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


TITLES: dict[str, tuple[Level, str]] = {
    INVALID: (Level.ERROR, "a value that the cluster would not take as it is meant"),
    **{code: (Level(kind.severity), kind.title) for code, kind in CATALOGUE.items()},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one line of a stack file. `accepted` is the stack file's reason for living with it."""

    stack: str
    file: Path
    line: int
    code: str
    key: str
    what: str
    remedy: str = ""
    accepted: str | None = None

    @property
    def level(self) -> Level:
        """How much it weighs."""
        return TITLES[self.code][0]


def findings_of(project: Path, stack: str, today: date | None = None) -> list[Finding]:
    """Every fault of a stack's file; where there is none, every advice. Raises nothing for a bad file."""
    file = project / f"Pulumi.{stack}.yaml"
    try:
        read = read_stack(project, stack)
    except StackFileError as error:
        return [_of_problem(stack, file, problem.line or 1, problem) for problem in error.problems]
    return list(findings_in(stack, read, today))


def findings_in(stack: str, read: StackFile, today: date | None = None) -> Iterator[Finding]:
    """The same of a stack file that was read, or that will be written."""
    try:
        settings = read.settings()
    except StackFileError as error:
        for problem in error.problems:
            yield _of_problem(stack, read.path, read.line(problem.path), problem)
        return
    for advice in advise(plan(settings), today):
        yield _of_advice(stack, read, advice)


def _of_problem(stack: str, file: Path, line: int, problem: Problem) -> Finding:
    return Finding(stack, file, line, INVALID, _key(problem.path), problem.message)


def _of_advice(stack: str, read: StackFile, advice: Advice) -> Finding:
    return Finding(
        stack,
        read.path,
        read.line(advice.path),
        advice.code,
        _key(advice.path),
        advice.consequence,
        advice.remedy,
        advice.accepted,
    )


def _key(path: tuple[str | int, ...]) -> str:
    return f"{NAMESPACE}:{config_path(path)}" if path else ""
