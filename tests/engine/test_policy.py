"""The policy pack as the real engine runs it: `pulumi preview --policy-pack policy`."""

import json
import re
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from demo.engine import Engine
from sandbox import ControlPlane
from tests.engine.driver import PREFIX, Result, Stack
from tests.engine.live import Live
from tests.engine.stacks import Stacks, values
from tests.project import ROOT, SAMPLE, STACKS

pytestmark = pytest.mark.xdist_group("engine")

PACK = ROOT / "policy"
CLUSTER = {"name": "sandbox", "kubeconfig": ".sandbox/kubeconfig"}
_VIOLATION = re.compile(r"- \[(mandatory|advisory)\]\s+([a-z-]+)\s")


@dataclass(frozen=True)
class Pack:
    """The pack of this repository, ready to be used."""

    directory: Path

    def preview(self, stack: Stack, *flags: str) -> Result:
        return stack.preview("--policy-pack", str(self.directory), *flags)


@pytest.fixture(scope="module")
def pack(engine: Engine) -> Pack:
    """With the environment that `pulumi install` gives it, which stays for the next run."""
    engine.command.run(["install"], str(PACK), engine.environment)
    return Pack(PACK)


def broken(result: Result) -> set[tuple[str, str]]:
    """The rules that a preview says are broken, each with its level."""
    return {(rule, level) for level, rule in _VIOLATION.findall(result.said)}


@pytest.mark.parametrize("name", STACKS)
def test_the_sample_stacks_pass(stacks: Stacks, pack: Pack, name: str) -> None:
    result = pack.preview(stacks(name, sample(name)))
    assert result.ok, result.said
    assert broken(result) == set()
    assert "calico-reporting@v1.0.0" in result.said


def test_a_production_stack_is_refused_with_how_to_comply_and_then_changed_so(stacks: Stacks, pack: Pack) -> None:
    stack = stacks("production", values("daily-inventory", "soc2-inventory", intervals="workshop"))
    refused = pack.preview(stack)
    assert not refused.ok
    assert broken(refused) == {
        (rule, "mandatory") for rule in ("production-intervals", "workshop-end-date", "cis-report", "report-names")
    }
    assert "dnsLogsFlushInterval is 30s in stack production, a production stack" in refused.said
    assert "Cluster sandbox has no report of type cis-benchmark" in refused.said
    assert "Report soc2-inventory is not named as the team wants it" in refused.said

    cis = {"reportType": "cis-benchmark", "schedule": "50 1 * * *", "cis": {"includeUnscoredTests": True}}
    sets = values("daily-inventory")["reportSets"] | {"nodes": {"reports": {"daily-cis": cis}}}
    stack.says(values(intervals="production", reportSets=sets))
    accepted = pack.preview(stack)
    assert accepted.ok, accepted.said
    assert broken(accepted) == set()


def test_a_report_that_rests_passes_with_the_reason_of_its_stack_file(stacks: Stacks, pack: Pack) -> None:
    resting = sample("production")
    resting["reportSets"]["soc2"]["reports"]["daily-soc2-inventory"]["suspend"] = True
    stack = stacks("production", resting)
    refused = pack.preview(stack)
    assert broken(refused) == {("reason-to-rest", "mandatory")}
    assert not refused.ok
    stack.says({**resting, "accept": {"SUSPENDED": "the cluster is being rebuilt"}})
    accepted = pack.preview(stack)
    assert accepted.ok, accepted.said


def test_what_is_refused_changes_nothing_and_a_level_can_be_lowered(
    stacks: Stacks, live: Live, pack: Pack, tmp_path: Path
) -> None:
    felix = live.felix
    stack = stacks("production", {**sample("production"), "intervals": "workshop", "intervalsUntil": "2099-12-31"})
    refused = stack.up("--policy-pack", str(pack.directory))
    assert not refused.ok
    assert broken(refused) == {("production-intervals", "mandatory")}
    assert live.felix == felix
    lower = tmp_path / "levels.json"
    lower.write_text(json.dumps({"production-intervals": "advisory"}))
    said = pack.preview(stack, "--policy-pack-config", str(lower))
    assert said.ok, said.said
    assert broken(said) == {("production-intervals", "advisory")}


def test_programs_without_this_projects_components_are_guarded_too(
    stacks: Stacks, control_plane: ControlPlane, pack: Pack, tmp_path: Path
) -> None:
    project = tmp_path / "another"
    shutil.copytree(ROOT / "tests/engine/another_program", project)
    (project / ".venv").symlink_to(sys.prefix)
    engine = replace(stacks.engine, state=tmp_path / "state")
    stack = Stack(engine, project, "shop", {"KUBECONFIG": str(control_plane.kubeconfig)}).init()
    refused = pack.preview(stack)
    assert not refused.ok
    assert broken(refused) == {
        ("cis-exclusions", "mandatory"),
        ("felix-fields", "mandatory"),
        ("report-names", "mandatory"),
        ("workshop-end-date", "mandatory"),
        ("report-labels", "advisory"),
    }
    assert "Report daily-cis leaves out 4.2.6" in refused.said
    assert "FelixConfiguration/default gets bpfEnabled" in refused.said
    assert "has no name of its own" in refused.said
    assert "calico-reporting/intervals-until" in refused.said


def test_a_team_file_that_cannot_be_followed_is_said_without_a_traceback(
    stacks: Stacks, pack: Pack, tmp_path: Path
) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(pack.directory, copy, ignore=shutil.ignore_patterns(".venv"))
    (copy / ".venv").symlink_to(pack.directory / ".venv")
    (copy / "policy-config.json").write_text('{"cis-reports": "advisory"}')
    result = Pack(copy).preview(stacks("production", sample("production")))
    assert not result.ok
    assert "'cis-reports' is no rule of this pack" in result.said
    assert "Traceback" not in result.said


def sample(name: str) -> dict[str, Any]:
    """What the stack file of that name says, for the cluster of these tests and a last day that stays ahead."""
    config = yaml.safe_load((SAMPLE / f"Pulumi.{name}.yaml").read_text(encoding="utf-8"))["config"]
    stated = {key.removeprefix(PREFIX): value for key, value in config.items()}
    until = {"intervalsUntil": "2099-12-31"} if stated["intervals"] == "workshop" else {}
    return {**stated, **until, "cluster": CLUSTER}
