"""What a verb writes to disk."""

import os
from pathlib import Path

from reportctl.show.failure import Failure


def write(file: Path, text: str) -> None:
    """Write a file, in a new folder where there is none. Raises Failure."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{error.filename or file} cannot be written: {error.strerror}.") from None


def replace(file: Path, text: str) -> None:
    """The same all at once: whoever reads meanwhile gets the whole old text or the whole new one. Raises Failure."""
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    write(fresh, text)
    try:
        fresh.replace(file)
    except OSError as error:
        fresh.unlink()
        raise Failure(f"{file} cannot be written: {error.strerror}.") from None
