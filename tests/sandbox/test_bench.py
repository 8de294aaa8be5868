"""What a measurement that is ended leaves behind: nothing."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox import components

ROOT = Path(__file__).resolve().parents[2]

WAITS = """
import signal, sys
from pathlib import Path
from bench.__main__ import end_in_order
from bench.engine import cluster
end_in_order()
with cluster(Path(sys.argv[1])):
    print("up", flush=True)
    signal.pause()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_control_plane_ends_with_the_measurement(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-c", WAITS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        pids = [pid for name in components.COMPONENTS if (pid := components.alive(tmp_path / "kwok", name))]
        process.send_signal(number)
    assert process.returncode == 128 + number
    assert len(pids) == len(components.COMPONENTS)
    assert not (tmp_path / "kwok").exists()
    assert not [pid for pid in pids if _runs(pid)]


def _runs(pid: int) -> bool:
    """Whether it does more than wait for whoever adopted it to take note of its end."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")
