"""A small coverage-guided fuzzer: mutates a corpus for a bounded time, and keeps the text that broke a target.

A target takes a text and raises when something about it is wrong. A corpus is a folder of `*.txt` files, one
text a file; a text that breaks the target is saved there, so that every later run starts with it.
"""

import argparse
import faulthandler
import hashlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import reporting

Target = Callable[[str], None]

_REPORTING = str(Path(reporting.__file__).parent)
_LONGEST_CALL = 20
_LONGEST_MESSAGE = 2_000
_SIGNS = [*"0123456789*?,-/+ @:._()[]{}'\"=!&|<>\\#%\t\n\r\0", *"aehilmnst", "\u00b5", "\u0130", "\u0663", "\ud800"]


def main(target: Target, corpus: Path) -> None:
    """Fuzz a target as the arguments say; exit 1 with the text that broke it."""
    arguments = _arguments()
    seconds, seed = arguments.seconds, arguments.seed
    deadline = time.monotonic() + seconds
    texts = read_corpus(corpus)
    random = Random(seed)  # noqa: S311
    tried = 0
    try:
        for text in _stream(texts, random):
            tried += 1
            if _finds_new_lines(target, text):
                texts.append(text)
            if time.monotonic() > deadline:
                break
    except _Broken as broken:
        kept = _keep(broken.text, corpus)
        sys.exit(f"{broken}\nkept in {kept}; it came after {tried:,} texts from seed {seed}")
    sys.stdout.write(f"{corpus.name}: {tried:,} texts in {seconds:g} s, {len(texts):,} worth mutating, none broke it\n")


def read_corpus(corpus: Path) -> list[str]:
    """The texts of a corpus, always in the same order."""
    return [path.read_bytes().decode("utf-8", "surrogatepass") for path in sorted(corpus.glob("*.txt"))]


def check_message(message: str) -> None:
    """Raise AssertionError for a message that is long whatever the text is, or cannot be printed."""
    assert len(message) < _LONGEST_MESSAGE
    assert message.encode()


class _Broken(Exception):  # noqa: N818
    def __init__(self, text: str, error: Exception):
        self.text = text
        shown = ascii(text if len(text) < 500 else text[:500] + "...")
        super().__init__(f"{shown} broke the target: {type(error).__name__}: {error}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz a target for a bounded time.")
    parser.add_argument("--seconds", type=float, default=10, help="how long to look (default: 10)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats an earlier run (default: the time)")
    return parser.parse_args()


def _stream(texts: list[str], random: Random) -> Any:
    """The corpus itself, then its mutants for ever; `texts` may grow meanwhile."""
    yield from list(texts)
    while True:
        yield _mutant(random.choice(texts or [""]), texts, random)


def _mutant(text: str, texts: list[str], random: Random) -> str:
    for _ in range(random.choice([1, 1, 2, 3, 6])):
        start = random.randint(0, len(text))
        end = min(len(text), start + random.choice([0, 0, 1, 2, 8]))
        text = text[:start] + random.choice(_growths(text[start:end], texts, random)) + text[end:]
    return text[:20_000]


def _growths(cut: str, texts: list[str], random: Random) -> list[str]:
    other = random.choice(texts or [""])
    start = random.randint(0, len(other))
    number = str(random.choice([0, 1, 59, 60, 2**31, 2**63, random.randint(0, 99)]))
    sign = random.choice(_SIGNS)
    return ["", sign, sign, cut * 2, cut * random.choice([3, 500]), other[start : start + 12], number]


_seen_lines: set[tuple[str, int]] = set()


def _finds_new_lines(target: Target, text: str) -> bool:
    """Run the target and tell whether it reached lines of this project that no text reached before."""
    before = len(_seen_lines)
    faulthandler.dump_traceback_later(_LONGEST_CALL, exit=True)
    sys.settrace(_trace)
    try:
        target(text)
    except Exception as error:
        raise _Broken(text, error) from error
    finally:
        sys.settrace(None)
        faulthandler.cancel_dump_traceback_later()
    return len(_seen_lines) > before


def _trace(frame: FrameType, event: str, argument: object) -> Any:
    if not frame.f_code.co_filename.startswith(_REPORTING):
        return None
    _seen_lines.add((frame.f_code.co_filename, frame.f_lineno))
    return _trace


def _keep(text: str, corpus: Path) -> Path:
    raw = text.encode("utf-8", "surrogatepass")
    path = corpus / f"broke-{hashlib.sha256(raw).hexdigest()[:12]}.txt"
    corpus.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return path
