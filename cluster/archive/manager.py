"""The manager as an archive: every report listed page by page, several downloaded side by side."""

import zipfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cluster.archive import manager_api as api
from cluster.archive.filenames import file_name
from cluster.archive.manager_client import SIDE_BY_SIDE, ManagerClient, Token
from cluster.archive.source import ArchiveError, EntryError
from cluster.archive.unpack import LARGEST, unpack
from reporting.dialects.moments import Window
from reporting.evidence.entry import Entry, Listing

__all__ = ["Manager", "ManagerClient", "Token"]

_DOWNLOAD = "download.part"
_PAGES_WITHOUT_NEWS = 2


class Manager:
    """Archived reports of one cluster, by the API that the web console uses."""

    side_by_side = SIDE_BY_SIDE
    forgets = True

    def __init__(self, client: ManagerClient, managed_cluster: str | None = None):
        self._client = client
        where = f", managed cluster {managed_cluster}" if managed_cluster else ""
        self.source = f"manager {client.address}{where}"

    def entries(self, reports: Collection[str], span: Window) -> Listing:
        """What is archived of these reports over a time."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            listings = list(pool.map(lambda report: self._listing(report, span), reports))
        faults = {report: fault for report, (_, fault) in zip(reports, listings, strict=True) if fault}
        return Listing(tuple(entry for entries, _ in listings for entry in entries), faults)

    def fetch(self, entry: Entry, folder: Path) -> None:
        """Write an archived report's files into a folder."""
        if entry.fault:
            raise EntryError(entry.fault)
        part = folder / _DOWNLOAD
        with part.open("xb") as file:
            status = self._client.download(api.download_path(entry), file, LARGEST)
        if status != 200:
            raise self._refused(status, entry)
        if len(entry.formats) == 1:
            part.rename(folder / file_name(entry.formats[0]))
        else:
            self._unpack(part, entry, folder)
            part.unlink()

    def _unpack(self, part: Path, entry: Entry, folder: Path) -> None:
        if not zipfile.is_zipfile(part):
            raise EntryError("the manager's answer is not a whole zip")
        names = unpack(part, folder)
        if len(names) != len(entry.formats):
            raise EntryError(f"the manager's zip has {len(names)} of its {len(entry.formats)} files")

    def _refused(self, status: int, entry: Entry) -> EntryError | ArchiveError:
        """Of a token that has ended the list tells, which then raises ArchiveError."""
        if status in (401, 403):
            self._client.json(api.list_path(entry.report, entry.window, 0))
        return api.refused(status, entry.report)

    def _listing(self, report: str, span: Window) -> tuple[list[Entry], tuple[str, ...]]:
        found: dict[str, Entry] = {}
        faults: list[str] = []
        for value in self._values(report, span):
            try:
                entry = api.entry_of(value)
            except ValueError:
                faults.append(api.unreadable(report))
            else:
                if entry.report == report and entry.window.start < span.end and span.start < entry.window.end:
                    found.setdefault(entry.id, entry)
        return list(found.values()), tuple(faults)

    def _values(self, report: str, span: Window) -> Iterator[object]:
        """Page by page, until as many are there as the manager counts, or pages bring nothing new.

        One that does not is no end yet: reports that arrive meanwhile move the others on to the next page.
        """
        seen: set[object] = set()
        page = without_news = 0
        while without_news < _PAGES_WITHOUT_NEWS:
            values, count = api.listed(self._client.json(api.list_path(report, span, page)))
            yield from values
            new = {api.id_of(value) for value in values} - seen
            seen |= new
            page, without_news = page + 1, 0 if new else without_news + 1
            if not values or (count is not None and len(seen) >= count):
                return
