"""The stack's rendered manifests by `kubectl apply --server-side`, where there is no Pulumi."""

import json
import shutil
from pathlib import Path

from reportctl.verbs.render import stack_files, to_yaml
from reporting.objects.jobs import NAMESPACE, POD_TEMPLATE
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.source.stackfile import read_project, read_stack
from sandbox import ControlPlane
from sandbox.progress import Progress

FELIX_MANAGER = "calico-reporting"
"""Felix's other fields are the operator's, so these are taken under a name of their own."""

_OPTIONS = {"felix.yaml": (f"--field-manager={FELIX_MANAGER}", "--force-conflicts")}


def apply(plane: ControlPlane, project: Path, stack: str, progress: Progress) -> None:
    """Render the stack into `<control plane>/manifests`, apply that, and wait for the Jobs of its runs.

    Raises `SandboxError` with kubectl's complaint, and `reporting.finding.StackFileError`.
    """
    for file in _rendered(plane, project, stack):
        options = _OPTIONS.get(file.name, ())
        progress.say(f"kubectl apply --server-side {' '.join((*options, '-f'))} {file.name}")
        answer = plane.kubectl("apply", "--server-side", *options, "-f", str(file))
        progress.say("\n".join(f"  {line}" for line in answer.splitlines()))
        if file.name == "runs.yaml":
            plane.kubectl("wait", "--for=condition=Complete", "--timeout=60s", "-f", str(file))


def withdraw(plane: ControlPlane, progress: Progress) -> None:
    """Delete what `apply` made, so that a stack can own it. Felix stays as it is."""
    folder = _folder(plane)
    files = [folder / name for name in ("runs.yaml", "reports.yaml", "access.yaml") if (folder / name).exists()]
    if files:
        progress.say("deleting what kubectl applied before: the stack makes its own")
        plane.kubectl("delete", "--ignore-not-found", *(f"--filename={file}" for file in files))
    shutil.rmtree(folder, ignore_errors=True)


def _rendered(plane: ControlPlane, project: Path, stack: str) -> list[Path]:
    wanted = plan(read_stack(project, stack).settings(), _live(plane))
    files = stack_files(wanted, Owner(read_project(project).name, stack))
    folder = _folder(plane)
    folder.mkdir(exist_ok=True)
    for name, manifests in files.items():
        (folder / name).write_text(to_yaml(manifests), encoding="utf-8")
    return [folder / name for name in files]


def _live(plane: ControlPlane) -> LiveCluster:
    answer = plane.kubectl("get", "podtemplate", "-n", NAMESPACE, POD_TEMPLATE, "-o", "json")
    return LiveCluster(pod_template=json.loads(answer)["template"])


def _folder(plane: ControlPlane) -> Path:
    return plane.directory / "manifests"
