"""The stack by `pulumi up`."""

from collections.abc import Mapping
from pathlib import Path

from pulumi.automation import CommandError, ConcurrentUpdateError, EngineEvent, Stack

from demo.engine import Engine
from demo.failure import DemoError
from sandbox.progress import Progress

AMBIENT_PLUGIN = "using pulumi-resource-kubernetes from $PATH"
"""A warning that says nothing new to who put the plugin there."""

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
    try:
        _up(engine.stack(project, stack), teller)
    except CommandError as error:
        said = "\n".join(teller.errors) or str(error)
        raise DemoError(f"'pulumi up' of stack {stack} failed, and nothing else was tried:\n{said}") from None


def _up(stack: Stack, teller: "Teller") -> None:
    try:
        stack.up(on_event=teller.tell, suppress_outputs=True)
    except ConcurrentUpdateError:
        stack.cancel()
        stack.up(on_event=teller.tell, suppress_outputs=True)


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
        kind, name = urn.split("::")[-2:]
        if operation in _VERBS and kind.split("$")[-1].startswith("kubernetes:"):
            self._progress.say(f"  {_VERBS[operation]} {kind.rpartition(':')[2]} {name}")

    def _tell_diagnostic(self, severity: str, message: str) -> None:
        text = message.strip()
        if severity == "error":
            self.errors.append(text)
        if severity == "warning" and AMBIENT_PLUGIN not in text:
            self._progress.say(f"  warning: {text}")
