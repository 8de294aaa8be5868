"""What a person sees while something takes long."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO


@dataclass
class Step:
    """A step under way; `detail` is what it is at just now."""

    text: str
    started: float = field(default_factory=time.monotonic)
    detail: str = ""

    def elapsed(self) -> str:
        """Time since the start, such as `4.2 s` or `2 min 05 s`."""
        seconds = time.monotonic() - self.started
        return f"{seconds:.1f} s" if seconds < 60 else f"{seconds // 60:.0f} min {seconds % 60:02.0f} s"


class Progress:
    """One line at the start and one at the end of each step.

    On a terminal one more line, rewritten every half second, tells the time gone and the detail.
    """

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet

    def say(self, text: str) -> None:
        """One line by itself."""
        if not self._quiet:
            self._clear_line()
            self._stream.write(f"{text}\n")
            self._stream.flush()

    @contextmanager
    def step(self, text: str) -> Iterator[Step]:
        """Tell when the body begins, ends or fails."""
        step = Step(text)
        self.say(f"{text} ...")
        outcome = "failed after"
        with self._ticker(step):
            try:
                yield step
                outcome = "done in"
            finally:
                self.say(f"{text}: {outcome} {step.elapsed()}")

    @contextmanager
    def _ticker(self, step: Step) -> Iterator[None]:
        if not self._is_live():
            yield
            return
        ended = threading.Event()
        thread = threading.Thread(target=self._tick, args=(step, ended), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self._clear_line()

    def _tick(self, step: Step, ended: threading.Event) -> None:
        while not ended.wait(0.5):
            self._clear_line()
            self._stream.write(f"  {step.elapsed()}  {step.detail}"[:78])
            self._stream.flush()

    def _clear_line(self) -> None:
        if self._is_live():
            self._stream.write("\r\x1b[K")

    def _is_live(self) -> bool:
        return not self._quiet and self._stream.isatty()
