"""Requests to the manager: certificates checked, a token that shows nowhere, patience, and no redirects."""

import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from time import monotonic
from time import sleep as wait
from typing import IO, Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, SSLError

from cluster.archive.source import ArchiveError, EntryError
from reporting.quote import quoted

SIDE_BY_SIDE = 8

_CONNECT_SECONDS = 5.0
_CHUNK = 2**18
_AGAIN = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds: for the next part of an answer, for all of it, and before asking again."""

    read: float = 60.0
    whole: float = 900.0
    pause: float = 0.5
    longest_pause: float = 60.0
    tries: int = 5


@dataclass(frozen=True)
class Token:
    """A bearer token. `renew` gives a new one, where there is a way."""

    value: str = field(repr=False)
    renew: Callable[[], str] | None = None


class ManagerClient:
    """The manager at an address. No message has the token in it."""

    def __init__(
        self,
        address: str,
        token: Token,
        headers: Mapping[str, str] | None = None,
        authority: Path | None = None,
        patience: Patience | None = None,
    ):
        self.address = address.rstrip("/")
        self._token = token
        self._sent = token.value
        self._lock = Lock()
        self._headers = {"User-Agent": "calico-reporting", **(headers or {})}
        self._patience = patience or Patience()
        self._pool = _pool(authority)

    def json(self, path: str) -> Any:
        """An answer's content. Raises ArchiveError."""
        content = bytearray()
        status = self._ask(path, content.extend, content.clear)
        if status != 200:
            raise self._no_list(status)
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise ArchiveError(
                f"{self.address} answers with something else than JSON, {self._said(content)}, as a login page does. "
                "Is it the manager's address? Correct links.manager, or give --manager URL."
            ) from None

    def download(self, path: str, file: IO[bytes], largest: int) -> int:
        """Write an answer's content into a file, and return its status. Raises EntryError and ArchiveError."""

        def write(chunk: bytes) -> None:
            if file.tell() + len(chunk) > largest:
                raise EntryError(f"it is larger than {largest // 2**20:,} MiB, so none of its files was taken")
            file.write(chunk)

        def begin_again() -> None:
            file.seek(0)
            file.truncate()

        return self._ask(path, write, begin_again)

    def _ask(self, path: str, write: Callable[[bytes], object], begin_again: Callable[[], object]) -> int:
        """Once more where the manager is busy or the connection broke, and with a new token where this one ended."""
        fault, sent = "", self._sent
        for attempt in range(self._patience.tries):
            begin_again()
            try:
                status, asked = self._once(path, write)
            except SSLError as error:
                raise self._untrusted(error) from None
            except (HTTPError, TimeoutError) as error:
                fault, asked = _in_words(error), None
            else:
                if status == 401 and self._renewed(sent):
                    sent = ""
                    continue
                if status not in _AGAIN or attempt + 1 == self._patience.tries:
                    return status
            wait(min(asked or self._patience.pause * 2**attempt, self._patience.longest_pause))
        raise ArchiveError(
            f"{self.address} does not answer: {fault}. Check that it runs, and the VPN, proxy and firewall between."
        )

    def _once(self, path: str, write: Callable[[bytes], object]) -> tuple[int, float | None]:
        """The status, and for how many seconds the manager asks not to be asked again."""
        response = self._pool.request(
            "GET",
            f"{self.address}{path}",
            headers={**self._headers, "Authorization": f"Bearer {self._sent}"},
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=self._patience.read),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        end = monotonic() + self._patience.whole
        for chunk in response.stream(_CHUNK):
            write(chunk)
            if monotonic() > end:
                response.close()
                raise TimeoutError(f"its answer was not done after {self._patience.whole:.0f} s")
        response.release_conn()
        if 300 <= response.status < 400:
            raise self._redirected(response.headers.get("Location") or "")
        return response.status, _seconds(response.headers.get("Retry-After"))

    def _renewed(self, sent: str) -> bool:
        """Whether there is another token than the one that was sent; made only once for all who ask."""
        with self._lock:
            if self._token.renew is None or not sent:
                return False
            if self._sent == sent:
                self._sent = self._token.renew()
            return True

    def _no_list(self, status: int) -> ArchiveError:
        if status in (401, 403):
            return ArchiveError(
                f"{self.address} refuses the list of archived reports ({status}): the token has ended or is of another "
                "cluster, or its account may not list globalreports. What was fetched stays. Get another token, "
                'export CALICO_MANAGER_TOKEN="$(kubectl create token ACCOUNT -n NAMESPACE)", and run this again.'
            )
        if status == 404:
            return ArchiveError(
                f"{self.address} knows no list of archived reports (404): it is not the manager's address, or its "
                "release has no compliance reports any more. Correct links.manager, or give --manager URL; with a copy "
                "of the log store, give --source DIR."
            )
        return ArchiveError(
            f"{self.address} answered {status}, asked {self._patience.tries} times. What was fetched stays. Run this "
            "again when the manager is well."
        )

    def _untrusted(self, error: SSLError) -> ArchiveError:
        return ArchiveError(
            f"the certificate of {self.address} is not trusted ({_in_words(error)}), and nothing was sent. Give the "
            "authority that signed it: --certificate-authority FILE"
        )

    def _redirected(self, location: str) -> ArchiveError:
        host = urlsplit(location).hostname
        return ArchiveError(
            f"{self.address} redirects{f' to {quoted(host)}' if host else ''}, where no token is sent. Is it the "
            "manager's address? Correct links.manager, or give --manager URL."
        )

    def _said(self, content: bytearray) -> str:
        return quoted(content[:2000].decode("utf-8", "replace").replace(self._sent, "[the token]")[:60])


def _pool(authority: Path | None) -> urllib3.PoolManager:
    """Connections that trust the authority alone, or this machine's where none is given. Raises ArchiveError."""
    try:
        context = ssl.create_default_context(cafile=str(authority) if authority else None)
    except (ssl.SSLError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it is not PEM"
        raise ArchiveError(f"--certificate-authority: {authority} cannot be used: {reason}.") from None
    return urllib3.PoolManager(maxsize=SIDE_BY_SIDE, block=True, ssl_context=context)


def _seconds(stated: str | None) -> float | None:
    return float(stated) if stated and stated.isdecimal() else None


def _in_words(error: BaseException) -> str:
    inner = next((one for one in error.args if isinstance(one, BaseException)), None)
    return _in_words(inner) if inner else quoted(str(error) or type(error).__name__)
