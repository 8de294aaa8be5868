"""Specs as Calico's API server stores them.

Up to Calico Enterprise 3.23 and in Calico Cloud, projectcalico.org/v3 is served by an aggregated API server, which
drops what Go's encoding/json drops with `omitempty`. A value that is sent and not stored shows as a change in every
preview. Field by field: github.com/tigera/api, pkg/apis/projectcalico/v3/globalreport.go.
"""

from typing import Any

# A pointer in Go, so that false is kept; every other truth value is a plain one.
_POINTERS = ("suspend",)
# Maps of free keys to any text, the empty one included. Go drops them when they are empty themselves; other maps are
# structs behind pointers, which it keeps.
_FREE_MAPS = ("jobNodeSelector", "annotations", "labels")


def canonical(value: Any) -> Any:
    """A JSON value without what the API server would not store; its argument stays as it is."""
    if isinstance(value, dict):
        kept = {key: inner if key in _FREE_MAPS else canonical(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if not _is_dropped(key, inner)}
    if isinstance(value, list):
        return [canonical(inner) for inner in value]
    return value


def _is_dropped(key: str, value: object) -> bool:
    if value is False:
        return key not in _POINTERS
    return value is None or value in ("", []) or (value == {} and key in _FREE_MAPS)
