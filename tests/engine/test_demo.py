"""The demo with Pulumi, in a checkout of its own, for a user who has other stacks and clusters."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.engine import Engine
from demo.live import Live, look
from sandbox import ControlPlane
from sandbox.toolchain.cache import cache_directory
from tests.project import checkout
from tests.without_pulumi import without_pulumi

pytestmark = pytest.mark.xdist_group("demo-by-pulumi")

SLOWER_L7 = "  calico-reporting:felix: {l7LogsFlushInterval: 60s}"

Answer = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Checkout:
    """A checkout that nobody else touches, and a user's home."""

    folder: Path
    home: Path

    @property
    def plane(self) -> ControlPlane:
        return ControlPlane.at(self.folder / ".sandbox")

    @property
    def stack_file(self) -> Path:
        return self.folder / "Pulumi.dev.yaml"

    @property
    def environment(self) -> dict[str, str]:
        """Settings for the user's own stacks and clusters."""
        return os.environ | {
            "HOME": str(self.home),
            "CALICO_REPORTING_CACHE": str(cache_directory()),
            "KUBECONFIG": str(self.home / "kubeconfig"),
            "PULUMI_BACKEND_URL": "https://pulumi.invalid",
            "PULUMI_STACK": "production",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.home / "passphrase"),
        }

    def demo(self, **environment: str) -> Answer:
        command = [sys.executable, "-m", "demo"]
        variables = self.environment | environment
        return subprocess.run(command, cwd=self.folder, env=variables, capture_output=True, text=True, check=False)

    def interrupted_demo(self, at: str) -> tuple[int, str]:
        """Exit status and words of a demo that is interrupted, as a terminal does it, at a line."""
        with subprocess.Popen(
            [sys.executable, "-m", "demo"],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if line.startswith(at):
                    os.killpg(process.pid, signal.SIGINT)
        return process.returncode, "".join(said)

    def digests(self) -> dict[Path, str]:
        """All that is under version control, and whatever else lies there."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        ignored = {".sandbox", "__pycache__"}
        return {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in files if not ignored & {*file.parts}}


@dataclass(frozen=True)
class Run:
    """Two demos in a row, what was live after each, and the checkout's files before and after."""

    checkout: Checkout
    before: dict[Path, str]
    first: Answer
    after_first: Live
    second: Answer
    after_second: Live
    after: dict[Path, str]


@pytest.fixture(scope="module")
def run(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """`engine` has seen to it that there is one."""
    own = Checkout(checkout(tmp_path_factory.mktemp("checkout")), tmp_path_factory.mktemp("home"))
    before = own.digests()
    try:
        first, after_first = own.demo(), look(own.plane)
        second, after_second = own.demo(), look(own.plane)
        yield Run(own, before, first, after_first, second, after_second, own.digests())
    finally:
        own.plane.stop()


def test_stack_comes_up_and_the_table_says_so(run: Run) -> None:
    assert run.first.returncode == 0, run.first.stderr
    lines = {" ".join(line.split()) for line in run.first.stdout.splitlines()}
    assert "pulumi up changed 9 objects. Live now, read back from the API server:" in lines
    assert "flowLogsFlushInterval 300s 30s 10 times as often" in lines
    assert {f"{job} 2026-11-23 08:00 to 10:00 succeeded" for job in run.after_first.jobs} < lines
    assert len(run.after_first.jobs) == len(run.after_first.reports) == 4


def test_objects_are_told_as_they_are_written(run: Run) -> None:
    lines = run.first.stderr.splitlines()
    assert "  patched FelixConfiguration default" in lines
    assert "  created GlobalReport daily-soc2-inventory" in lines
    assert "  created Job first-look.daily-soc2-inventory" in lines


def test_second_demo_changes_nothing(run: Run) -> None:
    assert run.second.returncode == 0, run.second.stderr
    assert not run.after_second.changed_since(run.after_first)
    assert "pulumi up changed nothing." in run.second.stdout


def test_checkout_stays_clean(run: Run) -> None:
    assert run.after == run.before


def test_users_own_kubeconfig_is_left_alone(run: Run) -> None:
    assert {".kube", "kubeconfig"}.isdisjoint(file.name for file in run.checkout.home.iterdir())


def test_printed_environment_leads_to_the_state(run: Run) -> None:
    command = ". .sandbox/pulumi/env; pulumi --cwd .sandbox/project stack ls --json"
    assert f"( {command.removesuffix(' ls --json')} )" in run.first.stderr
    answer = subprocess.run(["sh", "-c", command], cwd=run.checkout.folder, capture_output=True, text=True, check=True)
    assert '"name": "dev"' in answer.stdout


@pytest.fixture
def stack_file(run: Run) -> Iterator[Path]:
    """The stack file, put back when the test ends."""
    text = run.checkout.stack_file.read_text()
    yield run.checkout.stack_file
    run.checkout.stack_file.write_text(text)


def test_failing_up_is_the_end_and_kubectl_is_not_tried(run: Run, stack_file: Path) -> None:
    stack_file.write_text(stack_file.read_text().replace("intervals: workshop", "intervals: workshp"))
    before = look(run.checkout.plane)
    answer = run.checkout.demo()
    assert answer.returncode == 1
    assert "error: 'pulumi up' of stack dev failed" in answer.stderr
    assert "intervals: 'workshp' is not a profile" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "kubectl" not in answer.stderr
    assert not look(run.checkout.plane).changed_since(before)


def test_change_of_the_stack_file_is_brought_up(run: Run, stack_file: Path) -> None:
    stack_file.write_text(stack_file.read_text().replace("intervals: workshop", "intervals: production"))
    answer = run.checkout.demo()
    assert "pulumi up changed 1 object." in answer.stdout
    assert look(run.checkout.plane).intervals["flowLogsFlushInterval"] == "5m0s"


def test_interrupt_is_a_clean_end_and_the_next_demo_goes_on(run: Run, stack_file: Path) -> None:
    workshop = stack_file.read_text()
    stack_file.write_text(
        workshop.replace("  calico-reporting:intervals:", f"{SLOWER_L7}\n  calico-reporting:intervals:")
    )
    status, said = run.checkout.interrupted_demo(at="  patched FelixConfiguration")
    assert status == 130
    assert said.endswith("interrupted: 'make demo' goes on from here, 'make clean' removes everything.\n")
    assert "Traceback" not in said
    stack_file.write_text(workshop)
    answer = run.checkout.demo()
    assert answer.returncode == 0, answer.stderr
    assert look(run.checkout.plane).intervals["flowLogsFlushInterval"] == "30s"


def test_stack_takes_over_from_kubectl(run: Run, tmp_path: Path) -> None:
    """Objects without the stack's labels, as `kubectl apply` leaves them, would be refused as somebody else's."""
    run.checkout.plane.stop()
    by_kubectl = run.checkout.demo(**without_pulumi(tmp_path))
    assert "kubectl apply (there is no Pulumi) changed 9 objects." in by_kubectl.stdout
    answer = run.checkout.demo()
    assert answer.returncode == 0, answer.stderr
    assert "deleting what kubectl applied before" in answer.stderr
    reports = look(run.checkout.plane).reports.values()
    assert {report["metadata"]["labels"]["calico-reporting/stack"] for report in reports} == {"dev"}
