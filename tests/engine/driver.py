"""Stacks of the project, driven by the real pulumi CLI as a person or a CI runner drives it."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from pulumi.automation import CommandError, EngineEvent

from demo.engine import Engine
from sandbox import ControlPlane
from sandbox.toolchain import program
from tests.project import program_files

PREFIX = "calico-reporting:"

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Result:
    """What a call of the CLI came to.

    `said` is everything it printed; `steps` what is done to each object, `GlobalReport daily-x` for example, where
    it is not left as it is; `outputs` are the stack's.
    """

    ok: bool
    said: str
    steps: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)

    def to(self, kind: str) -> dict[str, str]:
        """The steps to objects of one kind, by name."""
        pairs = ((key.split(" ", 1), step) for key, step in self.steps.items())
        return {name: step for (of, name), step in pairs if of == kind}


@dataclass(frozen=True)
class Stack:
    """One stack in one checkout on one machine: its engine has the backend, its environment the rest."""

    engine: Engine
    project: Path
    name: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def init(self) -> "Stack":
        """Select it, making it where the backend has none."""
        self.engine.stack(self.project, self.name, self.environment)
        return self

    def preview(self, *flags: str) -> Result:
        return self._call("preview", *flags)

    def up(self, *flags: str, on_output: Callable[[str], object] | None = None) -> Result:
        return self._call("up", "--yes", "--skip-preview", *flags, on_output=on_output)

    def refresh(self, *flags: str) -> Result:
        return self._call("refresh", "--yes", "--skip-preview", *flags)

    def destroy(self, *flags: str) -> Result:
        return self._call("destroy", "--yes", "--skip-preview", *flags)

    def config_set(self, *arguments: str) -> None:
        self.engine.command.run(["config", "set", *arguments, "--stack", self.name], str(self.project), self._variables)

    def paste(self, command: str, at: ControlPlane) -> None:
        """Run a command line as a person would paste it, with kubectl at hand for that control plane."""
        kubectl = program("kubectl").parent
        path = f"{kubectl}:{Path(shutil.which(self.engine.command.command) or '.').parent}:/usr/bin:/bin"
        variables = {**self._variables, "PATH": path, "KUBECONFIG": str(at.kubeconfig), "HOME": "/nonexistent"}
        subprocess.run(["/bin/sh", "-ec", command], cwd=self.project, env=variables, check=True, capture_output=True)

    @property
    def file(self) -> Path:
        return self.project / f"Pulumi.{self.name}.yaml"

    @property
    def state(self) -> str:
        """The stack's state as the backend keeps it."""
        return (self.engine.state / ".pulumi/stacks/calico-reporting" / f"{self.name}.json").read_text()

    def resources(self) -> list[str]:
        """The URNs that the state has."""
        deployment = json.loads(self.state)["checkpoint"]["latest"]
        return sorted(resource["urn"] for resource in deployment.get("resources") or [])

    def says(self, values: Values) -> "Stack":
        """Write the stack file with these values and no others."""
        return self.says_text(yaml.safe_dump({"config": {f"{PREFIX}{key}": value for key, value in values.items()}}))

    def says_text(self, text: str) -> "Stack":
        """Write the stack file with this text; the salt that the CLI keeps in it stays."""
        before = self.file.read_text() if self.file.exists() else ""
        salt = "".join(line for line in before.splitlines(keepends=True) if line.startswith("encryptionsalt:"))
        self.file.write_text(f"{text}{salt}")
        return self

    def with_environment(self, **variables: str) -> "Stack":
        return replace(self, environment={**self.environment, **variables})

    def on_another_machine(self, project: Path, environment: Mapping[str, str]) -> "Stack":
        """The same stack from another checkout, with what is under version control there and the same backend."""
        program_files(project)
        shutil.copy2(self.file, project)
        return replace(self, project=project, environment=environment)

    def without_its_state(self, engine: Engine) -> "Stack":
        """The same stack in a backend that has never heard of it."""
        return replace(self, engine=engine).init()

    @property
    def _variables(self) -> dict[str, str]:
        return {**self.engine.environment, "PULUMI_DEBUG_COMMANDS": "true", **self.environment}

    def _call(self, verb: str, *flags: str, on_output: Callable[[str], object] | None = None) -> Result:
        log = self.project / "events"
        log.unlink(missing_ok=True)
        arguments = [verb, *flags, "--color=never", f"--event-log={log}", "--stack", self.name]
        try:
            answer = self.engine.command.run(arguments, str(self.project), self._variables, on_output=on_output)
        except CommandError as error:
            return Result(ok=False, said=str(error), **_events(log))
        return Result(ok=True, said=f"{answer.stdout}{answer.stderr}", **_events(log))


def _events(log: Path) -> dict[str, Any]:
    lines = log.read_text().splitlines() if log.exists() else []
    events = [EngineEvent.from_json(json.loads(line)) for line in lines]
    return {"steps": _steps(events), "outputs": _outputs(events)}


def _steps(events: list[EngineEvent]) -> dict[str, str]:
    """The first step to each object: an import counts as one also where values are applied after it."""
    done = [event.resource_pre_event.metadata for event in events if event.resource_pre_event]
    first_last = [step for step in reversed(done) if step.op.value not in ("same", "refresh")]
    return {f"{step.type.rpartition(':')[2]} {step.urn.rpartition('::')[2]}": step.op.value for step in first_last}


def _outputs(events: list[EngineEvent]) -> dict[str, Any]:
    done = [event.res_outputs_event.metadata for event in events if event.res_outputs_event]
    stacks = [step.new for step in done if step.type == "pulumi:pulumi:Stack"]
    return dict(stacks[-1].outputs or {}) if stacks and stacks[-1] else {}
