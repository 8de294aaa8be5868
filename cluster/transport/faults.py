"""Answers that are none: what went wrong between this client and the API server, in words without anything secret."""

import json
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from urllib3 import exceptions

from cluster.access import Access
from cluster.transport.tls import way_to_trust

CONNECT_SECONDS = 5.0

_LONGEST = 300


class Unanswered(Exception):  # noqa: N818
    """No answer, or none of use, that may be another one soon: a broken connection, a busy API server, a login page.

    `way_out` is what to do about it where that is known.
    """

    def __init__(self, message: str, way_out: str = ""):
        super().__init__(message)
        self.way_out = way_out


class Refused(Exception):  # noqa: N818
    """The server's no: its HTTP status and its own words; `by_api` where it says so as Kubernetes does."""

    def __init__(self, status: int, message: str, *, by_api: bool = False):
        super().__init__(message)
        self.status = status
        self.by_api = by_api


def late(seconds: float) -> Unanswered:
    """Nothing came in time."""
    return Unanswered(f"no answer came within {seconds:.0f} s")


def not_answered(error: exceptions.HTTPError, access: Access, seconds: float) -> Unanswered:
    """Why there was no answer, `seconds` being all the time there was."""
    match error:
        case exceptions.SSLError(args=[ssl.SSLCertVerificationError() as refused, *_]):
            return Unanswered(f"its certificate is not trusted ({refused})", way_to_trust(refused, access))
        case exceptions.ProxyError():
            return Unanswered(f"the proxy does not lead there ({_cause(error)})")
        case exceptions.NewConnectionError():
            return Unanswered(f"the connection failed ({_cause(error)})")
        case exceptions.ConnectTimeoutError():
            return Unanswered(f"no connection came about within {CONNECT_SECONDS:.0f} s")
        case exceptions.TimeoutError():
            return late(seconds)
        case _:
            return Unanswered(f"the connection broke off ({_cause(error)})")


def refusal(status: int, headers: Mapping[str, str], content: bytes) -> Refused | Unanswered:
    """What an answer that is no success means; one below 500 is final, but for 429."""
    if 300 <= status < 400:
        target = urlsplit(headers.get("Location", ""))
        place = f" to {target.scheme}://{target.hostname}" if target.hostname else ""
        return Unanswered(f"the answer was {status}, a redirect{place}, where no credentials are sent")
    said, by_api = _said(content)
    if status == 429 or status >= 500 or status < 300:
        return Unanswered(f"the answer was {status}{f': {said}' if said else ''}")
    return Refused(status, said or f"the answer was {status}", by_api=by_api)


def _said(content: bytes) -> tuple[str, bool]:
    """The message of a Status of Kubernetes, or the beginning of a text; nothing of a page for browsers."""
    text = content.decode("utf-8", "replace")
    try:
        status = json.loads(text)
    except ValueError:
        return ("" if text.lstrip().startswith("<") else _one_line(text)), False
    by_api = isinstance(status, dict) and status.get("kind") == "Status"
    return (_one_line(str(status.get("message") or "")), True) if by_api else ("", False)


def _cause(error: BaseException) -> str:
    """The first thing that went wrong, as the system calls it."""
    inner = next((one for one in (*error.args, error.__cause__) if isinstance(one, BaseException)), None)
    if inner is not None and inner is not error:
        return _cause(inner)
    said = error.strerror if isinstance(error, OSError) else None
    return _one_line(said or str(error)) or type(error).__name__


def _one_line(text: str) -> str:
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
