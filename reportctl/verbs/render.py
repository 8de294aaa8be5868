"""`reportctl render`: a stack's manifests as YAML, without a cluster and without credentials."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from reportctl.project.stacks import one_stack
from reportctl.show.failure import Failure
from reportctl.show.files import write
from reportctl.show.options import HERE, ProjectOption, SelectedOption
from reporting.finding import StackFileError
from reporting.objects.jobs import NAMESPACE, POD_TEMPLATE
from reporting.objects.live import LiveCluster
from reporting.objects.manifest import Manifest
from reporting.objects.plan import Plan, plan
from reporting.objects.pod_template import built_in_template
from reporting.source.stackfile import read_stack
from reporting.source.yamltext import read_yaml


def render(
    stack: SelectedOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Write felix.yaml, reports.yaml and runs.yaml here.", metavar="DIR")
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(help="The cluster's PodTemplate tigera.io.report as YAML, for runs.", metavar="FILE"),
    ] = None,
    builtin_template: Annotated[
        str | None,
        typer.Option(help="Make runs from the usual PodTemplate of this version, such as v3.22.1.", metavar="VERSION"),
    ] = None,
    project: ProjectOption = HERE,
) -> None:
    """Print a stack's manifests, ready for `kubectl apply --server-side`, Argo CD or Flux.

    Example: bin/reportctl render --stack workshop --out build/workshop
    """
    pod = _pod_template(template, builtin_template)
    wanted = plan(read_stack(project, one_stack(project, stack)).settings(), LiveCluster(pod_template=pod))
    if wanted.template_fault is not None:
        raise Failure(str(wanted.template_fault))
    files = manifest_files(wanted)
    if wanted.runs and "runs.yaml" not in files:
        _note("runs are left out: their Jobs need --template FILE or --builtin-template VERSION")
    if builtin_template is not None:
        _note(f"runs are made from a built-in PodTemplate of {builtin_template}, not from the cluster's own")
    _print(files) if out is None else _write(files, out)


def manifest_files(wanted: Plan) -> dict[str, list[Manifest]]:
    """A stack's manifests by file: Felix alone, because it must never be pruned; reports; runs."""
    jobs = [job.manifest for run in wanted.runs.values() for job in run.jobs if job.manifest is not None]
    files: dict[str, list[Manifest]] = {
        "felix.yaml": [wanted.felix.manifest],
        "reports.yaml": _by_name(planned.manifest for planned in wanted.reports.values()),
        "runs.yaml": _by_name(jobs),
    }
    return {name: manifests for name, manifests in files.items() if manifests}


def to_yaml(manifests: Iterable[Manifest]) -> str:
    """One YAML document for each manifest."""
    return yaml.dump_all(manifests, Dumper=_Dumper, sort_keys=False, explicit_start=True, width=120)


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _by_name(manifests: Iterable[Manifest]) -> list[Manifest]:
    return sorted(manifests, key=lambda manifest: str(manifest["metadata"]["name"]))


def _pod_template(file: Path | None, version: str | None) -> dict[str, Any] | None:
    if file is not None and version is not None:
        raise Failure("--template and --builtin-template exclude each other. Keep one.")
    if file is not None:
        return _template_of(file)
    return built_in_template(version) if version is not None else None


def _template_of(file: Path) -> dict[str, Any]:
    """The template in a PodTemplate object, as `kubectl get podtemplate -o yaml` prints it."""
    wanted = f"Write it with: kubectl get podtemplate -n {NAMESPACE} {POD_TEMPLATE} -o yaml > {file}"
    try:
        found = read_yaml(file.read_text(encoding="utf-8")).value
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{file} cannot be read: {error}. {wanted}") from None
    except StackFileError as error:
        raise Failure(f"{file}: {error.findings[0]} {wanted}") from None
    template = found.get("template") if isinstance(found, dict) else None
    if not isinstance(template, dict) or "spec" not in template:
        raise Failure(f"{file} is no PodTemplate: it has no template.spec. {wanted}")
    return template


def _print(files: Mapping[str, list[Manifest]]) -> None:
    for manifests in files.values():
        sys.stdout.write(to_yaml(manifests))


def _write(files: Mapping[str, list[Manifest]], out: Path) -> None:
    for name, manifests in files.items():
        write(out / name, to_yaml(manifests))
        _note(f"wrote {out / name}")


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
