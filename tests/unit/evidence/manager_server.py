"""A stand-in for a Calico manager's archive of reports, over TLS on loopback.

It is written to what is known of that undocumented API (its published source), not to the code that it tests: lists by
name, time and page, downloads of one file or a zip, bearer tokens, clusters by header, and whatever goes wrong.
"""

import io
import json
import ssl
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import trustme

TOKEN = "token-of-an-auditor"  # noqa: S105
FILES = {
    "inventory": ("summary.csv", "endpoints.csv", "namespaces.csv", "services.csv"),
    "network-access": ("summary.csv", "endpoints.csv"),
    "policy-audit": ("summary.csv", "events.json", "events.yaml"),
    "cis-benchmark": ("all-tests.csv", "failed-tests.csv", "node-summary.csv", "total-summary.csv"),
}


@dataclass
class Report:
    """One archived report: its files by format."""

    id: str
    name: str
    start: str
    end: str
    report_type: str = "inventory"
    files: dict[str, bytes] = field(default_factory=dict)
    downloadable: bool = True

    def listed(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "type": self.report_type,
            "startTime": self.start,
            "endTime": self.end,
            "uiSummary": {},
            "downloadUrl": f"/compliance/reports/{self.id}/download" if self.downloadable else "",
            "downloadFormats": [{"name": name, "description": name} for name in self.files],
            "generationTime": self.end,
        }


@dataclass
class Answer:
    """An answer in the place of the right one."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    """Ends early: fewer bytes come than were announced."""


@dataclass
class Manager:
    """Clusters by the name in x-cluster-id ("" is the management cluster's own), and what it was asked."""

    url: str = ""
    authority: Path = Path()
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    clusters: dict[str, list[Report]] = field(default_factory=lambda: {"": []})
    page_size: int = 100
    first_page: int = 0
    counts: bool = True
    instead: dict[str, list[Answer]] = field(default_factory=dict)
    """Answers for requests whose path has a text in it, one after another; the last one stays."""
    forgets_token_after: int | None = None
    holds_downloads_after: int | None = None
    """Downloads beyond so many wait for `released`."""
    released: Event = field(default_factory=Event)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Each request's cluster and path."""
    lock: Lock = field(default_factory=Lock)

    def downloads(self) -> list[str]:
        return [path for _, path in self.asked if "/download" in path]


def report_of(name: str, start: datetime, end: datetime, report_type: str = "inventory") -> Report:
    """A report as there is one a day, with a few lines in each file."""
    files = {file: _content(file, end) for file in FILES.get(report_type, ("summary.csv",))}
    return Report(
        f"{name}_{end:%Y%m%d%H%M}", name, f"{start:%Y-%m-%dT%H:%M:%SZ}", f"{end:%Y-%m-%dT%H:%M:%SZ}", report_type, files
    )


def _content(file: str, end: datetime) -> bytes:
    if file.endswith(".json"):
        return json.dumps([{"at": f"{end}"}]).encode()
    return f"startTime,endTime,endpointsNumInScope\n{end:%F},{end:%F},{end.day}\n".encode()


@contextmanager
def manager(folder: Path) -> Iterator[Manager]:
    """A manager that answers as long as this lasts."""
    authority = trustme.CA()
    served = Manager(authority=folder / "authority.pem")
    authority.cert_pem.write_to_path(str(served.authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    handler = type("Handler", (_Handler,), {"manager": served})
    with _Server(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        served.url = f"https://localhost:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nobody's fault."""


class _Handler(BaseHTTPRequestHandler):
    manager: Manager
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        cluster = self.headers.get("x-cluster-id", "")
        parts = urlsplit(self.path)
        if instead := self._instead(cluster):
            self._send(instead)
        elif not self._has_right():
            self._send(Answer(401, b'{"message":"Unauthorized"}'))
        elif parts.path == "/compliance/reports":
            self._list(self.manager.clusters.get(cluster, []), parse_qs(parts.query))
        elif parts.path.startswith("/compliance/reports/") and parts.path.endswith("/download"):
            identity = unquote(parts.path.removeprefix("/compliance/reports/").removesuffix("/download"))
            found = [report for report in self.manager.clusters.get(cluster, []) if report.id == identity]
            self._download(found[0], parse_qs(parts.query).get("format", [])) if found else self._send(Answer(404))
        else:
            self._send(Answer(200, b"<!doctype html><title>Calico Enterprise Manager</title>"))

    def log_message(self, *arguments: object) -> None:
        """Nothing is said."""

    def _instead(self, cluster: str) -> Answer | None:
        with self.manager.lock:
            self.manager.asked.append((cluster, self.path))
            self.number = len(self.manager.downloads())
            for text, answers in self.manager.instead.items():
                if text in self.path and answers:
                    return answers.pop(0) if len(answers) > 1 else answers[0]
        return None

    def _has_right(self) -> bool:
        with self.manager.lock:
            after = self.manager.forgets_token_after
            if after is not None and len(self.manager.asked) > after:
                self.manager.tokens.discard(TOKEN)
        return self.headers.get("Authorization", "").removeprefix("Bearer ") in self.manager.tokens

    def _list(self, reports: list[Report], query: Mapping[str, list[str]]) -> None:
        wanted = {key: values[0] for key, values in query.items()}
        found = [
            report
            for report in sorted(reports, key=lambda report: report.end, reverse=True)
            if report.name == wanted["reportName"]
            and wanted["fromTime"] <= report.end
            and report.start <= wanted["toTime"]
        ]
        page, size = int(wanted["page"]), min(self.manager.page_size, int(wanted["maxItems"]))
        first = max(0, page - self.manager.first_page) * size
        answer: dict[str, Any] = {"reports": [one.listed() for one in found[first : first + size]], "page": page}
        if self.manager.counts:
            answer["count"] = len(found)
        self._send(Answer(200, json.dumps(answer).encode(), {"Content-Type": "application/json"}))

    def _download(self, report: Report, formats: list[str]) -> None:
        most = self.manager.holds_downloads_after
        if most is not None and self.number > most:
            self.manager.released.wait()
        if not formats or any(name not in report.files for name in formats):
            self._send(Answer(400, b"unknown format"))
        elif len(formats) == 1:
            self._send(Answer(200, report.files[formats[0]], {"Content-Type": "text/csv"}))
        else:
            packed = zipped({f"{report.name}-{name}": report.files[name] for name in formats})
            self._send(Answer(200, packed, {"Content-Type": "application/zip"}))

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        if answer.cut:
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()
