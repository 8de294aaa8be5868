"""Kubernetes objects in a document, which may be one, a list, or a `List` as `kubectl get -o yaml` prints them."""

from collections.abc import Iterator
from typing import Any

from reporting.finding import Path


def objects_in(value: object, path: Path = ()) -> Iterator[tuple[dict[str, Any], Path]]:
    """Each object, and where it stands; an empty one for what is no map.

    In a typed list they may come without kind and version, as an API sends them.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects_in(item, (*path, index))
    elif isinstance(value, dict) and str(value.get("kind", "")).endswith("List") and "items" in value:
        of_items = str(value["kind"]).removesuffix("List")
        head = {"apiVersion": value.get("apiVersion"), "kind": of_items} if of_items else {}
        for item, place in objects_in(value["items"], (*path, "items")):
            yield {**head, **item}, place
    elif value is not None:
        yield (value if isinstance(value, dict) else {}), path
