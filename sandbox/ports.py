"""Free TCP ports on 127.0.0.1."""

import random
import socket

_RANGE = range(20_000, 32_000)
"""Below the ports that Linux and macOS give to outgoing connections, so that a server finds its port
free again after a restart."""


def free_ports(count: int) -> list[int]:
    """As many different ports as asked for that nothing listens on."""
    chosen: list[int] = []
    for port in random.sample(_RANGE, len(_RANGE)):
        if _is_free(port):
            chosen.append(port)
        if len(chosen) == count:
            break
    return chosen


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
