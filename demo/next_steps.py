"""What to try after the demo."""

import os
import shlex
import shutil
from pathlib import Path

from demo.engine import Engine, Unavailable
from demo.samples import FOLDER, LABEL, PROJECT
from reporting.evidence.period import Period
from sandbox import ControlPlane
from sandbox.toolchain import program


def next_steps(found: Engine | Unavailable, plane: ControlPlane, samples: Period) -> str:
    """Commands to go on with, one a line, each with what it does; `samples` is what the sample files are of."""
    here = Path(os.path.relpath(plane.directory))
    kubectl = "kubectl" if shutil.which("kubectl") else str(program("kubectl"))
    steps = [
        (f"{kubectl} --kubeconfig {here / 'kubeconfig'} get globalreports", "look at the cluster yourself"),
        ("bin/reportctl status --stack dev", "what becomes of each report, and what to do where one does not come"),
        (_evidence(here, samples), "a folder for an auditor, of sample files"),
        ("make demo", "again after a change in Pulumi.dev.yaml, say 'intervals: production'"),
        ("make cluster", "an empty cluster beside this one, for the workshop in README.md"),
        ("make clean", "stop both, remove everything"),
    ]
    if isinstance(found, Engine):
        file = found.state.parent / "env"
        file.write_text(shell_environment(found), encoding="utf-8")
        pulumi = f"( . {Path(os.path.relpath(file))}; pulumi --cwd {here / 'project'} stack )"
        steps.insert(1, (pulumi, "the same through Pulumi"))
    return "Next:\n" + "\n".join(f"  {command}\n      {purpose}" for command, purpose in steps)


def _evidence(here: Path, period: Period) -> str:
    days = f"--from {period.first} --to {period.last}"
    samples = f"--project {here / PROJECT} --source {here / FOLDER} --label '{LABEL}'"
    return f"bin/reportctl evidence --stack dev {days} {samples} --out build/evidence"


def shell_environment(engine: Engine) -> str:
    """The engine's environment as a POSIX shell reads it."""
    folder = Path(engine.command.command).parent
    lines = [f"export {name}={shlex.quote(value)}" for name, value in engine.environment.items()]
    return "\n".join([*lines, f"export PATH={shlex.quote(str(folder))}:$PATH", ""])
