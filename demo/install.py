"""Installs the pinned CLI and plugin, or says in a line why they cannot be had."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from ssl import SSLCertVerificationError
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from demo.bounded import Unfinished, bounded
from sandbox.progress import Progress

SOURCE = "https://get.pulumi.com/install.sh"
"""Asked first: where it does not answer, nothing else is tried."""

ANSWER_SECONDS = 10
_DOWNLOAD_SECONDS = 600


def cli(root: Path, version: str, environment: Mapping[str, str], progress: Progress) -> None:
    """The CLI, into `<root>/bin`, by the Automation API's own installer. Raises `Unfinished`."""
    installer = [sys.executable, "-m", "demo.installer", str(root)]
    _install(f"the Pulumi CLI {version}", installer, environment, progress)


def plugin(cli: str, name: str, version: str, environment: Mapping[str, str], progress: Progress) -> None:
    """A resource plugin, into the PULUMI_HOME of that environment. Raises `Unfinished`."""
    installer = [cli, "plugin", "install", "resource", name, version, "--non-interactive"]
    _install(f"its {name} plugin {version}", installer, environment, progress)


def _install(what: str, installer: list[str], environment: Mapping[str, str], progress: Progress) -> None:
    try:
        _ask(SOURCE)
        with progress.step(f"installing {what}"):
            bounded(installer, os.environ | dict(environment), _DOWNLOAD_SECONDS)
    except Unfinished as fault:
        raise Unfinished(f"{what} cannot be installed ({fault})") from None


def _ask(source: str) -> None:
    """A certificate that Python does not know is no obstacle: the installers have their own."""
    try:
        urlopen(source, timeout=ANSWER_SECONDS).close()  # noqa: S310
    except OSError as error:
        reason = error.reason if isinstance(error, URLError) else error
        if not isinstance(reason, SSLCertVerificationError):
            said = getattr(reason, "strerror", None) or reason
            raise Unfinished(f"{urlsplit(source).hostname}: {said}") from None
