"""The stack by `pulumi up`."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pulumi.automation import CommandError, ConcurrentUpdateError, EngineEvent

from demo.engine import Engine
from demo.failure import DemoError
from sandbox.progress import Progress

AMBIENT_PLUGIN = "using pulumi-resource-kubernetes from $PATH"
"""A warning that says nothing new to who put the plugin there."""

PROGRAM_ENDED = "an unhandled error occurred: program exited with non-zero exit code"
"""An error that follows the one which says why."""

_VERBS: Mapping[str, str] = {
    "create": "created",
    "create-replacement": "created",
    "update": "updated",
    "delete": "deleted",
    "delete-replaced": "deleted",
    "import": "imported",
}


def up(engine: Engine, project: Path, stack: str, progress: Progress) -> None:
    """Bring the stack up, and tell each object that is written. Raises `DemoError` with what Pulumi says."""
    teller = Teller(progress)
    with _interrupt_held_back():
        try:
            _up(engine, project, stack, teller)
        except CommandError as error:
            said = "\n".join(teller.errors) or str(error)
            raise DemoError(f"'pulumi up' of stack {stack} failed, and nothing else was tried:\n{said}") from None


def _up(engine: Engine, project: Path, name: str, teller: "Teller") -> None:
    """Only one demo runs at a time, so a lock on the stack was left behind."""
    stack = engine.stack(project, name)
    try:
        stack.up(on_event=teller.tell, suppress_outputs=True)
    except ConcurrentUpdateError:
        stack.cancel()
        stack.up(on_event=teller.tell, suppress_outputs=True)


@contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """A terminal's interrupt reaches Pulumi as well, which ends in order; whatever it says then, it was interrupted."""
    received: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: received.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if received:
            raise KeyboardInterrupt


class Teller:
    """Engine events as lines, and the errors among them."""

    def __init__(self, progress: Progress):
        self.errors: list[str] = []
        self._progress = progress

    def tell(self, event: EngineEvent) -> None:
        if event.res_outputs_event:
            step = event.res_outputs_event.metadata
            self._tell_step(str(getattr(step.op, "value", step.op)), step.urn)
        if event.diagnostic_event:
            self._tell_diagnostic(event.diagnostic_event.severity, event.diagnostic_event.message)

    def _tell_step(self, operation: str, urn: str) -> None:
        types, name = urn.split("::")[-2:]
        package, _, kind = types.split("$")[-1].rpartition(":")
        if operation in _VERBS and package.startswith("kubernetes:"):
            verb = "patched" if kind.endswith("Patch") else _VERBS[operation]
            self._progress.say(f"  {verb} {kind.removesuffix('Patch')} {name}")

    def _tell_diagnostic(self, severity: str, message: str) -> None:
        text = message.strip()
        if severity == "error" and not text.startswith(PROGRAM_ENDED):
            self.errors.append(text)
        if severity == "warning" and AMBIENT_PLUGIN not in text:
            self._progress.say(f"  warning: {text}")
