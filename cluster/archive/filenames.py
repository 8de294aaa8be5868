"""Names of files as others send them, and names of folders that say a window."""

import re
from collections.abc import Collection
from datetime import UTC, datetime

from cluster.archive.source import EntryError
from reporting.dialects.moments import Window
from reporting.quote import quoted

_LONGEST = 200
# What some file system or shell takes for something else; a file's name here has a dash in its place.
_REPLACED = re.compile(r"[^A-Za-z0-9._+=@-]")
_SEPARATORS = re.compile(r"[/\\\x00]")
_TIME = "%Y-%m-%dT%H%M%SZ"


def file_name(stated: str, taken: Collection[str] = ()) -> str:
    """A plain name for a file that somebody else named. Raises EntryError where it is a path, or another's name."""
    if _SEPARATORS.search(stated) or stated.strip(". ") == "" or len(stated) > _LONGEST:
        raise EntryError(
            f"a file in it is called {quoted(stated)}, which is not a plain file name, so none of its files was taken"
        )
    name = _REPLACED.sub("-", stated).lstrip(".-")
    if not name or name.lower() in {other.lower() for other in taken}:
        raise EntryError(f"two files in it would have the name {quoted(name)}, so none of its files was taken")
    return name


def window_name(window: Window) -> str:
    """A folder's name for a window: `2026-07-01T060800Z_2026-07-02T060800Z`."""
    return f"{window.start.strftime(_TIME)}_{window.end.strftime(_TIME)}"


def named_window(name: str) -> Window | None:
    """The window that a folder's name says, with or without colons; None for any other name."""
    try:
        start, end = (_moment(text) for text in name.replace(":", "").split("_")[:2])
    except ValueError:
        return None
    return Window(start, end) if start <= end else None


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
