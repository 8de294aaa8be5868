"""Pulumi's engine: its CLI and Kubernetes plugin, found or installed, with a home and a backend of their own.

Everything of it is in one folder. The user's login, plugins and kubeconfig are neither read nor written.
https://www.pulumi.com/docs/iac/cli/environment-variables/
"""

import importlib.metadata
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pulumi import automation
from pulumi.automation import PulumiCommand
from semver import VersionInfo

from components.kubernetes import PROVIDER_VERSION
from demo import install
from demo.install import Unfinished
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


class Cli(PulumiCommand):
    """A CLI whose version is known already; the Automation API would ask it again, in the user's own home."""

    def __init__(self, command: str, version: VersionInfo):
        self.command = command
        self.version = version


@dataclass(frozen=True)
class Engine:
    """A CLI that runs, the home of its plugins, and the folder where it keeps the state of stacks."""

    command: Cli
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
        engine = Engine(_cli(root, progress), home=Path(_home(root)["PULUMI_HOME"]), state=root / "state")
        _provide_plugin(engine, progress)
    except Unfinished as fault:
        return Unavailable(str(fault))
    return engine


def _cli(root: Path, progress: Progress) -> Cli:
    try:
        return _fitting(shutil.which("pulumi"), root)
    except Unfinished as fault:
        return _own_cli(root, str(fault), progress)


def _own_cli(root: Path, fault: str, progress: Progress) -> Cli:
    own = str(root / "bin" / "pulumi")
    with suppress(Unfinished):
        return _fitting(own, root)
    try:
        install.cli(str(root), str(PINNED), _home(root), progress)
    except Unfinished as obstacle:
        raise Unfinished(f"{fault}, and {obstacle}") from None
    return _fitting(own, root)


def _fitting(pulumi: str | None, root: Path) -> Cli:
    """Raises `Unfinished` with the reason why this CLI cannot be used."""
    if pulumi is None:
        raise Unfinished("there is no pulumi on PATH")
    try:
        said = install.output([pulumi, "version"], _home(root), seconds=20)
        version = VersionInfo.parse(said.strip().removeprefix("v"))
    except (Unfinished, ValueError) as error:
        raise Unfinished(f"{pulumi} does not tell its version ({error})") from None
    if version.major != PINNED.major or (version.major, version.minor) < (PINNED.major, PINNED.minor):
        needed = f"{PINNED.major}.{PINNED.minor} or a newer {PINNED.major}.x is needed"
        raise Unfinished(f"{pulumi} is {version}, and {needed}")
    if shutil.which(_LANGUAGE, path=_path_of(pulumi)) is None:
        raise Unfinished(f"{pulumi} has no {_LANGUAGE} beside it")
    return Cli(pulumi, version)


def _home(root: Path) -> dict[str, str]:
    """Every call of the CLI writes a log into its home, which is the user's own unless it is told another one."""
    return {"PULUMI_HOME": str(root / "home")}


def _path_of(pulumi: str) -> str:
    """Where a CLI looks for its plugins: beside itself, and on PATH."""
    beside = {str(Path(pulumi).parent), str(Path(pulumi).resolve().parent)}
    return os.pathsep.join([*sorted(beside), os.environ.get("PATH", os.defpath)])


def _provide_plugin(engine: Engine, progress: Progress) -> None:
    command = engine.command.command
    installed = engine.home / "plugins" / f"resource-kubernetes-v{PROVIDER_VERSION}"
    if shutil.which(_PLUGIN, path=_path_of(command)) is None and not installed.exists():
        install.plugin(command, "kubernetes", PROVIDER_VERSION, engine.environment, progress)
