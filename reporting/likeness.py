"""What somebody may have meant who wrote something else."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """`Did you mean name? `, to stand before the rest of a way out; empty where nothing is like it."""
    close = get_close_matches(written, list(known), n=1)
    return f"Did you mean {close[0]}? " if close else ""
