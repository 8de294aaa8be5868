"""A fleet of stacks of which a quarter hangs, against one embedded cluster that answers for all others."""

import json
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from rich.table import Table

from bench.engine import cluster
from bench.measure import PROJECT, command
from bench.stackfiles import stack_text
from reportctl.verbs.render import manifest_files, to_yaml
from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack

STACKS = 200
REPORTS = 30
HANGING = 50


def figures() -> Table:
    """Seconds from start to end, imports included; the reports are those of one stack, as each cluster has its own."""
    table = Table(title=f"reportctl fleet over {STACKS} stacks of {REPORTS} reports", title_justify="left")
    for heading in ("", "s"):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as plane, hanging() as silent:
        project = _project(Path(folder), json.loads(plane.kubeconfig.read_text(encoding="utf-8")), silent)
        reports = to_yaml(manifest_files(plan(read_stack(project, "stack-001").settings()))["reports.yaml"])
        plane.kubectl("apply", "--server-side", "-f", "-", stdin=reports)
        page = ("--out", str(project / "fleet.html"))
        for name, hang, more in (
            ("all answer", 0, ()),
            (f"{HANGING} hang", HANGING, ()),
            ("the same and a page", HANGING, page),
        ):
            _write_stacks(project, hang)
            verb = [sys.executable, "-m", "reportctl", "fleet", "--project", str(project), *more]
            table.add_row(name, f"{command(verb, allowed=(1, 2)).seconds:.1f}")
    return table


@contextmanager
def hanging() -> Iterator[str]:
    """The address of a server that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=4 * STACKS) as server:
        yield f"https://127.0.0.1:{server.getsockname()[1]}"


def _project(folder: Path, kubeconfig: dict[str, list[dict[str, object]]], silent: str) -> Path:
    project = folder / "project"
    (project / ".sandbox").mkdir(parents=True)
    (project / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
    user = kubeconfig["contexts"][0]["context"]
    kubeconfig["contexts"][0]["name"] = "live"
    kubeconfig["contexts"].append({"name": "silent", "context": {**user, "cluster": "silent"}})  # type: ignore[dict-item]
    kubeconfig["clusters"].append({"name": "silent", "cluster": {"server": silent}})
    (project / ".sandbox/kubeconfig").write_text(json.dumps(kubeconfig), encoding="utf-8")
    _write_stacks(project, 0)
    return project


def _write_stacks(project: Path, hang: int) -> None:
    document = yaml.load(stack_text(REPORTS), Loader=yaml.CSafeLoader)
    every = STACKS // hang if hang else STACKS + 1
    for number in range(STACKS):
        context = "live" if number % every or not hang else "silent"
        place = {"name": f"cluster-{number:03}", "kubeconfig": ".sandbox/kubeconfig", "context": context}
        document["config"]["calico-reporting:cluster"] = place
        text = yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False)
        (project / f"Pulumi.stack-{number:03}.yaml").write_text(text, encoding="utf-8")
