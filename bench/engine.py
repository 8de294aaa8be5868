"""The real CLI against kubectl on an embedded cluster of its own: the same objects, in the same run."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from rich.table import Table

from bench.measure import PROJECT, Cost, command
from bench.stackfiles import stack_text
from demo.engine import Engine, Unavailable, find
from demo.workspace import copy_project
from reportctl.verbs.render import manifest_files, to_yaml
from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from sandbox import ControlPlane, seed
from sandbox.toolchain import program

SIZES = (100, 1_000)
STACK = "bench"
WORKSHOP = PROJECT / "tests/project/Pulumi.workshop.yaml"
# Checkpoints after every step are what a file backend costs most; this cluster is thrown away.
_THROW_AWAY = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}


def comparison() -> Table:
    """A preview against an empty program's, and `up` and `preview` of many reports against kubectl."""
    table = Table(title=f"engine, on {program('kube-apiserver')}", title_justify="left")
    for heading in ("", "s", "against"):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as plane:
        found = find(Path(folder))
        if isinstance(found, Unavailable):
            table.add_row(f"left out: {found.reason}", "", "")
            return table
        _previews(table, found, plane, Path(folder))
        for size in SIZES:
            _many(table, found, plane, Path(folder) / str(size), size)
    return table


@contextmanager
def cluster(folder: Path) -> Iterator[ControlPlane]:
    plane = ControlPlane.start(folder, f"bench-{os.getpid()}")
    try:
        seed.apply(plane)
        yield plane
    finally:
        plane.stop()


def _previews(table: Table, engine: Engine, plane: ControlPlane, folder: Path) -> None:
    empty = folder / "empty"
    copy_project(PROJECT, empty)
    (empty / "__main__.py").write_text("import pulumi\n", encoding="utf-8")
    base = _pulumi(engine, empty, "preview", best_of=3)
    table.add_row("preview of an empty program", f"{base.seconds:.2f}", "1.00")
    workshop = copy_project(PROJECT, folder / "workshop", plane.kubeconfig)
    text = (PROJECT / "tests/project/Pulumi.workshop.yaml").read_text(encoding="utf-8")
    _write_stack(workshop, on_this_cluster(text))
    first = _pulumi(engine, workshop, "preview", best_of=3)
    table.add_row("preview of workshop, first", f"{first.seconds:.2f}", f"{first.seconds / base.seconds:.2f}")
    _pulumi(engine, workshop, "up", "--skip-preview", "--yes")
    again = _pulumi(engine, workshop, "preview", best_of=3)
    table.add_row("preview of workshop, with refresh", f"{again.seconds:.2f}", f"{again.seconds / base.seconds:.2f}")
    _pulumi(engine, workshop, "destroy", "--yes")


def _many(table: Table, engine: Engine, plane: ControlPlane, folder: Path, size: int) -> None:
    project = copy_project(PROJECT, folder, plane.kubeconfig)
    _write_stack(project, on_this_cluster(stack_text(size, endpoints=False)))
    manifests = folder / "manifests.yaml"
    files = manifest_files(plan(read_stack(project, STACK).settings()))
    manifests.write_text(to_yaml(files["reports.yaml"]), encoding="utf-8")
    server_side = ("--server-side", "--force-conflicts", "-f", str(manifests))
    apply, diff = _kubectl(plane, "apply", *server_side), _kubectl(plane, "diff", *server_side)
    _delete_reports(plane)
    up = _pulumi(engine, project, "up", "--skip-preview", "--yes")
    preview = _pulumi(engine, project, "preview")
    _delete_reports(plane)
    for name, ours, theirs in (("up / kubectl apply", up, apply), ("preview / kubectl diff", preview, diff)):
        seconds = f"{ours.seconds:.1f} / {theirs.seconds:.1f}"
        table.add_row(f"{size:,} reports: {name}", seconds, f"{ours.seconds / theirs.seconds:.2f}")


def _delete_reports(plane: ControlPlane) -> None:
    """All at once: by Pulumi it takes as long as all the rest, and its state is thrown away anyway."""
    plane.kubectl("delete", "--raw", "/apis/projectcalico.org/v3/globalreports")


def on_this_cluster(stack_file: str) -> str:
    document = yaml.load(stack_file, Loader=yaml.CSafeLoader)
    document["config"]["calico-reporting:cluster"] = {"name": STACK, "kubeconfig": ".sandbox/kubeconfig"}
    return yaml.dump(document, Dumper=yaml.CSafeDumper)


def _write_stack(project: Path, text: str) -> None:
    (project / f"Pulumi.{STACK}.yaml").write_text(text, encoding="utf-8")


def _pulumi(engine: Engine, project: Path, *arguments: str, best_of: int = 1) -> Cost:
    environ = {**os.environ, **engine.environment, **_THROW_AWAY, "PULUMI_BACKEND_URL": _backend(project)}
    cli = [engine.command.command, "--cwd", str(project), "--non-interactive"]
    command([*cli, "stack", "select", "--create", STACK], environ)
    return command([*cli, *arguments, "--stack", STACK], environ, best_of)


def _backend(project: Path) -> str:
    state = project / "state"
    state.mkdir(exist_ok=True)
    return state.as_uri()


def _kubectl(plane: ControlPlane, *arguments: str) -> Cost:
    return command([str(program("kubectl")), "--kubeconfig", str(plane.kubeconfig), *arguments])
