"""The files that a stack file extends, laid under what it says itself.

A base is YAML with the keys of a stack file at its top, in the project's folder or below it; its path is relative to
Pulumi.yaml, in a base as in a stack file. `null` takes out what a file before it said (RFC 7386).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from reporting.faults import BASE, DUPLICATE, TYPE
from reporting.finding import Fault, Finding, Path, StackFileError
from reporting.quote import quoted
from reporting.source.expansion.merging import Layer, Place, taken_out
from reporting.source.expansion.project_files import framework_files, is_path, named_file, shared_document
from reporting.source.namespace import said

EXTENDS = "extends"
STACKS_OWN = ("cluster", "adopt", "runs")
"""What is of one cluster, so that no two stacks can share it."""


def with_bases(stack: Layer, folder: FilePath) -> Layer:
    """A stack's values over those of the files in `folder` that it extends. Raises StackFileError with every fault.

    A key of the stack that is empty says nothing, as in a run of Pulumi, where it may be a default.
    """
    if EXTENDS not in stack.values:
        return stack
    reading = _Reading(folder)
    whole = reading.over_bases(replace(stack, values=said(stack.values)), ())
    if reading.faults:
        raise StackFileError(reading.faults)
    return whole


def named_files(values: Mapping[str, object], folder: FilePath) -> list[str]:
    """The paths of the files that these values of a stack name, and those that its bases name in turn."""
    reading = _Reading(folder)
    reading.over_bases(Layer(values), ())
    layers = [values, *(base.values for base in reading.read.values())]
    return sorted({*reading.named, *(name for layer in layers for name in framework_files(layer))})


@dataclass
class _Reading:
    """The bases of one stack: what is wrong with them, which are named, and which were read."""

    folder: FilePath
    faults: list[Finding] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    read: dict[str, Layer] = field(default_factory=dict)

    def over_bases(self, layer: Layer, chain: tuple[str, ...]) -> Layer:
        """A layer over what it extends. `chain` are the files that led here."""
        below = Layer()
        for path, name in self._names(layer):
            try:
                below = self._base(name, chain).over(below)
            except Fault as fault:
                self.faults += layer.placed([fault.at(path)])
        if not self.faults:
            self.faults += layer.placed(_of_nothing(layer, below))
        return layer.over(below)

    def _names(self, layer: Layer) -> Iterator[tuple[Path, str]]:
        stated = layer.values.get(EXTENDS, [])
        if not isinstance(stated, list) or not all(isinstance(name, str) for name in stated):
            finding = TYPE.at((EXTENDS,), f"{quoted(stated)} is not a list of files.", _EXAMPLE)
            self.faults += layer.placed([finding])
            return
        for index, name in enumerate(stated):
            if name in stated[:index]:
                finding = DUPLICATE.at((EXTENDS, index), f"{quoted(name)} is there twice.", "Remove one of the two.")
                self.faults += layer.placed([finding])
            yield (EXTENDS, index), name

    def _base(self, name: str, chain: tuple[str, ...]) -> Layer:
        if name in chain:
            raise Fault(
                BASE,
                f"{quoted(name)} extends itself: {' extends '.join((*chain[chain.index(name) :], name))}.",
                "Take one of these steps out.",
            )
        if name not in self.read:
            self.named |= {name} if is_path(name) else set()
            self.read[name] = Layer()
            layer = self._layer(name)
            whole = self.over_bases(layer, (*chain, name))
            self.read[name] = Layer({key: value for key, value in whole.values.items() if key != EXTENDS}, whole.places)
        return self.read[name]

    def _layer(self, name: str) -> Layer:
        file = named_file(self.folder, name)
        try:
            document = shared_document(file)
        except StackFileError as error:
            self.faults += [replace(finding, file=file) for finding in error.findings]
            return Layer()
        places = {path: Place(file, line) for path, line in document.lines.items()}
        values = {} if document.value is None else document.value
        if not isinstance(values, dict):
            raise Fault(BASE, f"{quoted(name)} is {quoted(values)}, not a map of a stack file's keys.", _SHAPE)
        layer = Layer(values, places)
        self.faults += layer.placed(_foreign(values))
        return layer


def _foreign(keys: Iterable[str]) -> Iterator[Finding]:
    for key in keys:
        if key in STACKS_OWN:
            yield BASE.at(
                (key,), "is of one cluster, and a base is for several.", "Say it in the stack file of that cluster."
            )
        elif key == "config" or ":" in key:
            yield BASE.at((key,), "stands in a stack file, not in a base.", _SHAPE)


def _of_nothing(layer: Layer, below: Layer) -> Iterator[Finding]:
    """Nulls that take nothing out: a slip of the pen, or left behind by a base that changed."""
    for path, was_there in taken_out(below.values, layer.values):
        if not was_there:
            yield BASE.at(
                path,
                "null takes out what a base says, and none says anything here, so it would change nothing.",
                "Remove the line, or write the key as the base does.",
            )


_EXAMPLE = "Write for example extends: [base/all.yaml]"
_SHAPE = "Write the keys at the top of the file and without the project's name, such as intervals: production."
