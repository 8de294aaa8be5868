"""What every archive is to those who gather evidence, and how it fails."""

from collections.abc import Collection
from pathlib import Path
from typing import Protocol

from reporting.dialects.moments import Window
from reporting.evidence.entry import Entry, Listing


class ArchiveError(Exception):
    """The archive cannot be used, or not any longer. The message says why and the way out, and nothing secret."""


class EntryError(Exception):
    """One entry cannot be had. `busy` where the archive had trouble of its own, which may pass."""

    def __init__(self, message: str, *, busy: bool = False):
        super().__init__(message)
        self.busy = busy


class Archive(Protocol):
    """An archive of reports: it lists them, and writes the files of one into a folder.

    `source` is where it is, in words; `side_by_side` how many entries may be fetched at once; `forgets` says whether
    it keeps a report for some days only.
    """

    source: str
    side_by_side: int
    forgets: bool

    def entries(self, reports: Collection[str], span: Window) -> Listing:
        """What it has of these reports and overlaps this time. Raises ArchiveError."""

    def fetch(self, entry: Entry, folder: Path) -> None:
        """Write an entry's files into an empty folder. Raises EntryError, ArchiveError and OSError."""
