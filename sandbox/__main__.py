"""`python -m sandbox`: the embedded control plane from the command line."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from sandbox import seed
from sandbox.control_plane import ControlPlane
from sandbox.errors import SandboxError
from sandbox.progress import Progress
from sandbox.toolchain import CONTROL_PLANE, program, programs
from sandbox.toolchain.families import FAMILIES

_DIRECTORY = Path(__file__).resolve().parent.parent / ".sandbox"


def main() -> int:
    """Exit status 0, 1 with a message on stderr, or 2 for arguments that make no sense."""
    arguments = _parser().parse_args()
    verb: Callable[[argparse.Namespace, Progress], int] = arguments.verb
    try:
        return verb(arguments, Progress(quiet=arguments.quiet))
    except SandboxError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; 'python -m sandbox down' removes what is left.\n")
        return 130


def _up(arguments: argparse.Namespace, progress: Progress) -> int:
    plane = ControlPlane.start(arguments.directory, arguments.name, progress, native=arguments.native)
    if plane.native != arguments.native:
        raise SandboxError("it runs already as the other kind of server; 'python -m sandbox down' first.")
    if not seed.applied(plane):
        with progress.step("seeding what a Calico cluster has"):
            seed.apply(plane)
    progress.say(f"running: kubeconfig {plane.kubeconfig}, context {plane.context}")
    return 0


def _down(arguments: argparse.Namespace, progress: Progress) -> int:
    ControlPlane.at(arguments.directory, arguments.name).stop()
    progress.say("stopped")
    return 0


def _status(arguments: argparse.Namespace, _: Progress) -> int:
    plane = ControlPlane.at(arguments.directory, arguments.name)
    running = plane.running()
    seeded = "seeded" if running and seed.applied(plane) else "not seeded"
    kind = "native CRDs" if plane.native else "as Calico's API server"
    state = f"running, {kind}, {seeded}: kubeconfig {plane.kubeconfig}, context {plane.context}"
    sys.stdout.write(f"{state if running else 'not running'}\n")
    return 0 if running else 1


def _build(arguments: argparse.Namespace, progress: Progress) -> int:
    for name, path in programs(arguments.family or CONTROL_PLANE, progress).items():
        sys.stdout.write(f"{name}: {path}\n")
    return 0


def _path(arguments: argparse.Namespace, progress: Progress) -> int:
    sys.stdout.write(f"{program(arguments.program, progress)}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A Kubernetes control plane on 127.0.0.1 that holds what a Calico cluster holds.",
        epilog="example: python -m sandbox up && kubectl --kubeconfig .sandbox/kubeconfig get nodes",
    )
    parser.add_argument("--quiet", action="store_true", help="print errors and results alone")
    parser.add_argument("--directory", type=Path, default=_DIRECTORY, help="where it lives (default: .sandbox)")
    parser.add_argument("--name", default="calico", help="its name and kubeconfig context (default: calico)")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    up = _add(verbs, _up, "build what is missing, start and seed; changes nothing where all is there")
    up.add_argument("--native", action="store_true", help="Calico's kinds as CRDs alone, without its API server's ways")
    _add(verbs, _down, "stop and remove it")
    _add(verbs, _status, "exit status 0 where it runs, 1 where it does not")
    build = _add(verbs, _build, "find or build its programs and print their paths")
    families = [family.name for family in FAMILIES]
    build.add_argument("--family", action="append", choices=families, help="this family alone; may be repeated")
    _add(verbs, _path, "find or build one program and print its path").add_argument("program", metavar="PROGRAM")
    return parser


def _add(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    verb: Callable[[argparse.Namespace, Progress], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(verb.__name__.removeprefix("_"), help=text, description=text)
    parser.set_defaults(verb=verb)
    return parser


if __name__ == "__main__":
    sys.exit(main())
