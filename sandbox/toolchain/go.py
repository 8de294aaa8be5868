"""The Go command."""

import os
import re
import shutil
import subprocess
from collections import deque
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.progress import Step

OLDEST = (1, 21)
"""The first Go that fetches the newer one a go.mod asks for (https://go.dev/doc/toolchain)."""


def require(purpose: str) -> None:
    """Raises `SandboxError` where there is no Go, or one older than `OLDEST`."""
    remedy = "Install Go 1.21 or newer (https://go.dev/dl); any newer one it needs it fetches itself."
    if not shutil.which("go"):
        raise SandboxError(f"cannot {purpose}: there is no Go on PATH. {remedy}")
    answer = subprocess.run(
        ["go", "version"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"GOTOOLCHAIN": "local"},
    )
    version = re.search(r"\bgo(\d+)\.(\d+)", answer.stdout)
    if not version or (int(version[1]), int(version[2])) < OLDEST:
        raise SandboxError(f"cannot {purpose}: '{answer.stdout.strip()}' on PATH is too old. {remedy}")


def build(package: str, directory: Path, output: Path, linker_flags: str, step: Step) -> None:
    """Build a main package of the module in `directory`; `step` shows the package under way.

    Without cgo, so that no C compiler is needed. Raises `SandboxError` with Go's last lines.
    """
    command = ["go", "build", "-v", "-mod=readonly", "-buildvcs=false"]
    command += ["-ldflags", linker_flags, "-o", str(output), package]
    environment = {"GOTOOLCHAIN": "auto"} | os.environ | {"CGO_ENABLED": "0", "GOWORK": "off"}
    last_lines: deque[str] = deque(maxlen=12)
    with subprocess.Popen(
        command, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            step.detail = line.strip()
            last_lines.append(line)
    if process.returncode != 0:
        raise SandboxError(
            f"'go build {package}' in {directory} failed; nothing was kept. Go's last lines:\n"
            f"{''.join(last_lines).rstrip()}\n"
            "It needs a module proxy (go env GOPROXY) and the Go that go.mod asks for (GOTOOLCHAIN=auto)."
        )
