"""`reportctl render`: a stack's manifests as YAML, without a cluster and without credentials."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from reportctl.engines.engine import Engine, Options, refuse_unfitting
from reportctl.project.findings import plan_without_errors
from reportctl.project.stacks import one_stack
from reportctl.show.failure import Failure
from reportctl.show.files import write
from reportctl.show.options import HERE, ProjectOption
from reportctl.verbs.render_fleet import Request, render_fleet
from reporting.finding import StackFileError
from reporting.objects.jobs import NAMESPACE, POD_TEMPLATE
from reporting.objects.live import LiveCluster
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import Owner
from reporting.objects.plan import Plan
from reporting.objects.pod_template import built_in_template
from reporting.source.pod_templates import NoPodTemplateError, read_pod_template
from reporting.source.stackfile import read_project


def render(  # noqa: PLR0913, PLR0917
    stack: Annotated[
        list[str] | None,
        typer.Option(help="A stack; with --for several times. The selected one without it.", metavar="NAME"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write felix.yaml, reports.yaml, runs.yaml and access.yaml here.", metavar="DIR")
    ] = None,
    engine: Annotated[
        Engine | None,
        typer.Option("--for", help="Write what this engine reads: Pulumi Kubernetes Operator, Argo CD or Flux."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="With --for: every stack of the project.")] = False,
    template: Annotated[
        Path | None,
        typer.Option(help="The cluster's PodTemplate, or a reporter's Pod, as YAML, for runs.", metavar="FILE"),
    ] = None,
    builtin_template: Annotated[
        str | None,
        typer.Option(help="Make runs from the usual PodTemplate of this version, such as v3.22.1.", metavar="VERSION"),
    ] = None,
    repository: Annotated[
        str | None, typer.Option(help="With --for: the git repository; origin without it.", metavar="URL")
    ] = None,
    branch: Annotated[
        str | None, typer.Option(help="With --for: its branch; origin's default without it.", metavar="NAME")
    ] = None,
    git_secret: Annotated[
        str | None, typer.Option(help="For pko and flux: the Secret with the login to it.", metavar="NAME")
    ] = None,
    first: Annotated[
        list[str] | None,
        typer.Option(help="For pko and flux: a stack that has to succeed before the others.", metavar="NAME"),
    ] = None,
    backend: Annotated[
        str | None, typer.Option(help="For pko: Pulumi's backend; Pulumi Cloud without it.", metavar="URL")
    ] = None,
    organization: Annotated[
        str | None, typer.Option(help="For pko: the stacks' organization in Pulumi Cloud.", metavar="NAME")
    ] = None,
    namespace: Annotated[
        str | None, typer.Option(help="With --for: the namespace of the engine's objects.", metavar="NAME")
    ] = None,
    project: ProjectOption = HERE,
) -> None:
    """Print a stack's manifests, ready for `kubectl apply --server-side`; or write what an engine needs for a fleet.

    Example: bin/reportctl render --stack workshop --out build/workshop

    Example: bin/reportctl render --for flux --all --out fleet
    """
    said = Options(repository, branch, git_secret, tuple(first or ()), backend, organization, namespace)
    refuse_unfitting(engine, said)
    if engine is not None:
        if template is not None or builtin_template is not None:
            raise Failure("--template and --builtin-template are for runs, which no engine is given. Leave them out.")
        return render_fleet(Request(engine, project, tuple(stack or ()), every, out, said), stack_files, to_yaml)
    if every or len(stack or ()) > 1:
        raise Failure("several stacks are rendered for an engine. Say --for pko, argocd or flux, or one --stack.")
    pod = _pod_template(template, builtin_template)
    name = one_stack(project, next(iter(stack or ()), None))
    wanted = plan_without_errors(project, name, LiveCluster(pod_template=pod))
    if wanted.template_fault is not None:
        raise Failure(str(wanted.template_fault))
    files = stack_files(wanted, Owner(read_project(project).name, name))
    if wanted.runs and "runs.yaml" not in files:
        _note("runs are left out: their Jobs need --template FILE or --builtin-template VERSION")
    if wanted.log_storage or wanted.log_collector:
        _note(
            "retention and additionalStores are left out: what they would take away shows only in a look at the cluster"
        )
    if builtin_template is not None:
        _note(f"runs are made from a built-in PodTemplate of {builtin_template}, not from the cluster's own")
    return _print(files) if out is None else _write(files, out)


def manifest_files(wanted: Plan) -> dict[str, list[Manifest]]:
    """A stack's manifests by file: Felix alone, because it must never be pruned; reports; runs."""
    jobs = [job.manifest for run in wanted.runs.values() for job in run.jobs if job.manifest is not None]
    files: dict[str, list[Manifest]] = {
        "felix.yaml": [wanted.felix.manifest],
        "reports.yaml": _by_name(planned.manifest for planned in wanted.reports.values()),
        "runs.yaml": _by_name(jobs),
    }
    return {name: manifests for name, manifests in files.items() if manifests}


def stack_files(wanted: Plan, owner: Owner) -> dict[str, list[Manifest]]:
    """The same, and roles with their bindings, whose names tell the stack."""
    access = [manifest for planned in wanted.access.values() for manifest in planned.objects(owner).values()]
    return {**manifest_files(wanted), **({"access.yaml": access} if access else {})}


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
    """What reporter Jobs are made from, in a file with PodTemplates or Pods."""
    try:
        return read_pod_template(file.read_text(encoding="utf-8"), POD_TEMPLATE)
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{file} cannot be read: {error}. {_WANTED}") from None
    except StackFileError as error:
        raise Failure(f"{file}: {error.findings[0]} {_WANTED}") from None
    except NoPodTemplateError as error:
        raise Failure(f"{file} {error} {_WANTED}") from None


# To the terminal, not to a file: the one that was given is not to be written over.
_WANTED = f"The cluster's own is shown by: kubectl get podtemplate -n {NAMESPACE} {POD_TEMPLATE} -o yaml"


def _print(files: Mapping[str, list[Manifest]]) -> None:
    for manifests in files.values():
        sys.stdout.write(to_yaml(manifests))


def _write(files: Mapping[str, list[Manifest]], out: Path) -> None:
    for name, manifests in files.items():
        write(out / name, to_yaml(manifests))
        _note(f"wrote {out / name}")


def _note(text: str) -> None:
    sys.stderr.write(f"{text}\n")
