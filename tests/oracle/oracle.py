"""The parsers that run on a cluster, built from their own Go modules and asked in batches.

A missing Go fails the tests that ask: without it nothing shows that the dialects agree.
"""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parent


def ask(requests: Iterable[dict[str, Any]], source: Path = SOURCE) -> list[dict[str, Any]]:
    """One answer a request, in order; `{"error": ...}` where the real parser refuses the text."""
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([program(source)], input=lines, capture_output=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the oracle failed: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def program(source: Path = SOURCE) -> Path:
    """The built oracle, in a cache outside the checkout that is keyed by its source."""
    built = _cache() / f"{source.name}-{_digest(source)}"
    if not built.exists():
        _build(source, built)
    return built


def _cache() -> Path:
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "calico-reporting" / "oracle"


def _digest(source: Path) -> str:
    digest = hashlib.sha256()
    for path in [*sorted(source.glob("*.go")), source / "go.mod", source / "go.sum"]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _build(source: Path, built: Path) -> None:
    built.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=built.parent) as room:
        fresh = Path(room) / "oracle"
        done = subprocess.run(
            ["go", "build", "-o", fresh, "."], cwd=source, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"the oracle does not build: {done.stderr.strip()}")
        fresh.replace(built)
