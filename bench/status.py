"""The status of many reports on an embedded cluster, against kubectl's list of them in the same run."""

import sys
import tempfile
from pathlib import Path

from rich.table import Table

from bench.engine import cluster, on_this_cluster
from bench.measure import PROJECT, command
from bench.stackfiles import stack_text
from reportctl.verbs.render import manifest_files, to_yaml
from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from sandbox.toolchain import program

REPORTS = 300
_STACK = "bench"


def status() -> Table:
    """Seconds from start to end, imports included."""
    table = Table(title=f"reportctl status of {REPORTS} reports", title_justify="left")
    for heading in ("", "s", "against kubectl"):
        table.add_column(heading, justify="right")
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as plane:
        project = _project(Path(folder), plane.kubeconfig)
        reports = to_yaml(manifest_files(plan(read_stack(project, _STACK).settings()))["reports.yaml"])
        plane.kubectl("apply", "--server-side", "-f", "-", stdin=reports)
        kubectl = [str(program("kubectl")), "--kubeconfig", str(plane.kubeconfig), "get", "globalreports", "-o", "json"]
        base = command(kubectl, best_of=3)
        verb = [sys.executable, "-m", "reportctl", "status", "--stack", _STACK, "--project", str(project)]
        ours = command(verb, best_of=3, allowed=(0, 1))
    table.add_row("kubectl get globalreports -o json", f"{base.seconds:.2f}", "1.00")
    table.add_row("reportctl status", f"{ours.seconds:.2f}", f"{ours.seconds / base.seconds:.2f}")
    return table


def _project(folder: Path, kubeconfig: Path) -> Path:
    project = folder / "project"
    (project / ".sandbox").mkdir(parents=True)
    (project / ".sandbox/kubeconfig").write_bytes(kubeconfig.read_bytes())
    (project / "Pulumi.yaml").write_bytes((PROJECT / "Pulumi.yaml").read_bytes())
    text = on_this_cluster(stack_text(REPORTS))
    (project / f"Pulumi.{_STACK}.yaml").write_text(text, encoding="utf-8")
    return project
