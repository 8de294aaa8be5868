"""Reports as Calico's log forwarder stores them in a bucket: gzipped JSON lines, one report a line, from a local copy.

LogCollector's S3 store puts them below `<bucketPath>/compliance_reports/` (read in the operator's published source).
A line is ReportData of the public API module, whose first members say which report it is:
https://github.com/tigera/api/blob/master/pkg/apis/projectcalico/v3/reportdata.go
"""

import gzip
import json
import re
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedIOBase
from pathlib import Path
from typing import Any

from cluster.archive.source import EntryError
from reporting.dialects.moments import Window, parse_instant
from reporting.evidence.entry import Entry, Listing
from reporting.quote import quoted

FILE = "report.json"

# A line up to this length is read whole and held to be JSON; of a longer one only the beginning is.
_WHOLE = 4 * 2**20
_NAMES = ("reportName", "startTime", "endTime")
_ENDINGS = (".gz", ".json", ".jsonl")
_NEXT_MEMBER = re.compile(r'[\s{,]*("(?:[^"\\]|\\.)*")\s*:\s*')
_BROKEN = (EOFError, zlib.error, OSError)


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line is: its file, how many unpacked bytes come before it, and its length."""

    file: Path
    offset: int
    length: int


class LogStore:
    """A copy of a bucket's folder, such as `aws s3 sync` makes."""

    source = "copy of the log store"
    side_by_side = 1
    forgets = False

    def __init__(self, root: Path):
        self._files = _files(root)
        self._root = root
        self._lines: dict[str, _Line] = {}
        self._open: tuple[Path, BufferedIOBase] | None = None

    @staticmethod
    def recognises(root: Path) -> bool:
        """Whether it has files of the kind."""
        return bool(_files(root))

    def entries(self, reports: Collection[str], span: Window) -> Listing:
        """Every line about these reports; the same line twice is one."""
        found: dict[str, Entry] = {}
        faults: list[str] = []
        for file in self._files:
            try:
                for line, digest, head in _lines(file):
                    if entry := _entry(digest, head):
                        if entry.report in reports and _overlaps(entry.window, span):
                            found.setdefault(entry.id, entry)
                            self._lines.setdefault(entry.id, line)
                    else:
                        faults.append(f"{self._name(file)} has a line that is no report, at byte {line.offset:,}")
            except _BROKEN as error:
                faults.append(f"{self._name(file)} cannot be read to its end: {_in_words(error)}")
        return Listing(tuple(found.values()), {"": tuple(faults)} if faults else {})

    def fetch(self, entry: Entry, folder: Path) -> None:
        """Write the line as a file. Lines are had in one pass where they are asked for in the order of the listing."""
        line = self._lines[entry.id]
        left = line.length
        try:
            stream = self._at(line)
            with (folder / FILE).open("xb") as file:
                while left and (chunk := stream.read(min(left, 2**18))):
                    left -= len(chunk)
                    file.write(chunk)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise EntryError(f"{self._name(line.file)} cannot be read: {_in_words(error)}") from None
        if left:
            raise EntryError(f"{self._name(line.file)} is shorter than it was when it was listed")

    def _at(self, line: _Line) -> BufferedIOBase:
        if self._open is None or self._open[0] != line.file or self._open[1].tell() > line.offset:
            if self._open:
                self._open[1].close()
            self._open = (line.file, _opened(line.file))
        self._open[1].seek(line.offset)
        return self._open[1]

    def _name(self, file: Path) -> str:
        return quoted(file.relative_to(self._root).as_posix())


def _files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.suffix in _ENDINGS and path.is_file())


def _opened(file: Path) -> BufferedIOBase:
    return gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb")


def _lines(file: Path) -> Iterator[tuple[_Line, str, bytes]]:
    """Each line that is not blank, with its digest and its beginning."""
    offset = 0
    with _opened(file) as stream:
        while head := stream.readline(_WHOLE):
            length, digest, part = len(head), sha256(head.rstrip(b"\r\n")), head
            while len(part) == _WHOLE and not part.endswith(b"\n"):
                part = stream.readline(_WHOLE)
                length += len(part)
                digest.update(part.rstrip(b"\r\n"))
            if head.strip():
                ended = part.rstrip().endswith(b"}")
                yield _Line(file, offset, length), digest.hexdigest(), head if ended else b""
            offset += length


def _entry(digest: str, head: bytes) -> Entry | None:
    """What a line is about; None where it is not a report."""
    members = _whole(head) if len(head) < _WHOLE else _first_members(head)
    try:
        name, start, end = (members[key] for key in _NAMES)
        window = Window(parse_instant(start), parse_instant(end))
    except (KeyError, ValueError):
        return None
    return Entry(digest, name, window) if isinstance(name, str) and window.start <= window.end else None


def _whole(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _first_members(head: bytes) -> dict[str, Any]:
    """The members of an object that its beginning has whole."""
    text, place = head.decode("utf-8", "ignore"), 0
    found: dict[str, Any] = {}
    while member := _NEXT_MEMBER.match(text, place):
        try:
            found[json.loads(member[1])], place = json.JSONDecoder().raw_decode(text, member.end())
        except (ValueError, RecursionError):
            break
        if all(name in found for name in _NAMES):
            break
    return found


def _overlaps(window: Window, span: Window) -> bool:
    return window.start < span.end and span.start < window.end


def _in_words(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "it ends early, as a copy that was interrupted does. Copy it again"
    if isinstance(error, gzip.BadGzipFile | zlib.error):
        return "it is not what gzip makes. Copy it again"
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
