"""A client for the cluster that a kubeconfig leads to, as patient as the API server asks for."""

import json
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import sleep as wait
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, InsecureRequestWarning

from cluster.access import Access
from cluster.login import Credential, Login
from cluster.transport import tls
from cluster.transport.faults import CONNECT_SECONDS, Unanswered, late, not_answered, refusal
from cluster.transport.patience import MOST_RETRIES, Deadline, http_date, pause
from cluster.transport.proxies import proxy, proxy_login
from reporting.objects.live import Source

Object = dict[str, Any]

PAGE = 500

_SIDE_BY_SIDE = 16
_CHUNK = 65536
_MAPS = ("spec", "status", "template")
_MAPS_OF_METADATA = ("labels", "annotations")
_HEADERS = {"User-Agent": "calico-reporting"}
# A table of names, counts and ages, without the objects' metadata, in which `kubectl apply` keeps a copy of everything.
# https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
_TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1"
_NOTHING = {"includeObject": "None"}


class _Request(NamedTuple):
    method: str
    path: str
    query: Mapping[str, str] = {}
    content: bytes | None = None
    accept: str = "application/json"


class _Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes


class Connection:
    """Plain objects of one cluster, and what its answers told about its clock.

    Each request ends by the deadline that is given with it, and at most `at_once` shall be made side by side. Methods
    raise Refused, Unanswered, whatever the server sends, and KubeconfigError where the login can no longer be used, as
    the constructor does from the start.
    """

    def __init__(self, access: Access, at_once: int = _SIDE_BY_SIDE):
        self.access = access
        self.at_once = at_once
        self.clock_skew = timedelta()
        self._login = Login(access)
        self._lock = Lock()
        self._certificate = self._login.credential().certificate
        self._pools = _pools(access, self._certificate)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pools.clear()

    def get(self, source: Source, deadline: Deadline) -> Object:
        """The object of the source's name; of one that is not to be read, nothing that is in it."""
        request = (
            _Request("GET", path(source), _NOTHING, accept=_TABLE) if source.unread else _Request("GET", path(source))
        )
        return _kubernetes(self._object(request, deadline))

    def get_all(self, source: Source, deadline: Deadline, selector: str = "") -> list[Object]:
        """The objects of the source's kind that the selector matches, read page by page."""
        found: list[Object] = []
        query = {"limit": str(source.most or PAGE), "labelSelector": selector}
        more = {"continue": ""}
        while True:
            page = self._object(_Request("GET", path(source), {**query, **more}), deadline)
            items, metadata = page.get("items") or [], page.get("metadata")
            if not isinstance(items, list) or not isinstance(metadata, dict):
                raise Unanswered("the answer cannot be read: it is not a list of Kubernetes's")
            found += [_named(item) for item in items]
            more = {"continue": str(metadata.get("continue") or "")}
            if not more["continue"] or source.most:
                return found

    def create(self, source: Source, manifest: Mapping[str, Any], deadline: Deadline, **query: str) -> Object:
        """Make an object among the source's. What it has become."""
        return self._object(_Request("POST", path(source), query, json.dumps(manifest).encode()), deadline)

    def log(self, pod: Source, container: str, lines: int, deadline: Deadline) -> list[str]:
        """The last lines that a container of a Pod printed."""
        query = {"container": container, "tailLines": str(lines)}
        content = self._content(_Request("GET", f"{path(pod)}/log", query), deadline)
        return content.decode("utf-8", "replace").splitlines()

    def _object(self, request: _Request, deadline: Deadline) -> Object:
        try:
            answer = json.loads(self._content(request, deadline))
        except (ValueError, RecursionError):
            raise Unanswered("the answer cannot be read: it is not JSON") from None
        if not isinstance(answer, dict):
            raise Unanswered("the answer cannot be read: it is JSON, but not an object")
        return answer

    def _content(self, request: _Request, deadline: Deadline) -> bytes:
        reply = self._authorized(request, deadline)
        for _ in range(MOST_RETRIES):
            seconds = pause(reply.status, reply.headers, reads=request.method == "GET")
            if seconds is None or seconds >= deadline.left():
                break
            wait(seconds)
            reply = self._authorized(request, deadline)
        if 200 <= reply.status < 300:
            return reply.content
        raise refusal(*reply)

    def _authorized(self, request: _Request, deadline: Deadline) -> _Reply:
        """Asked a second time where the login has run out and there is another."""
        credential = self._login.credential()
        reply = self._send(request, credential, deadline)
        if reply.status != 401 or (renewed := self._login.after(credential)) == credential:
            return reply
        return self._send(request, renewed, deadline)

    def _send(self, request: _Request, credential: Credential, deadline: Deadline) -> _Reply:
        left = deadline.left()
        if not left:
            raise late(deadline.seconds)
        try:
            response = self._pools_for(credential).request(
                request.method,
                _url(self.access, request),
                body=request.content,
                headers=_headers(request, credential),
                timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, left), read=left),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            content = _whole(response, deadline)
        except HTTPError as error:
            raise not_answered(error, self.access, deadline.seconds) from None
        self._look_at_clock(response.headers.get("Date"))
        return _Reply(response.status, response.headers, content)

    def _pools_for(self, credential: Credential) -> urllib3.PoolManager:
        """Connections that show the credential's certificate."""
        with self._lock:
            if credential.certificate != self._certificate:
                self._pools = _pools(self.access, credential.certificate)
                self._certificate = credential.certificate
            return self._pools

    def _look_at_clock(self, stated: str | None) -> None:
        if date := http_date(stated):
            self.clock_skew = date - datetime.now(UTC)


def path(source: Source) -> str:
    """Of the object where the source has a name, of all of its kind otherwise.

    https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
    """
    group = f"/apis/{source.group}" if source.group else "/api"
    namespace = f"/namespaces/{quote(source.namespace, safe='')}" if source.namespace else ""
    name = f"/{quote(source.name, safe='')}" if source.name else ""
    return f"{group}/{source.version}{namespace}/{source.plural}{name}"


def matching(labels: Mapping[str, str]) -> str:
    """A selector of what has all of these labels."""
    return ",".join(f"{key}={value}" for key, value in labels.items())


def _pools(access: Access, certificate: Mapping[str, str]) -> urllib3.PoolManager:
    context = tls.context(access, certificate)
    if context.verify_mode is ssl.CERT_NONE:
        urllib3.disable_warnings(InsecureRequestWarning)
    name = access.cluster.get("tls-server-name")
    stated = {"maxsize": _SIDE_BY_SIDE, "ssl_context": context, **({"server_hostname": name} if name else {})}
    address = proxy(access)
    if address is None:
        return urllib3.PoolManager(**stated)
    user = proxy_login(address)
    return urllib3.ProxyManager(
        address, proxy_headers=urllib3.make_headers(proxy_basic_auth=user) if user else None, **stated
    )


def _url(access: Access, request: _Request) -> str:
    """Beside the server's own path, if it has one."""
    server = urlsplit(access.server)
    host = server.netloc.rpartition("@")[2]
    query = urlencode({key: value for key, value in request.query.items() if value})
    return f"{server.scheme}://{host}{server.path.rstrip('/')}{request.path}{f'?{query}' if query else ''}"


def _headers(request: _Request, credential: Credential) -> urllib3.HTTPHeaderDict:
    headers = urllib3.HTTPHeaderDict({**_HEADERS, "Accept": request.accept})
    for name, value in credential.headers:
        headers.add(name, value)
    if request.content is not None:
        headers.add("Content-Type", "application/json")
    return headers


def _whole(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes:
    """All of the answer, of which each part may come just in time."""
    chunks: list[bytes] = []
    while chunk := response.read1(_CHUNK):
        chunks.append(chunk)
        if not deadline.left():
            response.close()
            raise late(deadline.seconds)
    response.release_conn()
    return b"".join(chunks)


def _named(item: object) -> Object:
    found = _kubernetes(item)
    if not isinstance(found["metadata"].get("name"), str):
        raise Unanswered("the answer cannot be read: an object in it has no name")
    return found


def _kubernetes(item: object) -> Object:
    """An object with metadata, and with maps where all kinds have maps."""
    if not isinstance(item, dict) or not isinstance(item.get("metadata"), dict):
        raise Unanswered("the answer cannot be read: it has no object of Kubernetes's")
    metadata = item["metadata"]
    maps = [item.get(key) for key in _MAPS] + [metadata.get(key) for key in _MAPS_OF_METADATA]
    if not all(isinstance(one, dict | None) for one in maps):
        raise Unanswered("the answer cannot be read: it has no map where objects of Kubernetes's have one")
    return item
