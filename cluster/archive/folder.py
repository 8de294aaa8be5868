"""A folder of downloaded files, sorted by report and window: `REPORT/2026-07-01T060800Z_2026-07-02T060800Z/FILE`.

A folder of evidence has its files below `reports/` like this, so that one is an archive too.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from cluster.archive.filenames import file_name, named_window
from cluster.archive.source import ArchiveError, EntryError
from cluster.archive.unpack import copy, unpack
from reporting.dialects.moments import Window
from reporting.evidence.entry import Entry, Listing
from reporting.quote import quoted


class Folder:
    """Files that somebody downloaded: those of one report and window lie together."""

    source = "folder of downloaded files"
    side_by_side = 4
    forgets = False

    def __init__(self, root: Path):
        below = root / "reports"
        self._root = below if below.is_dir() else root

    @staticmethod
    def recognises(root: Path) -> bool:
        """Whether files lie in it by report and window."""
        below = root / "reports"
        base = below if below.is_dir() else root
        return any(named_window(path.name) for path in base.glob("*/*") if path.is_dir())

    def entries(self, reports: Collection[str], span: Window) -> Listing:
        """Every window of these reports that has a folder."""
        found: list[Entry] = []
        faults: dict[str, tuple[str, ...]] = {}
        for report in reports:
            windows = list(self._windows(report))
            found += [entry for entry in windows if entry and _overlaps(entry.window, span)]
            if unnamed := windows.count(None):
                faults[report] = (f"{unnamed} folders of the report are not named by a window, START_END",)
        return Listing(tuple(found), faults)

    def fetch(self, entry: Entry, folder: Path) -> None:
        """Copy the files of a window; a zip among them is unpacked."""
        names: list[str] = []
        for path in sorted((self._root / entry.id).iterdir()):
            if path.is_symlink() or not path.is_file():
                raise EntryError(f"{quoted(path.name)} in its folder is not a plain file, so none was taken")
            if path.suffix == ".zip":
                names += unpack(path, folder)
            else:
                names.append(file_name(path.name, names))
                copy(path, folder / names[-1])
        if not names:
            raise EntryError("its folder is empty")

    def _windows(self, report: str) -> Iterator[Entry | None]:
        try:
            folders = sorted(path for path in (self._root / report).iterdir() if path.is_dir())
        except FileNotFoundError:
            return
        except OSError as error:
            raise ArchiveError(f"{self._root / report} cannot be read: {error.strerror}.") from None
        for path in folders:
            window = named_window(path.name)
            yield Entry(f"{report}/{path.name}", report, window) if window else None


def _overlaps(window: Window, span: Window) -> bool:
    return window.start < span.end and span.start < window.end
