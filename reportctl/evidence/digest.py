"""Files by their digests."""

from hashlib import sha256
from pathlib import Path

from reporting.evidence.bundle import File

_CHUNK = 2**18


def file_at(root: Path, path: Path) -> File:
    """A file below a folder, as a manifest has it. Raises OSError."""
    digest, size = sha256(), 0
    with path.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return File(path.relative_to(root).as_posix(), size, digest.hexdigest())


def files_below(root: Path, folder: Path) -> tuple[File, ...]:
    """Every file of a folder. Raises OSError."""
    return tuple(file_at(root, path) for path in sorted(folder.iterdir()))
