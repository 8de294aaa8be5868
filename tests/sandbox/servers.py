"""Servers on loopback that misbehave as API servers do."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer
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
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answer))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def trickling() -> Iterator[str]:
    """The address of a server that is always about to answer: one more header, ten times a second."""
    stopped = Event()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"HTTP/1.1 200 OK\r\n")
            with suppress(OSError):
                while not stopped.wait(0.1):
                    self.request.sendall(b"X-Wait: more\r\n")

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            stopped.set()
            server.shutdown()


def _handler(answer: Answering) -> type[BaseHTTPRequestHandler]:
    asked: Counter[str] = Counter()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            asked[path] += 1
            self._send(answer(path, asked[path] - 1))

        def _send(self, reply: Reply) -> None:
            is_text = isinstance(reply.body, str)
            content = reply.body if is_text else json.dumps(reply.body)
            self.send_response_only(reply.status)
            headers = {"Content-Type": "text/plain" if is_text else "application/json", "Date": self.date_time_string()}
            for name, value in {**headers, **reply.headers, "Content-Length": len(content)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(content.encode())

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests ask what was answered."""

    return Handler
