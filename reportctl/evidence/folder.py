"""The folder that evidence lies in. What is in it stays: nothing is ever replaced by something else without an error.

Files come into it by one rename each report, after a line in a journal that says what they are.
"""

import json
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from shutil import rmtree
from typing import Any, TextIO

from cluster.archive.filenames import window_name
from reportctl.evidence.digest import file_at
from reportctl.show.failure import Failure
from reporting.dialects.moments import Window, rfc3339
from reporting.evidence.bundle import File, Item
from reporting.evidence.entry import Entry
from reporting.evidence.manifest import NAME, Known, item_as_json
from reporting.quote import quoted

UNFINISHED = ".unfinished"
REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Room:
    """Where an entry's files are fetched into, and where they go from there."""

    scratch: Path
    place: str


class EvidenceFolder:
    """One stack's evidence over one period, open for one run. Methods raise Failure and OSError.

    `items` is what is there; `lost` what an earlier run fetched and is not there any more, or not whole.
    """

    def __init__(self, root: Path, known: Known, journal: TextIO):
        self.root = root
        self.known = known
        self.items: dict[tuple[str, str], Item] = {}
        self.lost: dict[tuple[str, str], Item] = {}
        self._sources: dict[tuple[str, Window], set[str]] = {}
        self._journal = journal
        self._given: set[str] = set()
        for item in known.items:
            self._take_up(item)

    def lacks(self, entry: Entry, source: str) -> bool:
        """Whether an archive's entry is to be fetched: neither it nor its window from another archive is there."""
        if (source, entry.id) in self.items:
            return False
        return self._sources.get((entry.report, entry.window), {source}) == {source}

    def room(self, entry: Entry) -> Room:
        """A new, empty folder for an entry's files on their way in, and a place for them that nobody else gets."""
        made = self.root / UNFINISHED / str(len(self._given))
        made.mkdir()
        place = self._place(entry)
        self._given.add(place)
        return Room(made, place)

    def keep(self, entry: Entry, source: str, room: Room, files: tuple[File, ...], now: datetime) -> None:
        """Take in an entry's files from the room that they were fetched into."""
        if lost := self.lost.pop((source, entry.id), None):
            self._put_back(lost, room.scratch, files)
            return
        place = room.place
        item = Item(entry.report, entry.window, source, entry.id, now, _moved(files, place))
        self._journal.write(json.dumps(item_as_json(item)) + "\n")
        self._journal.flush()
        target = self.root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        room.scratch.rename(target)
        self._add(item)

    def write(self, name: str, content: bytes) -> File:
        """A page or table that is made of the evidence. Where it is as it was, it is not touched."""
        made = self.root / UNFINISHED / name
        made.write_bytes(content)
        return self.adopt(made)

    def adopt(self, made: Path) -> File:
        """A file that was made in `.unfinished`, put in its place."""
        new = replace(file_at(self.root, made), path=made.name)
        target = self.root / made.name
        if not target.is_file() or file_at(self.root, target) != new:
            made.replace(target)
        return new

    def finish(self, manifest: dict[str, Any]) -> File:
        """Write the manifest, with which all is done."""
        written = self.write(NAME, json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n")
        rmtree(self.root / UNFINISHED)
        return written

    def _take_up(self, item: Item) -> None:
        there = [file for file in item.files if os.path.lexists(inside(self.root, file.path))]
        for file in there:
            if found(self.root, file) != file:
                raise Failure(
                    f"{self.root / file.path} is not what was fetched on {rfc3339(item.retrieved)}: somebody changed "
                    "it. Nothing was changed now. Put the right file back, or gather into another folder with --out."
                )
        if len(there) == len(item.files):
            self._add(item)
        else:
            self.lost[item.source, item.id] = item

    def _add(self, item: Item) -> None:
        self.items[item.source, item.id] = item
        self._sources.setdefault((item.report, item.window), set()).add(item.source)

    def _put_back(self, lost: Item, fetched: Path, files: tuple[File, ...]) -> None:
        place = _place_of(lost)
        if _moved(files, place) != lost.files:
            raise Failure(
                f"the archive gives other files for {place} than those that were fetched on {rfc3339(lost.retrieved)} "
                f"and are missing from {self.root}. Nothing was replaced. Put the missing ones back from a copy, or "
                "gather into another folder with --out."
            )
        (self.root / place).mkdir(parents=True, exist_ok=True)
        for path in fetched.iterdir():
            path.replace(self.root / place / path.name)
        self._add(lost)

    def _place(self, entry: Entry) -> str:
        """The entry's folder; of a window that was archived twice, the second has a number."""
        base = f"{REPORTS}/{entry.report}/{window_name(entry.window)}"
        taken = self._given | {_place_of(item) for item in self.lost.values()}
        names = (base, *(f"{base}_{number}" for number in range(2, 1000)))
        return next(name for name in names if not (self.root / name).exists() and name not in taken)


def inside(root: Path, path: str) -> Path:
    """A path that a manifest has. Raises Failure where it leads out of the folder."""
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise Failure(f"{root / NAME} names a file outside its folder, {quoted(path)}: it was not made by reportctl.")
    return root / path


def found(root: Path, file: File) -> File | None:
    """The file as it is now; None where there is none, or a link."""
    path = inside(root, file.path)
    return file_at(root, path) if path.is_file() and not path.is_symlink() else None


def _place_of(item: Item) -> str:
    return PurePosixPath(item.files[0].path).parent.as_posix()


def _moved(files: tuple[File, ...], place: str) -> tuple[File, ...]:
    return tuple(replace(file, path=f"{place}/{PurePosixPath(file.path).name}") for file in files)
