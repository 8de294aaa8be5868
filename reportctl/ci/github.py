"""A repository on GitHub, through its REST API, as a workflow's token may use it.

https://docs.github.com/en/rest
"""

import re
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import urllib3

from reportctl.show.failure import Failure

SECONDS = 30.0

Item = dict[str, Any]


class GitHub:
    """One repository. Every call raises Failure where GitHub refuses it or does not answer."""

    def __init__(self, environ: Mapping[str, str]):
        """Of a workflow's environment: GITHUB_API_URL, GITHUB_REPOSITORY, and GITHUB_TOKEN, which must be given."""
        missing = [name for name in ("GITHUB_REPOSITORY", "GITHUB_TOKEN") if not environ.get(name)]
        if missing:
            raise Failure(
                f"{' and '.join(missing)} must be set. In a workflow's step: env: GITHUB_TOKEN: ${{{{ github.token }}}}"
            )
        api = environ.get("GITHUB_API_URL", "https://api.github.com")
        self._repository = f"{api}/repos/{environ['GITHUB_REPOSITORY']}"
        self._pools = urllib3.PoolManager(
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {environ['GITHUB_TOKEN']}",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            timeout=SECONDS,
            retries=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pools.clear()

    def own(self, path: str, marker: str, **query: str) -> Item | None:
        """The first comment or issue of a list that begins with the marker and that a workflow made."""
        for item in self._pages(path, {**query, "per_page": "100"}):
            if (item.get("body") or "").startswith(marker) and item["user"]["type"] == "Bot":
                return item
        return None

    def create(self, path: str, **content: Any) -> Item:
        """Make one; returns it."""
        return _object(self._call("POST", path, json=content))

    def change(self, path: str, **content: Any) -> Item:
        """Change what is said of one; returns it."""
        return _object(self._call("PATCH", path, json=content))

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Item]:
        answer = self._call("GET", f"{path}?{urlencode(query)}")
        yield from answer.json()
        while following := _NEXT.search(answer.headers.get("Link", "")):
            answer = self._call("GET", following[1])
            yield from answer.json()

    def _call(self, method: str, path: str, **content: Any) -> urllib3.BaseHTTPResponse:
        url = path if "://" in path else f"{self._repository}/{path}"
        try:
            answer = self._pools.request(method, url, redirect=False, **content)
        except urllib3.exceptions.HTTPError as error:
            raise Failure(f"GitHub does not answer at {urlsplit(url).hostname}: {error}.") from None
        if 200 <= answer.status < 300:
            return answer
        raise Failure(f"GitHub refused {method} {path}: {answer.status} {_message(answer)}. {_NEEDED}")


_NEEDED = "The job needs permissions: pull-requests: write for comments, issues: write for issues."
_NEXT = re.compile(r'<([^>]+)>; rel="next"')


def _object(answer: urllib3.BaseHTTPResponse) -> Item:
    item: Item = answer.json()
    return item


def _message(answer: urllib3.BaseHTTPResponse) -> str:
    try:
        return str(answer.json()["message"])
    except (ValueError, LookupError, TypeError):
        return answer.reason or ""
