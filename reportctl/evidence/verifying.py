"""A folder of evidence held against its manifest: what is missing, changed, or too many."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reportctl.evidence.folder import UNFINISHED, found, inside
from reportctl.show.failure import Failure
from reporting.evidence.bundle import File
from reporting.evidence.manifest import NAME, Known, ManifestError, read_manifest


class Fault(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    CHANGED = "changed"
    TOO_MANY = "not in the manifest"


@dataclass(frozen=True, slots=True)
class Verified:
    """How many files were held against the manifest, and what is wrong with which."""

    files: int
    faults: tuple[tuple[Fault, str], ...]


def verified(root: Path) -> Verified:
    """Every digest computed anew. Raises Failure where there is no manifest to hold them against, and OSError."""
    known = _manifest(root)
    expected = {file.path: file for file in (*(file for item in known.items for file in item.files), *known.pages)}
    faults = [(fault, path) for path, file in expected.items() for fault in _faults(root, file)]
    faults += [(Fault.TOO_MANY, path) for path in sorted(_present(root)) if path not in expected and path != NAME]
    return Verified(len(expected), tuple(faults))


def _manifest(root: Path) -> Known:
    if (root / UNFINISHED).exists():
        raise Failure(
            f"{root} is not finished: a run was interrupted. Run reportctl evidence again, which completes it."
        )
    try:
        return read_manifest(json.loads((root / NAME).read_bytes()))
    except FileNotFoundError:
        raise Failure(f"{root} has no {NAME}, so it is no folder of evidence, or not a whole one.") from None
    except (ManifestError, ValueError) as error:
        raise Failure(f"{root / NAME} cannot be read ({error}), so nothing can be held against it.") from None


def _faults(root: Path, file: File) -> Iterator[Fault]:
    if not os.path.lexists(inside(root, file.path)):
        yield Fault.MISSING
    elif found(root, file) != file:
        yield Fault.CHANGED


def _present(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        yield from ((Path(folder) / name).relative_to(root).as_posix() for name in (*files, *links))
