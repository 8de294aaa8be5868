"""A repository on GitHub as far as comments and issues go: the REST API's paths, pages and refusals, on loopback."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

REPOSITORY = "example/reports"
TOKEN = "token-of-the-workflow"  # noqa: S105
BOT = {"login": "github-actions[bot]", "type": "Bot"}

Item = dict[str, Any]


@dataclass
class Repository:
    """What is in it, and each call that changed something, as `POST issues`."""

    url: str = ""
    comments: list[Item] = field(default_factory=list)
    issues: list[Item] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    refuses: tuple[int, str] | None = None
    page: int = 100

    @property
    def environment(self) -> dict[str, str]:
        """What a workflow's step sees."""
        return {
            "GITHUB_API_URL": self.url,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ID": "42",
            "GITHUB_TOKEN": TOKEN,
        }

    def add_comment(self, body: str, user: Item = BOT, number: int = 17) -> Item:
        return _add(self.comments, {"body": body, "user": user, "issue": number})

    def add_issue(self, **content: Any) -> Item:
        return _add(
            self.issues, {"state": "open", "user": BOT, "labels": [], "number": len(self.issues) + 1, **content}
        )


@contextmanager
def github() -> Iterator[Repository]:
    """A repository that answers as long as this lasts."""
    repository = Repository()
    handler = type("Handler", (_Handler,), {"repository": repository})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        repository.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield repository
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    repository: Repository

    def do_GET(self) -> None:
        path, query = self._asked()
        if found := re.fullmatch(r"issues/(\d+)/comments", path):
            self._list([item for item in self.repository.comments if item["issue"] == int(found[1])], query)
        elif path == "issues":
            self._list([item for item in self.repository.issues if _matches(item, query)], query)
        else:
            self._answer(404, {"message": "Not Found"})

    def do_POST(self) -> None:
        path, _ = self._asked()
        self._changing("POST", path)
        if found := re.fullmatch(r"issues/(\d+)/comments", path):
            self._answer(201, self.repository.add_comment(self._content()["body"], number=int(found[1])))
        elif path == "issues":
            self._answer(201, self.repository.add_issue(**self._content()))
        else:
            self._answer(404, {"message": "Not Found"})

    def do_PATCH(self) -> None:
        path, _ = self._asked()
        self._changing("PATCH", path)
        if found := re.fullmatch(r"issues/comments/(\d+)", path):
            self._update(item for item in self.repository.comments if item["id"] == int(found[1]))
        elif found := re.fullmatch(r"issues/(\d+)", path):
            self._update(item for item in self.repository.issues if item["number"] == int(found[1]))
        else:
            self._answer(404, {"message": "Not Found"})

    def log_message(self, *arguments: object) -> None:
        """Nothing is said."""

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        return parts.path.removeprefix(f"/repos/{REPOSITORY}/"), query

    def _changing(self, verb: str, path: str) -> None:
        self.repository.calls.append(f"{verb} {path}")

    def _content(self) -> Item:
        content: Item = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return content

    def _list(self, items: list[Item], query: dict[str, str]) -> None:
        page, size = int(query.get("page", 1)), self.repository.page
        more = len(items) > page * size
        following = f"{self.repository.url}{urlsplit(self.path).path}?{_with_page(query, page + 1)}"
        self._answer(
            200, items[(page - 1) * size : page * size], {"Link": f'<{following}>; rel="next"'} if more else {}
        )

    def _update(self, found: Iterator[Item]) -> None:
        item = next(found)
        item.update(self._content())
        self._answer(200, item)

    def _answer(self, status: int, content: Any, headers: dict[str, str] | None = None) -> None:
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            status, content = 401, {"message": "Bad credentials"}
        if self.repository.refuses:
            status, content = self.repository.refuses[0], {"message": self.repository.refuses[1]}
        text = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)


def _add(items: list[Item], content: Item) -> Item:
    number = 1000 + len(items)
    item = {"id": number, "html_url": f"https://github.example/{number}", **content}
    items.append(item)
    return item


def _matches(item: Item, query: dict[str, str]) -> bool:
    return item["state"] == query.get("state", "open") and query.get("labels", "") in {*item["labels"], ""}


def _with_page(query: dict[str, str], page: int) -> str:
    return "&".join(f"{key}={value}" for key, value in {**query, "page": str(page)}.items())
