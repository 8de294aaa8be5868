"""A process that may not take for ever."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence


class Unfinished(Exception):  # noqa: N818
    """A process failed or took too long; the message is its last line, or how long it was waited for."""


def bounded(command: Sequence[str], environment: Mapping[str, str], seconds: float) -> str:
    """What the process prints. Raises `Unfinished`.

    It and whatever it started are ended when the time is over or the wait is interrupted.
    """
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    except OSError as error:
        raise Unfinished(f"{command[0]}: {error.strerror}") from None
    with process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise Unfinished(f"no end after {seconds:.0f} s") from None
        finally:
            _end(process)
    if process.returncode != 0:
        raise Unfinished(output.strip().rpartition("\n")[2] or f"exit status {process.returncode}")
    return output


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
