"""A zip from somewhere else, unpacked with care: plain files alone, and no more than a report can be."""

import zipfile
import zlib
from pathlib import Path
from shutil import copyfileobj
from typing import IO

from cluster.archive.filenames import file_name
from cluster.archive.source import EntryError
from reporting.quote import quoted

LARGEST = 2**30

# Tables of text shrink to a tenth, seldom to a fiftieth; what shrinks more was made to fill a disk.
_MOST_SHRUNK = 250
_ALWAYS_ALLOWED = 16 * 2**20
_MOST_FILES = 64
_CHUNK = 2**18


def unpack(packed: Path, folder: Path) -> list[str]:
    """Write the files of a zip into a folder, and return their names. Raises EntryError."""
    limit = min(LARGEST, max(_ALWAYS_ALLOWED, packed.stat().st_size * _MOST_SHRUNK))
    names: list[str] = []
    try:
        with zipfile.ZipFile(packed) as archive:
            for member in _members(archive):
                names.append(file_name(member.filename, names))
                with archive.open(member) as content, (folder / names[-1]).open("xb") as file:
                    limit -= _copied(content, file, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise EntryError(f"its zip cannot be unpacked: {quoted(str(error) or type(error).__name__)}") from None
    return names


def copy(source: Path, target: Path) -> None:
    """Copy a file's content, and nothing else of it."""
    with source.open("rb") as content, target.open("xb") as file:
        copyfileobj(content, file, _CHUNK)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > _MOST_FILES:
        raise EntryError(f"its zip has {len(members):,} files, and a report has at most {_MOST_FILES}")
    return members


def _copied(content: IO[bytes], file: IO[bytes], limit: int) -> int:
    size = 0
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise EntryError("its zip unpacks to far more than a report can be, so none of its files was taken")
        file.write(chunk)
    return size
