"""Who asks: the headers and the certificate that requests carry, chosen as client-go chooses them.

Sources: client-go tools/clientcmd/client_config.go, transport/round_trippers.go and token_source.go.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from cluster import exec_plugin
from cluster.access import Access, KubeconfigError
from reporting.quote import quoted

Header = tuple[str, str]

_CERTIFICATE = ("client-certificate", "client-certificate-data", "client-key", "client-key-data")
# What a header's name may hold beside letters, digits and -._~ (RFC 9110, token), less the percent sign.
_IN_NAMES = "!#$&'*+^`|"


@dataclass(frozen=True, slots=True)
class Credential:
    """What requests carry; equal to another where that would change nothing.

    `certificate` has a kubeconfig's own keys of a client's certificate and key.
    """

    headers: tuple[Header, ...] = field(default=(), repr=False)
    certificate: Mapping[str, str] = field(default_factory=dict, repr=False)
    expires: datetime | None = field(default=None, compare=False)

    def has_expired(self) -> bool:
        """Whether its time is over, as far as one was said."""
        return self.expires is not None and self.expires <= datetime.now(UTC)


class Login:
    """One credential for all requests, until it expires or is refused. Every method raises KubeconfigError."""

    def __init__(self, access: Access):
        self._access = access
        self._lock = Lock()
        self._credential = _made(access)

    def credential(self) -> Credential:
        """What to ask with now."""
        with self._lock:
            if self._credential.has_expired():
                self._credential = _made(self._access)
            return self._credential

    def after(self, refused: Credential) -> Credential:
        """What to ask with once this one was refused: read or asked for anew, unless somebody has done so already."""
        with self._lock:
            if self._credential is refused:
                self._credential = _made(self._access)
            return self._credential


def _made(access: Access) -> Credential:
    """Without TLS nothing is shown but whom to act as, as client-go does."""
    user, expires = _user(access) if urlsplit(access.server).scheme == "https" else ({}, None)
    headers = (*_authorization(access, user), *_impersonation(access.user))
    certificate = {key: str(user[key]) for key in _CERTIFICATE if user.get(key)} if _has_certificate(user) else {}
    return Credential(tuple(_sendable(access, *header) for header in headers), certificate, expires)


def _user(access: Access) -> tuple[Mapping[str, Any], datetime | None]:
    """The user's entry; the exec plugin is asked where it says nothing else."""
    user = access.user
    identified = any(user.get(key) for key in ("token", "tokenFile", "username")) or _has_certificate(user)
    if identified or not user.get("exec"):
        return user, None
    found = exec_plugin.issued(access)
    return found.user, found.expires


def _has_certificate(user: Mapping[str, Any]) -> bool:
    return bool(user.get("client-certificate") or user.get("client-certificate-data"))


def _authorization(access: Access, user: Mapping[str, Any]) -> Iterator[Header]:
    server = urlsplit(access.server)
    if token := _token(access, user):
        yield "Authorization", f"Bearer {token}"
    elif user.get("username"):
        yield "Authorization", _basic(user["username"], user.get("password") or "")
    elif server.username:
        yield "Authorization", _basic(unquote(server.username), unquote(server.password or ""))


def _basic(name: str, password: str) -> str:
    return f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"


def _token(access: Access, user: Mapping[str, Any]) -> str:
    """A token's file counts before a token: it may be newer."""
    path = user.get("tokenFile")
    if not path:
        return user.get("token") or ""
    try:
        token = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        token = ""
    if not token:
        raise KubeconfigError(
            f"Context {quoted(access.context)} ({access.origin}) has a tokenFile, {path}, without a token in it. "
            "Pulumi's Kubernetes provider refuses it as well. Log in again, or correct the path."
        )
    return token


def _impersonation(user: Mapping[str, Any]) -> Iterator[Header]:
    """https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation"""
    if not user.get("as"):
        return
    yield "Impersonate-User", user["as"]
    if user.get("as-uid"):
        yield "Impersonate-Uid", user["as-uid"]
    for group in user.get("as-groups") or []:
        yield "Impersonate-Group", group
    for key, values in (user.get("as-user-extra") or {}).items():
        for value in values:
            yield f"Impersonate-Extra-{quote(key, safe=_IN_NAMES)}", value


def _sendable(access: Access, name: str, value: str) -> Header:
    """As Go sends it, in UTF-8, which http.client takes for Latin-1; no line break ends a header early."""
    if not all(character == "\t" or (character >= " " and character != "\x7f") for character in value):
        raise KubeconfigError(
            f"Context {quoted(access.context)} ({access.origin}) cannot be used: what it says for header {name} has a "
            "line break or another control character in it. Log in again, or take that out of the kubeconfig."
        )
    return name, value.encode("utf-8", "surrogatepass").decode("latin-1")
