"""A first day: the demo, the README's workshop with its own commands, and the demo again, on a machine of its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes import PROVIDER_VERSION
from demo.by_pulumi import AMBIENT_PLUGIN
from demo.engine import Engine
from sandbox import ControlPlane
from sandbox.toolchain import program
from sandbox.toolchain.cache import cache_directory
from tests.engine.live import Live, Objects
from tests.project import ROOT, checkout

pytestmark = [pytest.mark.xdist_group("walk"), pytest.mark.timeout(1800)]

README = (ROOT / "README.md").read_text(encoding="utf-8")
_SECTION = README.partition("\n## The workshop, step by step\n")[2].partition("\n## ")[0]
_STEP = re.compile(r"^\*\*(\w+).*?^```bash\n(.*?)^```", re.DOTALL | re.MULTILINE)
STEPS = dict(_STEP.findall(_SECTION))
"""The commands of each step by the first word of its title."""

_CODE = re.compile(r"\[([A-Z]+(?:_[A-Z]+)*)\]")


@dataclass(frozen=True)
class Machine:
    """A checkout, a home, and a shell whose variables last from step to step."""

    checkout: Path
    home: Path
    engine: Engine

    def run(self, commands: str) -> str:
        """What the commands print. They have to succeed, and are asked nothing."""
        variables = self.home / "variables"
        variables.touch()
        script = f"set -e\n. {variables}\n{commands}\nexport -p > {variables}\n"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.checkout,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}"
        return done.stdout

    @property
    def workshop(self) -> ControlPlane:
        """The cluster of `make cluster`."""
        return ControlPlane.at(self.checkout / ".sandbox/workshop", "calico-workshop")

    @property
    def _environment(self) -> dict[str, str]:
        """Of this machine, but for what belongs to its user or to the make that runs the tests."""
        foreign = ("KUBECONFIG", "MAKE", "MFLAGS", "PULUMI_", "PYTHONPATH", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        tools = [str(Path(self.engine.command.command).parent), str(program("kubectl").parent)]
        return kept | {
            "HOME": str(self.home),
            "PULUMI_HOME": str(self.home / ".pulumi"),
            "PATH": os.pathsep.join([*tools, kept["PATH"]]),
            "PYTHON": getattr(sys, "_base_executable", sys.executable),
            "CALICO_REPORTING_CACHE": str(cache_directory()),
            "PULUMI_SKIP_CONFIRMATIONS": "true",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


@dataclass(frozen=True)
class Done:
    """What a step said, and what was live after it.

    What the look at the cluster says of the very change that the step makes is no advice against it, nor what is said
    because this cluster is younger than the two hours that the run covers: the README says that it will be.
    """

    said: str
    intervals: Mapping[str, str]
    reports: Objects
    jobs: Objects

    @property
    def advice(self) -> set[str]:
        """Codes of findings and warnings without one."""
        known = (AMBIENT_PLUGIN, "[EARLY_RUN]")
        warnings = {line for line in self.said.splitlines() if "warning:" in line and not any(k in line for k in known)}
        return warnings | set(_CODE.findall(self.said)) - {"FELIX_CHANGES", "EARLY_RUN"}


@dataclass(frozen=True)
class Day:
    """The steps by their first words, and what the demo said before and after them."""

    steps: Mapping[str, Done]
    demo_before: str
    demo_after: str


@pytest.fixture(scope="module")
def day(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The steps in the order of the README."""
    machine = Machine(checkout(tmp_path_factory.mktemp("walk")), tmp_path_factory.mktemp("home"), engine)
    try:
        _install_plugin(machine)
        before = machine.run("make demo")
        steps = {title: _done(machine, commands) for title, commands in STEPS.items()}
        yield Day(steps, before, machine.run("make demo"))
    finally:
        machine.run("make clean")


def _install_plugin(machine: Machine) -> None:
    """Where the download site is out of reach, `pulumi install` does not take the plugin from PATH."""
    if found := shutil.which("pulumi-resource-kubernetes"):
        machine.run(f"pulumi plugin install resource kubernetes {PROVIDER_VERSION} --file {found}")


def _done(machine: Machine, commands: str) -> Done:
    said = machine.run(commands)
    live = Live(machine.workshop)
    intervals = {name: value for name, value in live.felix["spec"].items() if name.endswith("LogsFlushInterval")}
    return Done(said, intervals, live.reports, live.jobs)


def both(interval: str) -> dict[str, str]:
    return {"flowLogsFlushInterval": interval, "dnsLogsFlushInterval": interval}


REPORTS = {
    "daily-soc2-inventory",
    "daily-soc2-network-access",
    "daily-hipstershop-policy-audit",
    "daily-cis-benchmark",
}
INVENTORY_JOB = "first-look.daily-soc2-inventory"


def test_every_command_of_the_section_is_run() -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```", _SECTION, re.DOTALL | re.MULTILINE)
    assert list(STEPS.values()) == blocks


def test_nothing_is_there_before_the_stack_is_brought_up(day: Day) -> None:
    for step in ("No", "Once"):
        assert (day.steps[step].reports, day.steps[step].jobs) == ({}, {})
        assert day.steps[step].intervals == both("5m0s")


def test_the_intervals_are_shortened_and_the_four_reports_made(day: Day) -> None:
    assert day.steps["Shorten"].intervals == both("30s")
    assert set(day.steps["Shorten"].reports) == REPORTS


def test_reports_and_links_are_shown(day: Day) -> None:
    said = day.steps["Look"].said
    assert all(report in said for report in REPORTS)
    assert "https://www.calicocloud.io/home" in said


def test_a_report_is_made_over_the_last_two_hours(day: Day) -> None:
    assert set(day.steps["Run"].jobs) == {INVENTORY_JOB}
    assert succeeded(day.steps["Run"].jobs[INVENTORY_JOB])
    assert window(day.steps["Run"].jobs[INVENTORY_JOB]) == timedelta(hours=2)


def test_another_is_made_without_touching_the_stack(day: Day) -> None:
    [made] = day.steps["Or"].jobs.keys() - {INVENTORY_JOB}
    assert made.startswith("adhoc-")
    assert succeeded(day.steps["Or"].jobs[made])
    assert "daily-soc2-inventory: succeeded" in day.steps["Or"].said


def test_the_intervals_are_reset_and_the_reports_stay(day: Day) -> None:
    assert day.steps["Reset"].intervals == both("5m0s")
    assert day.steps["Reset"].reports.keys() == REPORTS
    assert day.steps["Reset"].jobs == day.steps["Or"].jobs


def test_everything_of_the_stack_is_taken_away(day: Day) -> None:
    assert day.steps["Take"].reports == {}
    assert INVENTORY_JOB not in day.steps["Take"].jobs
    assert day.steps["Take"].intervals == both("5m0s")


def test_no_step_is_advised_against_but_for_the_series_that_a_run_by_hand_moves(day: Day) -> None:
    advice = {title: done.advice for title, done in day.steps.items() if done.advice}
    assert advice == {title: {"RUN_MOVES_SERIES"} for title in ("Run", "Or", "Reset", "Take")}


def test_the_demo_and_the_walk_do_not_get_into_each_others_way(day: Day) -> None:
    assert "pulumi up changed 9 objects." in day.demo_before
    assert "pulumi up changed nothing." in day.demo_after


def succeeded(job: Mapping[str, Any]) -> bool:
    return bool(job["status"].get("succeeded"))


def window(job: Mapping[str, Any]) -> timedelta:
    told = job["metadata"]["annotations"]
    start, end = (datetime.fromisoformat(told[f"calico-reporting/{edge}"]) for edge in ("start", "end"))
    assert end <= datetime.now(UTC)
    return end - start
