"""Reports out of an archive into a folder of evidence, several side by side, each of them whole or not at all."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from datetime import datetime
from itertools import islice, takewhile
from pathlib import Path
from shutil import rmtree

from cluster.archive.source import Archive, ArchiveError, EntryError
from reportctl.evidence.digest import files_below
from reportctl.evidence.folder import EvidenceFolder, Room
from reporting.dialects.moments import Window
from reporting.evidence.bundle import File
from reporting.evidence.entry import Entry

Unreadable = dict[str, dict[Window, str]]
Fetched = tuple[Room, tuple[File, ...]]

# An archive that has this much trouble in a row is not asked for the rest.
_MOST_TROUBLE = 10


def gather(
    archive: Archive,
    wanted: Iterable[Entry],
    folder: EvidenceFolder,
    now: Callable[[], datetime],
    done: Callable[[], None],
) -> Unreadable:
    """Fetch what is wanted; what could not be had, by report and window.

    Raises ArchiveError, Failure and OSError, the first of them once what was under way is in the folder.
    """
    unreadable: Unreadable = defaultdict(dict)
    stopped: list[ArchiveError | OSError] = []
    trouble = 0
    with closing(_fetched(archive, takewhile(lambda _: not stopped, wanted), folder)) as every:
        for entry, fetched in every:
            done()
            try:
                room, files = fetched.result()
            except EntryError as error:
                unreadable[entry.report][entry.window] = str(error)
                trouble = trouble + 1 if error.busy else 0
                stopped += _given_up(trouble, error)
            except (ArchiveError, OSError) as error:
                stopped.append(error)
            else:
                trouble = 0
                folder.keep(entry, archive.source, room, files, now())
    if stopped:
        raise stopped[0]
    return unreadable


def _given_up(trouble: int, error: EntryError) -> list[ArchiveError | OSError]:
    if trouble != _MOST_TROUBLE:
        return []
    return [
        ArchiveError(
            f"{trouble} reports in a row could not be had: {error}. What was fetched stays. Run this again when the "
            "archive is well."
        )
    ]


def _fetched(
    archive: Archive, wanted: Iterable[Entry], folder: EvidenceFolder
) -> Generator[tuple[Entry, Future[Fetched]], None, None]:
    """Each entry as it is done, with no more of them under way than the archive allows, and as many waiting."""
    entries = iter(wanted)
    pending: dict[Future[Fetched], Entry] = {}
    with ThreadPoolExecutor(archive.side_by_side) as pool:
        try:
            while True:
                for entry in islice(entries, 2 * archive.side_by_side - len(pending)):
                    pending[pool.submit(_fetch, archive, entry, folder.room(entry), folder.root)] = entry
                if not pending:
                    return
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    yield pending.pop(future), future
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _fetch(archive: Archive, entry: Entry, room: Room, root: Path) -> Fetched:
    try:
        archive.fetch(entry, room.scratch)
    except EntryError:
        rmtree(room.scratch)
        raise
    return room, files_below(root, room.scratch)
