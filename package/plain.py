"""Arguments as another language sends them, as the plain values that a stack file has."""

from collections.abc import Iterator, Mapping

import pulumi
from pulumi.output import Unknown

from reporting.faults import TYPE
from reporting.finding import Finding, Path, StackFileError

Plain = str | bool | int | float | None | list["Plain"] | dict[str, "Plain"]


def plain(inputs: Mapping[str, object]) -> dict[str, Plain]:
    """The values of a component's inputs. Raises StackFileError where one is an output, a secret, or no data at all.

    Numbers come as floats, whatever they were.
    """
    faults = list(_faults(inputs, ()))
    if faults:
        raise StackFileError(faults)
    return {key: _whole(value) for key, value in inputs.items()}


def _faults(value: object, path: Path) -> Iterator[Finding]:
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _faults(inner, (*path, str(key)))
        case list():
            for index, inner in enumerate(value):
                yield from _faults(inner, (*path, index))
        case pulumi.Output() | Unknown():
            yield TYPE.at(path, *_NOT_KNOWN)
        case None | bool() | int() | float() | str():
            pass
        case _:
            yield TYPE.at(path, "is a resource, an asset or an archive, and no argument is one.", _PLAIN)


_PLAIN = "Write a plain value, as a stack file has it."
_NOT_KNOWN = (
    "is a secret, or an output of another resource, which a preview may not know; every argument is checked, and "
    "decides what is made, before anything is.",
    f"{_PLAIN} What is known at run time only belongs into a Kubernetes provider of your own.",
)


def _whole(value: object) -> Plain:
    match value:
        case Mapping():
            return {str(key): _whole(inner) for key, inner in value.items()}
        case list():
            return [_whole(inner) for inner in value]
        case float() if value.is_integer():
            return int(value)
        case None | bool() | int() | float() | str():
            return value
    raise TypeError(type(value))
