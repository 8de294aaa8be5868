"""Servers on loopback that misbehave as API servers do."""

import json
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any, NamedTuple


class Reply(NamedTuple):
    """An answer; a body that is not text is sent as JSON."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = {}


Answering = Callable[[str, int], Reply]
"""From a path and how often it was asked before, an answer."""

EMPTY_LIST = Reply(body={"metadata": {}, "items": []})


@contextmanager
def serving(answer: Answering) -> Iterator[str]:
    """The address of a server that answers so."""
    server = _Server(("127.0.0.1", 0), _handler(answer))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    """Takes as many connections at once as a look opens; Python's own takes five, and the next waits a second."""

    request_queue_size = 64


@contextmanager
def trickling(start: str = "", more: str = "X-Wait: more\r\n") -> Iterator[str]:
    """The address of a server that is always about to answer: one more header, ten times a second."""
    stopped = Event()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.sendall(f"HTTP/1.1 200 OK\r\n{start}".encode())
                while not stopped.wait(0.1):
                    self.request.sendall(more.encode())

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            stopped.set()
            server.shutdown()


@contextmanager
def silent(asked: Event) -> Iterator[str]:
    """The address of a server that takes every question and answers none; the first one sets `asked`."""
    stopped = Event()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            asked.set()
            stopped.wait()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            stopped.set()
            server.shutdown()


@contextmanager
def tunnelling(seen: list[str]) -> Iterator[str]:
    """The address of an HTTP proxy that leads anywhere; what it is asked, line by line, is added to `seen`."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            asked = [line.decode().strip() for line in iter(self.rfile.readline, b"\r\n")]
            seen.extend(asked)
            host, _, port = asked[0].split()[1].rpartition(":")
            with socket.create_connection((host, int(port))) as target, suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = Thread(target=_carry, args=(target, self.request), daemon=True)
                back.start()
                _carry(self.request, target)
                back.join()

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65536):
            target.sendall(content)
        target.shutdown(socket.SHUT_WR)


def _handler(answer: Answering) -> type[BaseHTTPRequestHandler]:
    asked: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked[path] += 1
            self._send(answer(path, asked[path] - 1))

        def _send(self, reply: Reply) -> None:
            is_text = isinstance(reply.body, str)
            content = (reply.body if is_text else json.dumps(reply.body)).encode()
            self.send_response_only(reply.status)
            headers = {"Content-Type": "text/plain" if is_text else "application/json", "Date": self.date_time_string()}
            for name, value in {**headers, "Content-Length": len(content), **reply.headers}.items():
                self.send_header(name, str(value))
            with suppress(OSError):
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests ask what was answered."""

    return Handler
