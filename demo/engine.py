"""Pulumi's engine: its CLI and Kubernetes plugin, found or installed, with a home and a backend of their own.

Everything of it is in one folder. The user's login, plugins and kubeconfig are neither read nor written.
https://www.pulumi.com/docs/iac/cli/environment-variables/
"""

import importlib.metadata
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pulumi import automation
from pulumi.automation import PulumiCommand
from semver import VersionInfo

from components.cluster import PROVIDER_VERSION
from demo import install
from demo.bounded import Unfinished, bounded
from sandbox.progress import Progress

PINNED = VersionInfo.parse(importlib.metadata.version("pulumi"))
"""The CLI that goes with the SDK of requirements.txt: this one or a newer one of the same major version."""

_LANGUAGE = "pulumi-language-python"
_PLUGIN = "pulumi-resource-kubernetes"
_NO_ENVIRONMENT: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Unavailable:
    """There is no engine, and why, in words that go after a colon."""

    reason: str


@dataclass(frozen=True)
class Engine:
    """A CLI that runs, the home of its plugins, and the folder where it keeps the state of stacks."""

    command: PulumiCommand
    home: Path
    state: Path

    @property
    def environment(self) -> dict[str, str]:
        """What keeps every call to this home and this state, and away from the user's own."""
        return {
            "PULUMI_HOME": str(self.home),
            "PULUMI_BACKEND_URL": self.state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_RUN_PROGRAM": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "KUBECONFIG": os.devnull,
        }

    def stack(self, project: Path, name: str, environment: Mapping[str, str] = _NO_ENVIRONMENT) -> automation.Stack:
        """The stack of that project folder, made where it is not there yet.

        Making it writes into its stack file. `environment` goes on top of the engine's own.
        Raises `pulumi.automation.CommandError`.
        """
        self.state.mkdir(parents=True, exist_ok=True)
        options = automation.LocalWorkspaceOptions(
            pulumi_command=self.command, env_vars={**self.environment, **environment}
        )
        return automation.create_or_select_stack(name, work_dir=str(project), opts=options)


def find(directory: Path, progress: Progress | None = None) -> Engine | Unavailable:
    """The engine on PATH, or the pinned one, which is installed into `<directory>/pulumi` where it is not there yet.

    Plugin `pulumi-resource-kubernetes` on PATH is used as it is. Ends in bounded time, also where the network
    swallows everything.
    """
    progress = progress or Progress()
    root = directory.resolve() / "pulumi"
    try:
        engine = Engine(_cli(root, progress), home=root / "home", state=root / "state")
        _provide_plugin(engine, progress)
    except Unfinished as fault:
        return Unavailable(str(fault))
    return engine


def _cli(root: Path, progress: Progress) -> PulumiCommand:
    fault = _fault_of(shutil.which("pulumi"))
    if fault is None:
        return PulumiCommand()
    if _fault_of(str(root / "bin" / "pulumi")) is not None:
        _install_cli(root, fault, progress)
    return PulumiCommand(root=str(root))


def _install_cli(root: Path, fault: str, progress: Progress) -> None:
    try:
        install.cli(root, str(PINNED), progress)
    except Unfinished as obstacle:
        raise Unfinished(f"{fault}, and {obstacle}") from None


def _fault_of(pulumi: str | None) -> str | None:
    """Why this CLI cannot be used, None where it can."""
    if pulumi is None:
        return "there is no pulumi on PATH"
    try:
        version = VersionInfo.parse(bounded([pulumi, "version"], os.environ, seconds=20).strip().removeprefix("v"))
    except (Unfinished, ValueError) as error:
        return f"{pulumi} does not tell its version ({error})"
    if version.major != PINNED.major or (version.major, version.minor) < (PINNED.major, PINNED.minor):
        return f"{pulumi} is {version}, and {PINNED.major}.{PINNED.minor} or a newer {PINNED.major}.x is needed"
    if shutil.which(_LANGUAGE, path=_path_of(pulumi)) is None:
        return f"{pulumi} has no {_LANGUAGE} beside it"
    return None


def _path_of(pulumi: str) -> str:
    """Where a CLI looks for its plugins: beside itself, and on PATH."""
    beside = {str(Path(pulumi).parent), str(Path(pulumi).resolve().parent)}
    return os.pathsep.join([*sorted(beside), os.environ.get("PATH", os.defpath)])


def _provide_plugin(engine: Engine, progress: Progress) -> None:
    command = shutil.which(engine.command.command) or engine.command.command
    installed = engine.home / "plugins" / f"resource-kubernetes-v{PROVIDER_VERSION}"
    if shutil.which(_PLUGIN, path=_path_of(command)) is None and not installed.exists():
        install.plugin(command, "kubernetes", PROVIDER_VERSION, engine.environment, progress)
