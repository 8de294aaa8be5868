"""The kinds of `sandbox/crds` against the ones that Calico itself ships."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster import Kubectl

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "sandbox" / "crds"
UPSTREAM = ROOT.parent / "shared" / "crds"

# Of the others the sandbox has a part alone: what this program asks for or sets.
COMPARED = [file for file in sorted(OURS.glob("*.yaml")) if not UPSTREAM.exists() or (UPSTREAM / file.name).exists()]

PROSE = {"description", "message"}


def schema_lines(node: Any, path: str = "") -> Iterator[str]:
    """Each keyword of a schema with its path and value, prose left out; properties keep their names."""
    if isinstance(node, dict):
        for key, value in node.items():
            is_prose = key in PROSE and isinstance(value, str)
            if not is_prose:
                yield from schema_lines(value, f"{path}.{key}")
        if not node:
            yield f"{path} = {{}}"
    elif isinstance(node, list):
        for item in node:
            yield from schema_lines(item, f"{path}[]")
    else:
        yield f"{path} = {node!r}"


def definition(file: Path) -> dict[str, Any]:
    """A CustomResourceDefinition without its metadata."""
    content = yaml.safe_load(file.read_text())
    return {"name": content["metadata"]["name"], "spec": content["spec"]}


@pytest.mark.parametrize("file", COMPARED, ids=lambda file: file.stem)
def test_kind_has_upstreams_fields_types_enums_and_patterns(file: Path) -> None:
    if not UPSTREAM.exists():
        pytest.skip("no ../shared: its upstream kinds cannot be compared")
    ours = sorted(schema_lines(definition(file)))
    upstream = sorted(schema_lines(definition(UPSTREAM / file.name)))
    assert ours == upstream


def test_every_upstream_kind_is_here() -> None:
    if not UPSTREAM.exists():
        pytest.skip("no ../shared: its upstream kinds cannot be compared")
    assert {file.name for file in OURS.glob("*.yaml")} >= {file.name for file in UPSTREAM.glob("*.yaml")}


@pytest.mark.parametrize("file", sorted(OURS.glob("*.yaml")), ids=lambda file: file.stem)
def test_kind_keeps_no_unknown_fields(file: Path) -> None:
    assert "x-kubernetes-preserve-unknown-fields" not in file.read_text()


@pytest.mark.parametrize("file", sorted(OURS.glob("*.yaml")), ids=lambda file: file.stem)
def test_api_server_serves_the_kind(file: Path, kubectl: Kubectl) -> None:
    name = yaml.safe_load(file.read_text())["metadata"]["name"]
    conditions = kubectl("get", "crd", name, "-o", "json")["status"]["conditions"]
    states = {condition["type"]: condition["status"] for condition in conditions}
    assert states["Established"] == "True"
    assert states.get("NonStructuralSchema") != "True"
