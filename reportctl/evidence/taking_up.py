"""A folder of evidence, opened for one run: new, as it was finished, or as a killed run left it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from shutil import rmtree

from reportctl.evidence.folder import UNFINISHED, EvidenceFolder
from reportctl.show.failure import Failure
from reporting.evidence.bundle import Item, Subject
from reporting.evidence.manifest import NAME, Known, ManifestError, head, read_head, read_item, read_manifest

JOURNAL = f"{UNFINISHED}/journal.jsonl"


@contextmanager
def opened(root: Path, subject: Subject, now: datetime) -> Iterator[EvidenceFolder]:
    """The folder, for this run alone. Raises Failure where it is something else's, and OSError."""
    left_by_others(root, subject)
    (root / UNFINISHED).mkdir(parents=True, exist_ok=True)
    with (root / JOURNAL).open("a", encoding="utf-8") as journal:
        _lock(journal, root)
        _cut(root / JOURNAL)
        known = left_by_others(root, subject) or Known(subject, now)
        if not (root / JOURNAL).stat().st_size:
            journal.write(json.dumps(head(subject, known.made)) + "\n")
            journal.flush()
        for path in (root / UNFINISHED).iterdir():
            if path.is_dir():
                rmtree(path)
        yield EvidenceFolder(root, known, journal)


def left_by_others(root: Path, subject: Subject) -> Known | None:
    """What earlier runs left; None in a new folder. Raises Failure where they were for something else."""
    if not root.is_dir() or not any(root.iterdir()):
        return None
    known = _read(root)
    if known is None and [path.name for path in root.iterdir()] != [UNFINISHED]:
        raise Failure(
            f"{root} is not empty and has no {NAME}, so it is no folder of evidence. Nothing was changed. Name one "
            "that is new or empty: --out DIR"
        )
    if known and known.subject != subject:
        raise Failure(
            f"{root} holds the evidence of {_told(known.subject)}, and this is {_told(subject)}. Nothing was changed. "
            "Name another folder: --out DIR"
        )
    return known


def _read(root: Path) -> Known | None:
    manifest = root / NAME
    try:
        left = _journaled(root / JOURNAL)
        done = read_manifest(json.loads(manifest.read_bytes())) if manifest.is_file() else None
    except (ManifestError, ValueError) as error:
        raise Failure(
            f"{root} cannot be taken up: its {NAME} or the journal of an earlier run is broken ({error}). Nothing was "
            "changed. Put the right one back from a copy, or name another folder: --out DIR"
        ) from None
    return replace(done, items=_together(done.items, left.items if left else ())) if done else left


def _cut(journal: Path) -> None:
    """Take away a last line that a full disk or a killed run left without its end."""
    content = journal.read_bytes()
    os.truncate(journal, content.rfind(b"\n") + 1)


def _together(done: tuple[Item, ...], left: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple({(item.source, item.id): item for item in (*done, *left)}.values())


def _journaled(journal: Path) -> Known | None:
    """Whole lines alone: see `_cut`."""
    lines = journal.read_text(encoding="utf-8").split("\n")[:-1] if journal.is_file() else []
    if not lines:
        return None
    return replace(read_head(json.loads(lines[0])), items=tuple(read_item(json.loads(line)) for line in lines[1:]))


def _told(one: Subject) -> str:
    return f"stack {one.stack} of project {one.project}, cluster {one.cluster}, {one.period.first} to {one.period.last}"


def _lock(journal: TextIOWrapper, root: Path) -> None:
    """Gone with the process, however it ends."""
    try:
        fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Failure(f"another run gathers into {root} at this moment. Wait for its end.") from None
