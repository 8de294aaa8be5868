"""Installs the pinned CLI and plugin, or says in a line why they cannot be had."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from sandbox.progress import Progress

SOURCE = "https://get.pulumi.com/install.sh"
"""https://www.pulumi.com/docs/iac/download-install. Where it does not answer, nothing else is tried."""

ANSWER_SECONDS = 10
_DOWNLOAD_SECONDS = 600


class Unfinished(Exception):  # noqa: N818
    """A program failed or took too long; the message is its last line, or how long it was waited for."""


def cli(root: str, version: str, environment: Mapping[str, str], progress: Progress) -> None:
    """The CLI, into `<root>/bin`, by Pulumi's own installer. Raises `Unfinished`."""
    installer = ["/bin/sh", "-s", "--", "--no-edit-path", "--install-root", root, "--version", version]
    _install(f"the Pulumi CLI {version}", installer, environment, progress)


def plugin(cli: str, name: str, version: str, environment: Mapping[str, str], progress: Progress) -> None:
    """A resource plugin, into the PULUMI_HOME of that environment. Raises `Unfinished`."""
    installer = [cli, "plugin", "install", "resource", name, version, "--non-interactive"]
    _install(f"its {name} plugin {version}", installer, environment, progress)


def output(command: Sequence[str], environment: Mapping[str, str], seconds: float, stdin: str = "") -> str:
    """What a program prints. Raises `Unfinished`."""
    try:
        done = subprocess.run(
            command,
            env=os.environ | dict(environment),
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except OSError as error:
        raise Unfinished(f"{command[0]}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise Unfinished(f"no end after {seconds:.0f} s") from None
    if done.returncode != 0:
        raise Unfinished(done.stdout.strip().rpartition("\n")[2] or f"exit status {done.returncode}")
    return done.stdout


def _install(what: str, installer: Sequence[str], environment: Mapping[str, str], progress: Progress) -> None:
    """The CLI's installer reads the script, the plugin's does not."""
    try:
        script = _script()
        with progress.step(f"installing {what}"):
            output(installer, environment, _DOWNLOAD_SECONDS, stdin=script)
    except Unfinished as fault:
        raise Unfinished(f"{what} cannot be installed ({fault})") from None


def _script() -> str:
    try:
        with urlopen(SOURCE, timeout=ANSWER_SECONDS) as answer:
            return str(answer.read().decode())
    except OSError as error:
        reason = error.reason if isinstance(error, URLError) else error
        said = getattr(reason, "strerror", None) or reason
        raise Unfinished(f"{urlsplit(SOURCE).hostname}: {said}") from None
