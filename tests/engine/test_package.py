"""The components from a program in TypeScript, by the real CLI: `pulumi package add ./package`."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.kubernetes import PROVIDER_VERSION
from demo.engine import Engine
from demo.workspace import copy_project
from sandbox import ControlPlane
from tests.engine.conftest import stop
from tests.engine.driver import Stack
from tests.engine.live import Live
from tests.engine.stacks import INVENTORY, restore
from tests.project import ROOT

pytestmark = pytest.mark.xdist_group("engine")

PROGRAM = ROOT / "tests" / "engine" / "typescript"
COMPONENTS = ("FelixFlush", "ReportSet", "ReporterRun", "ReportingStack")
WRONG = {"daily-inventory": {"reportType": 1.5, "schedule": 5, "suspend": "no"}, "weekly": "inventory"}


@dataclass(frozen=True)
class Team:
    """A folder with a program in TypeScript that has the package, and the checkout that the package is in."""

    engine: Engine
    checkout: Path
    program: Path
    context: Mapping[str, str]

    def stack(self, name: str, **config: Any) -> Stack:
        """A stack of the program with this config beside the cluster's context."""
        stack = Stack(self.engine, self.program, name, self.context)
        values = {"context": self.context["CONTEXT"], **config}
        return stack.says_text(yaml.safe_dump({"config": {f"another:{key}": value for key, value in values.items()}}))


@pytest.fixture(scope="module")
def team(engine: Engine, control_plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory) -> Team:
    """With the package added as a person adds it. Skipped where Node is not there."""
    for needed in ("node", "npm", "pulumi-language-nodejs"):
        if shutil.which(needed) is None:
            stop(f"no Node: there is no {needed} on PATH")
    directory = tmp_path_factory.mktemp("package")
    _plugin_of(engine)
    checkout = _checkout(directory / "checkout")
    program = Path(shutil.copytree(PROGRAM, directory / "program"))
    context = {"KUBECONFIG": str(control_plane.kubeconfig), "CONTEXT": control_plane.context}
    found = Team(replace(engine, state=directory / "state"), checkout, program, context)
    engine.command.run(["package", "add", "../checkout/package"], str(program), engine.environment)
    return found


@pytest.fixture
def fresh(control_plane: ControlPlane) -> Live:
    """What is on a cluster that has what it was seeded with and no more."""
    restore(control_plane)
    return Live(control_plane)


def test_the_schema_has_the_four_components_with_typed_inputs(team: Team) -> None:
    answer = team.engine.command.run(
        ["package", "get-schema", "./package"], str(team.checkout), team.engine.environment
    )
    resources = json.loads(answer.stdout)["resources"]
    assert set(resources) == {f"calico-reporting:index:{name}" for name in COMPONENTS}
    for component in resources.values():
        inputs = component["inputProperties"]
        assert inputs["cluster"]["$ref"] == "#/types/calico-reporting:index:Cluster"
        assert all(spec["plain"] and ("type" in spec or "$ref" in spec) for spec in inputs.values())


def test_programs_and_the_documentation_fit_the_types_that_were_made_for_them(team: Team) -> None:
    [documented, _] = re.findall(r"```ts\n(.*?)```", (ROOT / "docs" / "package.md").read_text(encoding="utf-8"), re.S)
    (team.program / "documented.ts").write_text(documented, encoding="utf-8")
    compiler = team.program / "node_modules" / ".bin" / "tsc"
    assert subprocess.run([compiler, "-p", "."], cwd=team.program, check=False, capture_output=True).stdout == b""


def test_the_program_imports_nothing_of_python(team: Team) -> None:
    texts = [file.read_text(encoding="utf-8") for file in team.program.glob("*.ts")]
    imported = {name for text in texts for name in re.findall(r'from "([^"]+)"', text)}
    assert imported == {"@pulumi/pulumi", "@pulumi/calico-reporting"}
    assert not [file for file in team.program.rglob("*.py") if "node_modules" not in file.parts]


def test_a_set_is_made_the_second_preview_is_clean_and_a_destroy_leaves_felix_alone(team: Team, fresh: Live) -> None:
    stack = team.stack("shop", reports={"daily-inventory": INVENTORY}).init()
    up = stack.up()
    assert up.ok, up.said
    assert fresh.report_specs() == {
        "daily-inventory": {**INVENTORY, "endpoints": {"namespaces": {"names": ["hipstershop"]}}}
    }
    assert fresh.reports["daily-inventory"]["metadata"]["labels"]["calico-reporting/stack"] == "shop"
    assert fresh.felix["spec"]["flowLogsFlushInterval"] == "30s"
    assert up.outputs["made"] == ["daily-inventory"]
    assert list(up.to("kubernetes")) == ["sandbox"]
    assert "WORKSHOP_INTERVALS" in up.said
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.said
    assert preview.steps == {}
    destroyed = stack.destroy()
    assert destroyed.ok, destroyed.said
    assert fresh.reports == {}
    assert fresh.felix["spec"]["flowLogsFlushInterval"] == "30s"


def test_a_run_follows_the_reports_that_it_is_of(team: Team, fresh: Live) -> None:
    stack = team.stack("runs", reports={"daily-inventory": INVENTORY}, run=True).init()
    up = stack.up()
    assert up.ok, up.said
    assert fresh.jobs["first-look.daily-inventory"]["status"]["succeeded"] == 1
    assert stack.preview("--expect-no-changes").ok


def test_a_wrong_schedule_gets_our_message_and_makes_nothing(team: Team, live: Live) -> None:
    before = live.reports.keys()
    stack = team.stack("wrong", reports={"daily-inventory": {**INVENTORY, "schedule": "8 6 * * 7"}}).init()
    for refused in (stack.preview(), stack.up()):
        assert not refused.ok
        assert "ReportSet resource 'soc2' has a problem" in refused.said
        assert "reports.daily-inventory.schedule: '8 6 * * 7' has day of week '7'; Calico reads 0-6" in refused.said
        assert "Write '8 6 * * 0'.  [SCHEDULE]" in refused.said
        assert ".py" not in refused.said
    assert live.reports.keys() == before


def test_values_of_another_type_are_all_named_at_once(team: Team) -> None:
    refused = team.stack("types", reports=WRONG).init().preview()
    assert not refused.ok
    assert "reports.daily-inventory.reportType: 1.5 is not text" in refused.said
    assert "reports.daily-inventory.schedule: 5 is not a schedule." in refused.said
    assert "reports.daily-inventory.suspend: 'no' is not true or false" in refused.said
    assert "reports.weekly: 'inventory' is not a map." in refused.said
    assert ".py" not in refused.said


def test_a_cluster_that_cannot_be_found_is_our_message_too(team: Team) -> None:
    refused = team.stack("nowhere", reports={"daily-inventory": INVENTORY}, context="elsewhere").init().preview()
    assert not refused.ok
    assert "There is no context 'elsewhere'" in refused.said
    assert ".py" not in refused.said


@pytest.fixture
def with_a_provider(team: Team) -> Team:
    """The program whose provider is its own."""
    program = team.program.with_name("own-provider")
    if not program.exists():
        shutil.copytree(team.program, program, symlinks=True)
        project = program / "Pulumi.yaml"
        project.write_text(f"{project.read_text(encoding='utf-8')}main: own_provider.ts\n", encoding="utf-8")
    return replace(team, program=program)


def test_the_callers_provider_makes_everything(with_a_provider: Team, fresh: Live) -> None:
    stack = with_a_provider.stack("provider").init()
    up = stack.up()
    assert up.ok, up.said
    assert list(up.to("kubernetes")) == ["theirs"]
    assert fresh.report_specs() == {"daily-inventory": INVENTORY}
    assert up.outputs["intervals"]["flowLogsFlushInterval"]["interval"] == "30s"
    assert stack.preview("--expect-no-changes").ok


def test_an_output_where_a_plain_value_belongs_is_refused(with_a_provider: Team) -> None:
    refused = with_a_provider.stack("later", later=True).init().preview()
    assert not refused.ok
    assert "reportSets.team.reports.daily-inventory.schedule: is a secret, or an output" in refused.said


def _checkout(folder: Path) -> Path:
    """What the package consists of, with an environment of its own that has this one's libraries."""
    copy_project(ROOT, folder)
    shutil.copytree(ROOT / "package", folder / "package", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(ROOT / "pyproject.toml", folder)
    (folder / ".venv").unlink()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    [libraries] = (folder / ".venv" / "lib").glob("python*/site-packages")
    [path] = [entry for entry in sys.path if entry.endswith("site-packages")]
    (libraries / "here.pth").write_text(f"{path}\n", encoding="utf-8")
    return folder


def _plugin_of(engine: Engine) -> None:
    """Where `pulumi package` looks for the plugin that the package needs, which is not on PATH."""
    program = shutil.which("pulumi-resource-kubernetes")
    folder = engine.home / "plugins" / f"resource-kubernetes-v{PROVIDER_VERSION}"
    if program is not None and not folder.exists():
        folder.mkdir(parents=True)
        (folder / "pulumi-resource-kubernetes").symlink_to(program)
