"""What a verb writes to disk."""

from pathlib import Path

from reportctl.show.failure import Failure


def write(file: Path, text: str) -> None:
    """Write a file, in a new folder where there is none. Raises Failure."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{error.filename or file} cannot be written: {error.strerror}.") from None
