"""Kubernetes objects from text: YAML of several documents, JSON, and lists of objects within either."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reporting.finding import StackFileError
from reporting.imported.faults import ImportFaults
from reporting.source.listed import objects_in
from reporting.source.yamltext import Document, read_documents


@dataclass(frozen=True, slots=True)
class Existing:
    """An object, and where it was read: `reports.yaml:12`. Without a kind it is no object of Kubernetes."""

    value: dict[str, Any]
    where: str

    @property
    def kind(self) -> str:
        return str(self.value.get("kind") or "")

    @property
    def api_version(self) -> str:
        return str(self.value.get("apiVersion") or "")


def read_objects(text: str, name: str) -> list[Existing]:
    """The objects of a text that is called so, in its order. Raises ImportFaults where it is neither YAML nor JSON."""
    try:
        documents = _json(text) or read_documents(text)
    except StackFileError as error:
        raise ImportFaults(f"{name}: line {finding.line}: {finding.message}" for finding in error.findings) from None
    return [found for document in documents for found in _objects(document, name)]


def _json(text: str) -> list[Document]:
    """One JSON document; nothing where it is none, or one that YAML's reader says more about: a key there twice."""
    if text.lstrip()[:1] not in ("{", "["):
        return []
    try:
        value = json.loads(text, object_pairs_hook=_map)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return []
    return [Document(value, {})]


def _map(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found


def _objects(document: Document, name: str) -> Iterator[Existing]:
    for value, path in objects_in(document.value):
        line = document.lines.get(path) or document.lines.get(())
        yield Existing(value, f"{name}:{line}" if line else name)
