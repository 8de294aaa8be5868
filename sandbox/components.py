"""The processes of one control plane, as kwokctl leaves them: `pids/<program>.pid`.

A process counts only while its command line names this control plane's directory: after a reboot
the number may belong to somebody else.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

from sandbox.errors import SandboxError

COMPONENTS = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok-controller")


def all_alive(home: Path) -> bool:
    """Whether every component of the control plane in `home` runs."""
    return all(alive(home, component) for component in COMPONENTS)


def alive(home: Path, component: str) -> int | None:
    """The component's process id, or None where it does not run."""
    try:
        pid = int(_pid_file(home, component).read_text())
    except (OSError, ValueError):
        return None
    return pid if f"{home}/" in _command_line(pid) else None


def kill(home: Path, *components: str) -> None:
    """End the components at once and wait until they are gone. Raises `SandboxError` after 20 s."""
    pids = [pid for component in components if (pid := alive(home, component))]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    _wait_until_gone(home, pids)
    for component in components:
        _pid_file(home, component).unlink(missing_ok=True)


def forget_dead(home: Path) -> None:
    """Remove the pid files of components that do not run, so that kwokctl starts them again."""
    for component in COMPONENTS:
        if not alive(home, component):
            _pid_file(home, component).unlink(missing_ok=True)


def _wait_until_gone(home: Path, pids: list[int]) -> None:
    deadline = time.monotonic() + 20
    while remaining := [pid for pid in pids if f"{home}/" in _command_line(pid)]:
        if time.monotonic() > deadline:
            raise SandboxError(f"processes {remaining} of {home} do not end. End them by hand: kill -9 <pid>.")
        time.sleep(0.02)


def _pid_file(home: Path, component: str) -> Path:
    return next(home.glob(f"clusters/*/pids/{component}.pid"), home / f"{component}.pid")


def _command_line(pid: int) -> str:
    """A process's program and arguments, empty for one that is gone or waits to be reaped."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listing = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout
