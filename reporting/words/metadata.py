"""Labels and annotations in words."""

from collections.abc import Iterator, Mapping

from reporting.quote import quoted
from reporting.spans import listed


def label(key: str, value: str) -> str:
    """A label as kubectl writes it: `team=payments`."""
    return f"{key}={value}"


def annotation(key: str, value: str) -> str:
    """An annotation, whose value may be any text: `docs='https://wiki.example.com'`."""
    return f"{key}={quoted(value)}"


def metadata_in_words(labels: Mapping[str, str] | None, annotations: Mapping[str, str] | None) -> Iterator[str]:
    """A line for the labels and one for the annotations, where there are any."""
    if labels:
        yield f"labels: {listed([label(*pair) for pair in labels.items()])}"
    if annotations:
        yield f"annotations: {listed([annotation(*pair) for pair in annotations.items()])}"
