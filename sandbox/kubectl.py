"""kubectl, bound to one kubeconfig."""

import os
import subprocess
from pathlib import Path

from sandbox.errors import SandboxError
from sandbox.kwokctl import kubectl_environment


def kubectl(program: Path, home: Path, *arguments: str, stdin: str | None = None) -> str:
    """What kubectl prints. Raises `SandboxError` with its complaint."""
    answer = subprocess.run(
        [str(program), *arguments],
        env=os.environ | kubectl_environment(home),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode != 0:
        raise SandboxError(f"'kubectl {' '.join(arguments)}' failed: {answer.stderr.strip()}")
    return answer.stdout
