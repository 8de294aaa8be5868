"""Everything a program registers, seen without an engine: inputs and, unlike Pulumi's mocks alone, options."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import mocks, rpc, settings


@dataclass(frozen=True)
class Registration:
    """One resource as it reached the engine."""

    type: str
    name: str
    parent: str
    inputs: Mapping[str, Any] = field(repr=False)
    provider: str
    import_id: str
    retain_on_delete: bool
    ignore_changes: list[str]
    depends_on: list[str]
    on_error: list[str]
    before_delete: list[str]
    create_timeout: str
    update_timeout: str
    custom: bool

    @property
    def spec(self) -> Any:
        return self.inputs.get("spec")

    @property
    def metadata(self) -> Any:
        return self.inputs.get("metadata")


class Registrations(mocks.MockMonitor):
    """A monitor that keeps what was registered, in order."""

    def __init__(self, answer: Callable[[str, str], Mapping[str, Any]]):
        super().__init__(_Echo(answer))
        self.all: list[Registration] = []
        self.error_hooks: dict[str, pulumi.ErrorHook] = {}
        self.resource_hooks: dict[str, pulumi.ResourceHook] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802
        if request.type != "pulumi:pulumi:Stack":
            self.all.append(_registration(request))
        return super().RegisterResource(request)

    def register_error_hook(self, hook: pulumi.ErrorHook) -> None:
        self.error_hooks[hook.name] = hook

    def register_resource_hook(self, hook: pulumi.ResourceHook) -> None:
        self.resource_hooks[hook.name] = hook

    def of(self, kind: str) -> list[Registration]:
        return [one for one in self.all if one.type.endswith(f":{kind}")]

    def one(self, kind: str, name: str) -> Registration:
        [found] = [one for one in self.of(kind) if one.name == name]
        return found


class _Echo(mocks.Mocks):
    def __init__(self, answer: Callable[[str, str], Mapping[str, Any]]):
        self.answer = answer

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        return f"{args.name}-id", {**args.inputs, **self.answer(args.typ, args.name)}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"the program called {args.token}")


def registered(
    program: Callable[[], None], answer: Callable[[str, str], Mapping[str, Any]] = lambda _type, _name: {}
) -> Registrations:
    """What a program registers as stack `workshop` of project `calico-reporting`.

    `answer` gives the outputs of a resource by type and name.
    """
    monitor = Registrations(answer)
    mocks.set_mocks(monitor.mocks, project="calico-reporting", stack="workshop", preview=False, monitor=monitor)
    # A monitor that is no process has no server for callbacks of its own.
    settings.SETTINGS.callbacks = monitor
    pulumi.runtime.test(program)()
    return monitor


def _registration(request: Any) -> Registration:
    return Registration(
        type=request.type,
        name=request.name,
        parent=request.parent.split("::")[-1],
        inputs=rpc.deserialize_properties(request.object),
        provider=request.provider or request.providers.get("kubernetes", ""),
        import_id=request.importId,
        retain_on_delete=request.retainOnDelete,
        ignore_changes=list(request.ignoreChanges),
        depends_on=list(request.dependencies),
        on_error=list(request.hooks.on_error),
        before_delete=list(request.hooks.before_delete),
        create_timeout=request.customTimeouts.create,
        update_timeout=request.customTimeouts.update,
        custom=request.custom,
    )
