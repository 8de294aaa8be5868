"""The Go command."""

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.progress import Step

OLDEST = (1, 21)
"""The first Go that fetches the newer one a go.mod asks for (https://go.dev/doc/toolchain)."""

_COMPILER_FLAGS = "all=-N -l -dwarf=false"
"""Neither optimised, nor inlined, nor described for a debugger: a third less to compile, and the control plane is
ready as fast (https://pkg.go.dev/cmd/compile)."""


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


def build(packages: Sequence[str], directory: Path, output: Path, linker_flags: str, step: Step) -> None:
    """Build main packages of the module in `directory`; `step` shows the package under way, a line without blanks.

    output: the program, or a folder that is there for several, each named as the end of its package.
    Without cgo, so that no C compiler is needed. Raises `SandboxError` with Go's last words.
    """
    command = ["go", "build", "-v", "-mod=readonly", "-buildvcs=false", f"-gcflags={_COMPILER_FLAGS}"]
    command += [f"-ldflags=-s -w {linker_flags}", "-o", str(output), *packages]
    environment = {"GOTOOLCHAIN": "auto"} | os.environ | {"CGO_ENABLED": "0", "GOWORK": "off"}
    last_lines: deque[str] = deque(maxlen=12)
    with subprocess.Popen(
        command, cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            step.detail = line.strip()
            if " " in step.detail:
                last_lines.append(line)
    if status := process.returncode:
        raise SandboxError(
            f"'go build {' '.join(packages)}' in {directory} ended with {status}; nothing was kept. Go's last words:\n"
            f"{''.join(last_lines).rstrip()}\n"
            "It needs a module proxy (go env GOPROXY) and the Go that go.mod asks for (GOTOOLCHAIN=auto)."
        )
