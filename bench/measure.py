"""Time and memory of a Python process or a command."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

_REPORT = """
import json, resource, sys, time
start = time.perf_counter()
{code}
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([seconds, peak / (2**20 if sys.platform == "darwin" else 2**10)]))
"""

# A process begins with the memory peak of the one that starts it, so that one must be small.
_SMALL_PARENT = (sys.executable, "-c", "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))")


@dataclass(frozen=True)
class Cost:
    """Wall-clock seconds, and the most memory that was held, in MiB."""

    seconds: float
    mebibytes: float = 0.0


def python(code: str, *arguments: str, best_of: int = 3) -> Cost:
    """What running this code costs in an interpreter of its own, start-up left out: the best of some tries."""
    program = [*_SMALL_PARENT, sys.executable, "-c", _REPORT.format(code=code), *arguments]
    costs = [Cost(*json.loads(_output(program))) for _ in range(best_of)]
    return min(costs, key=lambda cost: cost.seconds)


def command(
    program: Sequence[str], environ: Mapping[str, str] | None = None, best_of: int = 1, allowed: Sequence[int] = (0,)
) -> Cost:
    """What a command costs from start to end: the best of some tries. It may end with the statuses in `allowed`."""
    return Cost(min(_timed(program, environ, allowed) for _ in range(best_of)))


def _timed(program: Sequence[str], environ: Mapping[str, str] | None, allowed: Sequence[int]) -> float:
    start = time.perf_counter()
    _output(program, environ, allowed)
    return time.perf_counter() - start


def _output(program: Sequence[str], environ: Mapping[str, str] | None = None, allowed: Sequence[int] = (0,)) -> str:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environ or {})}
    done = subprocess.run(program, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in allowed:
        raise RuntimeError(f"{program[0]} ended with {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout
