"""The same for many stacks at once."""

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def side_by_side(
    function: Callable[[str], T], names: Sequence[str], at_once: int, done: Callable[[], None] = lambda: None
) -> dict[str, T]:
    """What the function gives for each name, in threads that do not outlive an interrupt; `done` after each."""
    waiting: SimpleQueue[str] = SimpleQueue()
    found: dict[str, T] = {}
    for name in names:
        waiting.put(name)

    def work() -> None:
        while True:
            try:
                name = waiting.get_nowait()
            except Empty:
                return
            found[name] = function(name)
            done()

    threads = [Thread(target=work, daemon=True) for _ in names[:at_once]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
