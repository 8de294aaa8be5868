"""The git repository that an engine reads, as git knows it where nothing is said."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from reportctl.engines.engine import Options
from reportctl.project.git import default_branch, git
from reportctl.show.failure import Failure
from reporting.quote import quoted


@dataclass(frozen=True)
class Repository:
    """A repository's URL, never with a password, its branch, and a folder in it, `.` for the root."""

    url: str
    branch: str
    folder: str

    @property
    def by_ssh(self) -> bool:
        """Whether it takes a key, not a user and password."""
        return self.url.startswith("ssh:")


def repository_of(folder: Path, options: Options) -> Repository:
    """The repository that the folder, which need not exist yet, is checked out from. Raises Failure."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    top = git(existing, "rev-parse", "--show-toplevel")
    if top.returncode:
        raise Failure(
            f"{folder} is in no git checkout, and an engine reads it from a repository. Say a folder of a checkout."
        )
    root = Path(top.stdout.decode().removesuffix("\n"))
    url = options.repository or _origin(existing)
    branch = options.branch or _default_branch(existing)
    return Repository(
        _fetchable(url), _branch(existing, branch), folder.resolve().relative_to(root.resolve()).as_posix()
    )


def is_ignored(folder: Path) -> bool:
    """Whether git would not commit what is written there."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.is_dir())
    return git(existing, "check-ignore", "--quiet", str(folder.resolve())).returncode == 0


def _origin(checkout: Path) -> str:
    found = git(checkout, "remote", "get-url", "origin")
    if found.returncode:
        raise Failure(f"{checkout} has no git remote origin. Say where the engine reads: --repository URL")
    return found.stdout.decode().strip()


def _default_branch(checkout: Path) -> str:
    try:
        return default_branch(checkout).removeprefix("origin/")
    except Failure:
        raise Failure(
            f"{checkout} has no branch origin/HEAD, main or master. Say which one the engine follows: --branch NAME"
        ) from None


def _branch(checkout: Path, name: str) -> str:
    if git(checkout, "check-ref-format", f"refs/heads/{name}").returncode:
        raise Failure(f"{quoted(name)} is not a branch's name. Write one such as main.")
    return name


def _fetchable(text: str) -> str:
    """The URL in the one form that every engine takes: Flux refuses `git@host:path`, and a password is no one's."""
    short = re.fullmatch(r"(?P<login>[\w.-]+@[\w.-]+):(?!//)/?(?P<path>\S+)", text)
    url = f"ssh://{short['login']}/{short['path']}" if short else text
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http", "ssh") or not parts.hostname or re.search(r"[\s\x00-\x1f]", url):
        raise Failure(
            "the repository's URL is none that an engine on a cluster can fetch: it begins with https:// or ssh://. "
            "Say one: --repository https://github.com/ORG/REPO"
        )
    login, _, host = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    return parts._replace(netloc=f"{user}@{host}" if user and parts.scheme == "ssh" else host).geturl()
