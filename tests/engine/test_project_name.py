"""A project that its team has renamed in Pulumi.yaml."""

from dataclasses import replace

import pytest
import yaml

from demo.workspace import copy_project
from tests.engine.driver import Stack
from tests.engine.live import Live
from tests.engine.stacks import Stacks, values
from tests.project import ROOT

pytestmark = pytest.mark.xdist_group("engine")

NAME = "acme-compliance"


def test_the_stack_of_a_renamed_project_comes_up_and_stays_clean(stacks: Stacks, live: Live) -> None:
    project = copy_project(ROOT, stacks.directory / "renamed", stacks.control_plane.kubeconfig)
    file = project / "Pulumi.yaml"
    file.write_text(file.read_text().replace("name: calico-reporting", f"name: {NAME}", 1))
    text = yaml.safe_dump({"config": {f"{NAME}:{key}": value for key, value in values("a").items()}})
    stack = Stack(replace(stacks.engine, state=stacks.directory / "state"), project, "team").says_text(text).init()

    up = stack.up()
    assert up.ok, up.said
    assert live.reports["a"]["metadata"]["labels"]["calico-reporting/project"] == NAME
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.said
