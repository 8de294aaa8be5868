"""The demo on a machine without Pulumi and without its download site, on a control plane of its own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
import yaml

from demo import by_kubectl
from demo.live import Live, look
from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from sandbox import ControlPlane
from sandbox.errors import SandboxError
from sandbox.progress import Progress
from tests.cluster import CHANGES_SINGLETONS
from tests.project import ROOT, SAMPLE, checkout
from tests.sandbox.conftest import Create
from tests.without_pulumi import without_pulumi

pytestmark = CHANGES_SINGLETONS


@dataclass(frozen=True)
class Run:
    """Two demos in a row, and what was live after each."""

    plane: ControlPlane
    first: "subprocess.CompletedProcess[str]"
    after_first: Live
    second: "subprocess.CompletedProcess[str]"
    after_second: Live


@pytest.fixture(scope="module")
def run(control_plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`control_plane` has seen to it that every program is built."""
    folder = checkout(tmp_path_factory.mktemp("demo"))
    environment = without_pulumi(tmp_path_factory.mktemp("bin"))
    plane = ControlPlane.at(folder / ".sandbox")
    try:
        first, after_first = demo(folder, environment), look(plane)
        second, after_second = demo(folder, environment, "--quiet"), look(plane)
        yield Run(plane, first, after_first, second, after_second)
    finally:
        plane.stop()


def demo(folder: Path, environment: Mapping[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "demo", *arguments],
        cwd=folder,
        env=os.environ | dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_says_in_one_line_why_and_what_it_does_instead(run: Run) -> None:
    assert run.first.returncode == 0, run.first.stderr
    [line] = [line for line in run.first.stderr.splitlines() if line.startswith("no Pulumi")]
    assert "there is no pulumi on PATH" in line
    assert "cannot be installed" in line
    assert "kubectl instead" in line


def test_headline_says_that_it_was_kubectl(run: Run) -> None:
    assert "kubectl apply (there is no Pulumi) changed 9 objects." in run.first.stdout


def test_intervals_are_shortened_and_no_other_field_of_felix_is_taken(run: Run) -> None:
    assert run.after_first.intervals == {"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"}
    answer = run.plane.kubectl("get", "felixconfiguration", "default", "-o", "json", "--show-managed-fields")
    managers = {entry["manager"]: entry["fieldsV1"] for entry in json.loads(answer)["metadata"]["managedFields"]}
    assert managers["calico-reporting"] == {"f:spec": {"f:flowLogsFlushInterval": {}, "f:dnsLogsFlushInterval": {}}}


def test_what_others_set_in_felix_stays(run: Run) -> None:
    seeds = yaml.safe_load_all((ROOT / "sandbox/seeds/calico.yaml").read_text())
    [seeded] = [seed for seed in seeds if seed["kind"] == "FelixConfiguration"]
    others = {name: value for name, value in seeded["spec"].items() if not name.endswith("LogsFlushInterval")}
    assert others.items() <= run.after_first.felix["spec"].items()
    assert seeded["metadata"]["annotations"].items() <= run.after_first.felix["metadata"]["annotations"].items()


def test_reports_are_live_as_the_stack_file_says(run: Run) -> None:
    wanted = {name: planned.manifest for name, planned in plan(read_stack(SAMPLE, "dev").settings()).reports.items()}
    assert {name: report["spec"] for name, report in run.after_first.reports.items()} == {
        name: manifest["spec"] for name, manifest in wanted.items()
    }


def test_jobs_come_from_the_clusters_own_template_and_are_complete(run: Run) -> None:
    template = yaml.safe_load(run.plane.kubectl("get", "podtemplate", "-n", "tigera-compliance", "-o", "yaml"))
    [image] = [item["template"]["spec"]["containers"][0]["image"] for item in template["items"]]
    assert len(run.after_first.jobs) == 4
    for job in run.after_first.jobs.values():
        assert job["spec"]["template"]["spec"]["containers"][0]["image"] == image
        assert job["status"]["succeeded"] == 1


def test_table_is_what_is_live(run: Run) -> None:
    lines = {" ".join(line.split()) for line in run.first.stdout.splitlines()}
    assert "flowLogsFlushInterval 300s 30s 10 times as often" in lines
    assert "daily-soc2-inventory inventory 8 6 * * * every day at 06:08" in lines
    assert {f"{job} 2026-11-23 08:00 to 10:00 succeeded" for job in run.after_first.jobs} < lines


def test_second_demo_changes_nothing(run: Run) -> None:
    assert run.second.returncode == 0, run.second.stderr
    assert not run.after_second.changed_since(run.after_first)
    assert "changed nothing" in run.second.stdout


def test_quiet_demo_prints_the_tables_alone(run: Run) -> None:
    assert run.second.stderr == ""
    assert "flowLogsFlushInterval" in run.second.stdout


def test_failure_is_one_sentence_and_no_traceback(run: Run, tmp_path: Path) -> None:
    run.plane.kubectl("delete", "podtemplate", "-n", "tigera-compliance", "tigera.io.report")
    answer = demo(run.plane.directory.parent, without_pulumi(tmp_path), "--quiet")
    assert answer.returncode == 1
    assert answer.stderr.startswith("error: ")
    assert 'podtemplates "tigera.io.report" not found' in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.fixture
def project(control_plane: ControlPlane, tmp_path: Path) -> Iterator[Path]:
    """A project whose stack `apart` has one report of its own and leaves the intervals as they are."""
    shutil.copy(SAMPLE / "Pulumi.yaml", tmp_path)
    config = {
        "cluster": {"name": "sandbox", "kubeconfig": ".sandbox/kubeconfig"},
        "intervals": "production",
        "reportSets": {"all": {"reports": {"by-kubectl": {"reportType": "inventory", "schedule": "8 6 * * *"}}}},
        "runs": {"once": {"reports": ["by-kubectl"], "last": "2h", "until": "2026-11-23T10:00:00Z"}},
    }
    text = yaml.safe_dump({"config": {f"calico-reporting:{key}": value for key, value in config.items()}})
    (tmp_path / "Pulumi.apart.yaml").write_text(text)
    yield tmp_path
    by_kubectl.withdraw(control_plane, Progress(StringIO()))


def test_what_kubectl_applied_makes_way_for_a_stack(control_plane: ControlPlane, project: Path) -> None:
    progress = Progress(StringIO())
    by_kubectl.apply(control_plane, project, "apart", progress)
    applied = look(control_plane)
    assert "by-kubectl" in applied.reports
    assert "once.by-kubectl" in applied.jobs
    by_kubectl.withdraw(control_plane, progress)
    left = look(control_plane)
    assert "by-kubectl" not in left.reports
    assert "once.by-kubectl" not in left.jobs
    assert left.felix["spec"] == applied.felix["spec"]


def test_nothing_makes_way_where_kubectl_applied_nothing(control_plane: ControlPlane) -> None:
    said = StringIO()
    by_kubectl.withdraw(control_plane, Progress(said))
    assert said.getvalue() == ""


def test_fields_of_somebody_else_are_not_taken(control_plane: ControlPlane, project: Path, create: Create) -> None:
    spec = {"reportType": "inventory", "schedule": "0 0 * * *"}
    metadata = {"name": "by-kubectl"}
    create({"apiVersion": "projectcalico.org/v3", "kind": "GlobalReport", "metadata": metadata, "spec": spec})
    with pytest.raises(SandboxError, match="conflict"):
        by_kubectl.apply(control_plane, project, "apart", Progress(StringIO()))
    assert look(control_plane).reports["by-kubectl"]["spec"] == spec
