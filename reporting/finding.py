"""What is wrong with a stack file, in sentences: the key's full path, the value, what is valid, the way out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reporting.quote import quoted

NAMESPACE = "calico-reporting"

Path = tuple[str | int, ...]

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_/-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it is, and a sentence or two about it. `line` (from 1) where no path leads to it."""

    path: Path
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{NAMESPACE}:{config_path(self.path)}: {self.message}" if self.path else self.message


class StackFileError(ValueError):
    """A stack file that cannot be used. `problems` has every fault in it, in the file's order."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def config_path(path: Path) -> str:
    """A path as `pulumi config set --path` takes it: `reportSets.hipstershop.reports["a.b"]`."""
    return "".join(_step(key) for key in path).removeprefix(".")


def _step(key: str | int) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    if _PLAIN_KEY.fullmatch(key):
        return f".{key}"
    return f"[{quoted(key)}]".replace("'", '"')
