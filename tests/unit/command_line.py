"""A verb of reportctl as its command line runs it, inside the tests' own process."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from reportctl.__main__ import main


class Ran(NamedTuple):
    """How a verb ended, and what it said."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("render", "--stack", "dev")`, as wide as a pipe, whatever terminal the tests run in.

    `at`: the folder that it is run in.
    """
    monkeypatch.delenv("COLUMNS", raising=False)

    def runs(*arguments: object, at: Path | None = None) -> Ran:
        if at is not None:
            monkeypatch.chdir(at)
        monkeypatch.setattr("sys.argv", ["reportctl", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ran(int(ended.value.code or 0), *capsys.readouterr())

    return runs
