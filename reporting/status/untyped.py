"""Values in an object of the API server's that no schema holds to their type: empty where they are of another."""

from collections.abc import Mapping
from typing import Any


def mapping(value: object) -> Mapping[str, Any]:
    """A map."""
    return value if isinstance(value, Mapping) else {}


def mappings(value: object) -> list[Mapping[str, Any]]:
    """The maps in a list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def texts(value: object) -> frozenset[str]:
    """The texts in a list."""
    return frozenset(one for one in value if isinstance(one, str)) if isinstance(value, list) else frozenset()
