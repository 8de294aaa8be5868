"""`python -m demo`: stack `dev` on the embedded control plane, and a table of what is live afterwards."""

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from demo import by_kubectl, by_pulumi, engine, live, samples, tables
from demo.engine import Engine, Unavailable
from demo.failure import DemoError
from demo.next_steps import next_steps
from demo.workspace import copy_project
from reporting.finding import StackFileError
from sandbox import ControlPlane, SandboxError, seed
from sandbox.locks import exclusive
from sandbox.progress import Progress

PROJECT = Path(__file__).resolve().parent.parent
STACK = "dev"


def main() -> int:
    """Exit status 0, 1 with a message on stderr, 2 for arguments that make no sense, 130 where it was interrupted."""
    try:
        return _main(_arguments())
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted: 'make demo' goes on from here, 'make clean' removes everything.\n")
        return 130


def forget_the_users_pulumi() -> None:
    """Settings for the user's own stacks, such as another backend or a passphrase file, do not count here."""
    for name in [name for name in os.environ if name.startswith("PULUMI_")]:
        del os.environ[name]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="print errors and the tables alone")
    parser.add_argument("--directory", type=Path, default=PROJECT / ".sandbox", help="its files (default: .sandbox)")
    return parser.parse_args()


def _main(arguments: argparse.Namespace) -> int:
    """A program that is interrupted with the demo may be the one that fails, so interrupts are caught further out."""
    forget_the_users_pulumi()
    try:
        with exclusive(arguments.directory / "demo.lock"):
            _demo(arguments.directory, Progress(quiet=arguments.quiet))
    except (SandboxError, DemoError, StackFileError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    return 0


def _demo(directory: Path, progress: Progress) -> None:
    began = time.monotonic()
    plane = ControlPlane.start(directory, progress=progress)
    if not seed.applied(plane):
        with progress.step("seeding what a Calico cluster has"):
            seed.apply(plane)
    found = engine.find(plane.directory, progress)
    if isinstance(found, Engine):
        by_kubectl.withdraw(plane, progress)
    before = live.look(plane)
    means = _bring_up(plane, found, progress)
    tables.show(means, before, live.look(plane), tables.console())
    period = samples.write_samples(PROJECT, STACK, datetime.now(UTC).date(), plane.directory / samples.FOLDER)
    progress.say(f"\n{next_steps(found, plane, period)}\n\ndone in {time.monotonic() - began:.1f} s")


def _bring_up(plane: ControlPlane, found: Engine | Unavailable, progress: Progress) -> str:
    if isinstance(found, Unavailable):
        progress.say(f"no Pulumi: {found.reason}. Applying the rendered manifests with kubectl instead.")
        by_kubectl.apply(plane, PROJECT, STACK, progress)
        return "kubectl apply (there is no Pulumi)"
    project = copy_project(PROJECT, plane.directory / "project", plane.kubeconfig)
    progress.say(f"pulumi up --stack {STACK}")
    by_pulumi.up(found, project, STACK, progress)
    return "pulumi up"


if __name__ == "__main__":
    sys.exit(main())
