"""Values laid over others as JSON merge patches are, and the place of each in the files they come from.

https://www.rfc-editor.org/rfc/rfc7386
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from reporting.finding import Finding, Path


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file, counted from 1."""

    file: FilePath
    line: int

    def within(self, folder: FilePath) -> "Place":
        """The same, said from a folder on."""
        return Place(self.file.relative_to(folder), self.line)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    def of(self, finding: Finding) -> Finding:
        """The finding, said to be of this place."""
        return replace(finding, file=self.file, line=self.line)


@dataclass(frozen=True)
class Layer:
    """What one file says, or several laid over each other, and where each path in it was said, as far as known."""

    values: Mapping[str, object] = field(default_factory=dict)
    places: Mapping[Path, Place] = field(default_factory=dict, repr=False)

    def over(self, base: "Layer") -> "Layer":
        """This layer over another. What this one says without a place, as in a run of Pulumi, has none after it."""
        values = merged(base.values, self.values)
        own = set(_paths(self.values))
        places = {path: (self if path in own else base).places.get(path) for path in _paths(values)}
        return Layer(values, {path: place for path, place in places.items() if place is not None})

    def place(self, path: Path) -> Place | None:
        """The place of a path, or of the nearest one above it that was said anywhere."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path)

    def placed(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, each with the place of its key where one is known."""
        return [self._placed(finding) for finding in findings]

    def _placed(self, finding: Finding) -> Finding:
        place = None if finding.file else self.place(finding.path)
        return place.of(finding) if place else finding


def merged(base: Mapping[str, object], over: Mapping[str, object]) -> dict[str, object]:
    """A map over another: maps within are merged, a null takes a key out, anything else takes the other's place."""
    kept = {key: value for key, value in base.items() if key not in over}
    laid = {key: _value(base.get(key), value) for key, value in over.items() if value is not None}
    return {key: laid.get(key, kept.get(key)) for key in (*base, *over) if key in laid or key in kept}


def _value(base: object, over: object) -> object:
    if not isinstance(over, Mapping):
        return over
    return merged(base if isinstance(base, Mapping) else {}, over)


def taken_out(base: object, over: object, path: Path = ()) -> Iterator[tuple[Path, bool]]:
    """The path of each null that takes a key out, and whether the key was there."""
    if not isinstance(over, Mapping):
        return
    below = base if isinstance(base, Mapping) else {}
    for key, value in over.items():
        if value is None:
            yield (*path, key), key in below
        else:
            yield from taken_out(below.get(key), value, (*path, key))


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))
