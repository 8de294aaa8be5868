"""What a set of reports is called: after the namespace or the label that its reports share.

A name depends on the set's own endpoints; on the others only where two would be called alike.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

NODES = "nodes"
WHOLE_CLUSTER = "whole-cluster"

_LONGEST = 40
_WORD = re.compile(r"'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<operator>==)|(?P<word>[\w./-]+)")
_OPERATORS = {"has", "all", "global", "in", "not", "notin", "contains", "starts", "ends", "with"}
_MERELY_TRUE = ("true", "yes", "1", "")


def set_names(sets: Sequence[Any]) -> list[str]:
    """A name for each set's endpoints: a map, None for the whole cluster, NODES for CIS reports."""
    names = [next(_candidates(endpoints)) for endpoints in sets]
    for _ in ("longer", "with a digest"):
        twice = {name for name, count in Counter(names).items() if count > 1}
        names = [
            _longer(endpoints, name) if name in twice else name for endpoints, name in zip(sets, names, strict=True)
        ]
    return names


def _longer(endpoints: Any, name: str) -> str:
    candidates = list(_candidates(endpoints))
    return candidates[min(candidates.index(name) + 1, len(candidates) - 1)]


def _candidates(endpoints: Any) -> Iterator[str]:
    """From the shortest name to one that no other set can have."""
    parts = list(dict.fromkeys(filter(None, map(_slug, _parts(endpoints))))) or [_slug(_fallback(endpoints))]
    digest = hashlib.sha256(json.dumps(endpoints, sort_keys=True, default=str).encode("utf-8", "replace")).hexdigest()
    yield from dict.fromkeys((parts[0], _slug("-".join(parts)), f"{_slug('-'.join(parts))}-{digest[:6]}"))


def _fallback(endpoints: Any) -> str:
    return NODES if endpoints == NODES else WHOLE_CLUSTER


def _parts(endpoints: Any) -> Iterator[str]:
    if not isinstance(endpoints, dict):
        return
    namespaces, accounts = (endpoints.get(key) for key in ("namespaces", "serviceAccounts"))
    yield from _named(namespaces)
    yield from _labelled(endpoints.get("selector"))
    yield from _labelled(namespaces.get("selector") if isinstance(namespaces, dict) else None)
    yield from _named(accounts)
    yield from _labelled(accounts.get("selector") if isinstance(accounts, dict) else None)


def _named(objects: Any) -> Iterator[str]:
    names = objects.get("names") if isinstance(objects, dict) else None
    if isinstance(names, list) and names:
        yield "-".join(map(str, names)) if len(names) < 3 else f"{names[0]}-and-{len(names) - 1}-more"


def _labelled(selector: Any) -> Iterator[str]:
    """The first label of a selector, with the value it must have unless that is merely true."""
    words = list(_WORD.finditer(selector)) if isinstance(selector, str) else []
    labels = [index for index, word in enumerate(words) if word["word"] and word["word"] not in _OPERATORS]
    if not labels:
        return
    label = words[labels[0]]["word"].rpartition("/")[2]
    after = words[labels[0] + 1 : labels[0] + 3]
    value = (after[1]["single"] or after[1]["double"] or "") if len(after) == 2 and after[0]["operator"] else ""
    yield label if value in _MERELY_TRUE else f"{label}-{value}"


def _slug(text: str) -> str:
    """Lower-case letters, digits and dashes, whole words of the text's first characters."""
    words = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return words if len(words) <= _LONGEST else words[:_LONGEST].rpartition("-")[0] or words[:_LONGEST]
