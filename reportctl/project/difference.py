"""What differs in a stack between two revisions of its project, also where one of them cannot be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reportctl.project.revision import Revision
from reportctl.show.failure import Failure
from reporting.changes import Change, Kind, compare
from reporting.finding import Finding, StackFileError, config_path
from reporting.objects.plan import Plan
from reporting.quote import quoted
from reporting.spans import listed

Problems = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StackDifference:
    """One stack at two revisions.

    With problems at the base, what changes is unknown, and `changes` has all that the head says. With problems
    at the head there are none.
    """

    stack: str
    changes: tuple[Change, ...] = ()
    base_problems: Problems = ()
    head_problems: Problems = ()

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.changes or self.base_problems or self.head_problems)


def difference(base: Revision, head: Revision, stack: str) -> StackDifference:
    """What differs in one stack."""
    before, base_problems = _read(base, stack)
    after, head_problems = _read(head, stack)
    if head_problems:
        return StackDifference(stack, (), (), head_problems)
    if base_problems and after is None:
        gone = Change(Kind.REMOVED, "stack", (), "the stack file, which could not be read before, is gone")
        return StackDifference(stack, (gone,), base_problems)
    return StackDifference(stack, tuple(compare(before, after)), base_problems)


def differing_stacks(base: Revision, head: Revision, wanted: str | None) -> list[str]:
    """The stacks to compare: the wanted one, or all of either revision. Raises Failure for an unknown one."""
    known = sorted({*base.stacks(), *head.stacks()})
    if wanted is None:
        return known
    if wanted not in known:
        raise Failure(
            f"there is no stack {quoted(wanted)}, neither at {base} nor at {head}; there are: "
            f"{listed(known) or 'none'}."
        )
    return [wanted]


def as_json(base: Revision, head: Revision, differences: Iterable[StackDifference]) -> dict[str, Any]:
    """Everything as plain values."""
    stacks = [_stack_as_json(difference) for difference in differences]
    return {
        "base": {"revision": base.name, "commit": base.commit},
        "head": {"revision": head.name, "commit": head.commit},
        "changed": any(stack["changed"] for stack in stacks),
        "stacks": stacks,
    }


def _read(revision: Revision, stack: str) -> tuple[Plan | None, Problems]:
    try:
        return revision.plan(stack), ()
    except StackFileError as error:
        return None, tuple(map(revision.within, error.findings))


def _stack_as_json(difference: StackDifference) -> dict[str, Any]:
    return {
        "stack": difference.stack,
        "changed": bool(difference),
        "changes": [
            {
                "kind": change.kind,
                "subject": change.subject,
                "path": list(change.path),
                "key": config_path(change.path),
                "sentence": change.sentence,
            }
            for change in difference.changes
        ],
        "baseProblems": [str(problem) for problem in difference.base_problems],
        "headProblems": [str(problem) for problem in difference.head_problems],
    }
