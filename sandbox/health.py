"""Whether the API server answers."""

import http.client
import ssl
import time
from pathlib import Path

from sandbox.errors import SandboxError


def ready(port: int, certificate_authority: Path) -> bool:
    """Whether `/readyz` of the API server on this port of 127.0.0.1 says 200, its etcd included."""
    try:
        context = ssl.create_default_context(cafile=str(certificate_authority))
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=2, context=context)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


def wait_ready(port: int, certificate_authority: Path, seconds: float = 180) -> None:
    """Wait until the API server is ready. Raises `SandboxError` when the time is over."""
    deadline = time.monotonic() + seconds
    while not ready(port, certificate_authority):
        if time.monotonic() > deadline:
            logs = certificate_authority.parent.parent / "logs"
            raise SandboxError(
                f"the API server on 127.0.0.1:{port} is not ready after {seconds:.0f} s. "
                f"Its log is in {logs}; 'python -m sandbox down' and 'up' start anew."
            )
        time.sleep(0.1)
