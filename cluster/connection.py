"""A client for the cluster that a kubeconfig leads to, as patient as the API server asks for."""

import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address, ip_network
from time import monotonic
from time import sleep as wait
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass

import httpx2
from lightkube import Client, SingleConfig
from lightkube.config.client_adapter import verify_cluster
from lightkube.config.models import Cluster, Context, User

from cluster.access import Access, KubeconfigError
from cluster.exec_plugin import exec_credentials
from reporting.quote import quoted

CONNECT_SECONDS = 5.0
_TOO_MANY_REQUESTS = 429


class Connection:
    """A lightkube client, and what its answers told about the cluster's clock.

    `patience` is how many seconds all requests together may last, waiting for a busy API server included.
    Raises KubeconfigError where the credentials are unusable.
    """

    def __init__(self, access: Access, patience: float):
        user = _user(access)
        config = SingleConfig(access.context, Context(cluster=access.context), _cluster(access), user)
        try:
            certificates = verify_cluster(config.cluster, user, config.abs_file)
        except (ssl.SSLError, OSError):
            raise KubeconfigError(
                f"The certificates of context {quoted(access.context)} ({access.origin}) cannot be used: a certificate "
                "or key is not PEM, or they do not belong together. Renew the kubeconfig."
            ) from None
        self._transport = _Transport(access, certificates, patience)
        timeout = httpx2.Timeout(patience, connect=min(CONNECT_SECONDS, patience))
        self.client = Client(config, timeout=timeout, transport=self._transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    @property
    def clock_skew(self) -> timedelta:
        """How far the API server's clock is ahead, to the second; nothing before the first answer."""
        return self._transport.clock_skew


class _Transport(httpx2.HTTPTransport):
    """Speaks through the proxy that client-go would use, and waits where the server says 429."""

    def __init__(self, access: Access, certificates: ssl.SSLContext, patience: float):
        super().__init__(verify=certificates, proxy=proxy(access))
        self._extensions = _extensions(access)
        self._deadline = monotonic() + patience
        self.clock_skew = timedelta()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.extensions = {**request.extensions, **self._extensions}
        response = super().handle_request(request)
        while response.status_code == _TOO_MANY_REQUESTS and self._wait(response):
            response.close()
            response = super().handle_request(request)
        with suppress(ValueError, TypeError):
            self.clock_skew = parsedate_to_datetime(response.headers.get("Date", "")) - datetime.now(UTC)
        return response

    def _wait(self, response: httpx2.Response) -> bool:
        stated = response.headers.get("Retry-After", "")
        seconds = int(stated) if stated.isdecimal() else 1
        in_time = monotonic() + seconds < self._deadline
        if in_time:
            wait(seconds)
        return in_time


def _extensions(access: Access) -> dict[str, Any]:
    name = access.cluster.get("tls-server-name")
    return {"sni_hostname": name} if name else {}


def proxy(access: Access) -> str | None:
    """As client-go chooses: the kubeconfig's proxy-url, or else HTTPS_PROXY, HTTP_PROXY and NO_PROXY."""
    if stated := access.cluster.get("proxy-url"):
        return str(stated)
    server = urlsplit(access.server)
    proxy = getproxies_environment().get(server.scheme)
    return None if proxy is None or _bypasses_proxy(server.hostname or "") else proxy


def _bypasses_proxy(host: str) -> bool:
    """NO_PROXY as Go reads it: also networks, and never a proxy for this machine itself."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or bool(proxy_bypass(host))
    listed = getproxies_environment().get("no", "").split(",")
    return address.is_loopback or bool(proxy_bypass(host)) or any(_contains(entry.strip(), host) for entry in listed)


def _contains(network: str, host: str) -> bool:
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False


def _cluster(access: Access) -> Cluster:
    """The cluster as lightkube has it; of data and a file, the data count, as for client-go."""
    authority = access.cluster.get("certificate-authority-data")
    return Cluster(
        server=access.server,
        certificate_auth=None if authority else access.cluster.get("certificate-authority"),
        certificate_auth_data=authority,
        insecure=bool(access.cluster.get("insecure-skip-tls-verify")),
    )


def _user(access: Access) -> User:
    user = {**access.user, **exec_credentials(access)}
    return User(
        username=user.get("username"),
        password=user.get("password"),
        token=user.get("token"),
        token_file=user.get("tokenFile"),
        client_cert=user.get("client-certificate"),
        client_cert_data=user.get("client-certificate-data"),
        client_key=user.get("client-key"),
        client_key_data=user.get("client-key-data"),
    )
