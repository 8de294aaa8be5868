"""What engines are given, held to their kinds on a real API server, and applied as they apply it.

Argo CD's and Flux's kinds are their own; of the Pulumi operator's, a definition of the fields that are used.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox import ControlPlane, SandboxError, seed
from tests.cluster import CHANGES_SINGLETONS, Kubectl
from tests.fleet import fleet
from tests.sandbox.upstream import APPLICATION_SET, GIT_REPOSITORY, KUSTOMIZATION
from tests.unit.command_line import Run, run

__all__ = ["run"]

pytestmark = CHANGES_SINGLETONS

STACK = Path(__file__).parent / "kinds" / "pulumi.com_stacks.yaml"
LONG = "Prod_EU." + "x" * 80


@pytest.fixture(scope="module")
def kinds(control_plane: ControlPlane) -> Iterator[ControlPlane]:
    """The control plane with the engines' kinds."""
    definitions = [STACK, APPLICATION_SET.path(), KUSTOMIZATION.path(), GIT_REPOSITORY.path()]
    for file in definitions:
        control_plane.kubectl("apply", "--server-side", "-f", str(file))
        kind = control_plane.kubectl("get", "-o", "jsonpath={.metadata.name}", "-f", str(file))
        until_served(control_plane, kind)
    yield control_plane
    for file in definitions:
        control_plane.kubectl("delete", "--wait=true", "-f", str(file))


def until_served(plane: ControlPlane, kind: str) -> None:
    """Until the API server knows the kind, which takes a moment."""
    deadline = time.monotonic() + 60
    while True:
        try:
            plane.kubectl("get", kind)
        except SandboxError:
            if time.monotonic() > deadline:
                raise
        else:
            return


ENGINES = {
    "pko": ("pko", ["--organization", "acme", "--git-secret", "login", "--first", "workshop"]),
    "pko-bucket": ("pko", ["--backend", "s3://state?region=eu-central-1", "--repository", "git@example.com:a/b"]),
    "argocd": ("argocd", []),
    "flux": ("flux", ["--git-secret", "login", "--first", "workshop"]),
    "flux-ssh": ("flux", ["--repository", "git@example.com:a/b.git"]),
}
OBJECTS = {"pko": "pko", "argocd": "argocd/applicationsets.yaml", "flux": "flux"}


@pytest.mark.parametrize("case", ENGINES)
def test_an_engines_objects_are_what_its_kinds_allow(run: Run, kinds: ControlPlane, tmp_path: Path, case: str) -> None:
    engine, options = ENGINES[case]
    out = rendered(run, tmp_path, engine, *options, "--namespace", "default")
    accepted = kinds.kubectl("apply", *STRICTLY, "--recursive", "-f", str(out / OBJECTS[engine]))
    assert accepted.count("serverside-applied") == {"pko": 3, "argocd": 2, "flux": 1 + 2 * 3}[engine]


STRICTLY = ("--server-side", "--dry-run=server", "--validate=strict")


@pytest.mark.parametrize("engine", OBJECTS)
def test_a_field_that_the_kind_does_not_have_is_refused(
    run: Run, kinds: ControlPlane, tmp_path: Path, engine: str
) -> None:
    out = rendered(run, tmp_path, engine, "--namespace", "default")
    file = next((out / OBJECTS[engine]).rglob("*.yaml"), out / OBJECTS[engine])
    one = next(iter(yaml.safe_load_all(file.read_text(encoding="utf-8"))))
    one["spec"]["prunes"] = True
    with pytest.raises(SandboxError, match=r"unknown field|field not declared in schema"):
        kinds.kubectl("apply", *STRICTLY, "-f", "-", stdin=yaml.safe_dump(one))


def test_a_pod_takes_the_mount_that_the_operator_merges_into_its_own(
    run: Run, kinds: ControlPlane, tmp_path: Path
) -> None:
    out = rendered(run, tmp_path, "pko")
    stack = yaml.safe_load((out / "pko/production.yaml").read_text(encoding="utf-8"))
    pod = stack["spec"]["workspaceTemplate"]["spec"]["podTemplate"]["spec"]
    pod["containers"][0]["image"] = "pulumi/pulumi:latest-nonroot"
    template = {"metadata": {"labels": {"app": "workspace"}}, "spec": pod}
    wanted = {"apiVersion": "v1", "kind": "PodTemplate", "metadata": {"name": "workspace"}, "template": template}
    kinds.kubectl("create", "--dry-run=server", "--validate=strict", "-f", "-", stdin=yaml.safe_dump(wanted))


APPLY = {
    "argocd": ("--field-manager=argocd-controller", "--force-conflicts"),
    "flux": ("--field-manager=kustomize-controller", "--force-conflicts"),
}


@pytest.mark.parametrize("engine", APPLY)
def test_felix_keeps_what_others_set_and_gets_the_stacks_fields(
    run: Run, control_plane: ControlPlane, kubectl: Kubectl, tmp_path: Path, engine: str
) -> None:
    """Applied server-side and with force, as both engines do: fields of another manager are taken, others stay."""
    before = felix(kubectl)["metadata"]["annotations"]
    kubectl("patch", "felixconfiguration", "default", "--type=merge", "-p", json.dumps({"spec": {"healthPort": 9199}}))
    try:
        out = rendered(run, tmp_path, engine)
        shared = out / "stacks/workshop/shared"
        kubectl("apply", "--server-side", *APPLY[engine], "-f", str(shared))
        live = felix(kubectl)
        assert live["spec"]["healthPort"] == 9199
        assert live["spec"]["flowLogsFlushInterval"] == "30s"
        assert any("prune" in text.lower() for item in live["metadata"]["annotations"].items() for text in item)
    finally:
        seed.apply(control_plane)
        added = [f"{key}-" for key in felix(kubectl)["metadata"]["annotations"] if key not in before]
        kubectl("annotate", "felixconfiguration", "default", *added)


def felix(kubectl: Kubectl) -> dict[str, Any]:
    live: dict[str, Any] = kubectl("get", "felixconfiguration", "default", "-o", "json")
    return live


def rendered(run: Run, folder: Path, engine: str, *options: str) -> Path:
    project = fleet(folder / "checkout", "production", "workshop", LONG)
    ran = run("render", "--for", engine, "--all", "--out", project / "fleet", "--project", project, *options)
    assert ran.status == 0, ran.err
    return project / "fleet"
