"""Which keys of a stack file a component takes as its arguments, and how a stack file would say them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from pydantic.fields import FieldInfo

from package.plain import Plain
from reporting.faults import CLUSTER, UNKNOWN_KEY
from reporting.finding import Finding, StackFileError
from reporting.source.load import load
from reporting.stack.model import Model
from reporting.stack.settings import Preflight, Settings

ALWAYS = ("cluster", "accept", "exceptions", "preflight")
"""The keys that every component takes."""


@dataclass(frozen=True)
class Entry:
    """One entry of a map of the stack file, such as one of its `reportSets`. The component's name is its key."""

    of: str
    model: type[Model]


@dataclass(frozen=True)
class Arguments:
    """A component's arguments: `keys` of a stack file as they are and, where it is an `entry`, all keys of that.

    `fixed` are values that a stack file has to have and the component does nothing about; findings about the keys of
    `others` are left to the components that make those.
    """

    keys: tuple[str, ...]
    entry: Entry | None = None
    fixed: Mapping[str, object] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    @property
    def fields(self) -> dict[str, FieldInfo]:
        """What the models say of each argument."""
        of_stack = _fields(Settings)
        return {**(_fields(self.entry.model) if self.entry else {}), **{key: of_stack[key] for key in self.keys}}

    def settings(self, name: str, given: Mapping[str, Plain], *, has_provider: bool) -> Settings:
        """What a stack file with these arguments would say. `has_provider`: the caller has a provider of its own.

        Raises StackFileError with every fault, each with the path of its argument.
        """
        faults = [*self._unknown(given), *_nowhere_to_look(given, has_provider)]
        known = {key: value for key, value in given.items() if key in self.fields}
        try:
            settings = load(self._values(name, known, has_provider))
        except StackFileError as error:
            faults += [self._from_here(name, fault) for fault in error.findings]
        if faults:
            raise StackFileError(faults)
        return settings

    def own(self, name: str, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that are this component's to say, each with the path of its argument."""
        own = (finding for finding in findings if not finding.path or finding.path[0] not in self.others)
        return [self._from_here(name, finding) for finding in own]

    def _values(self, name: str, given: Mapping[str, Plain], has_provider: bool) -> dict[str, object]:
        shared = {key: value for key, value in given.items() if key in self.keys}
        values: dict[str, object] = {**self.fixed, **shared}
        if self.entry:
            values[self.entry.of] = {name: {key: value for key, value in given.items() if key not in self.keys}}
        return {"cluster": _OF_A_PROVIDER, **values} if has_provider else values

    def _from_here(self, name: str, finding: Finding) -> Finding:
        entry = (self.entry.of, name) if self.entry else ()
        return replace(finding, path=finding.path[len(entry) :]) if finding.path[: len(entry)] == entry else finding

    def _unknown(self, given: Iterable[str]) -> list[Finding]:
        return [
            UNKNOWN_KEY.at(
                (key,), "unknown argument.", f"{_like(key, self.fields)}Known here: {', '.join(self.fields)}."
            )
            for key in given
            if key not in self.fields
        ]


# Where a provider leads is the provider's to know; nothing is looked at there, and nobody reads this.
_OF_A_PROVIDER = {"name": "of-a-provider", "inCluster": True}


def _nowhere_to_look(given: Mapping[str, Plain], has_provider: bool) -> list[Finding]:
    if not has_provider or "cluster" in given or given.get("preflight") == Preflight.SKIP:
        return []
    return [
        CLUSTER.at(
            ("cluster",),
            "is not there, and a provider does not tell where it leads, so the live cluster cannot be looked at.",
            "Say it beside the provider, such as cluster: {name: workshop, context: my-cluster}; or do without the "
            "look: preflight: skip.",
        )
    ]


def _like(key: str, known: Iterable[str]) -> str:
    close = get_close_matches(key, list(known), n=1)
    return f"Did you mean {close[0]}? " if close else ""


def _fields(model: type[Model]) -> dict[str, FieldInfo]:
    return {str(found.alias): found for found in model.model_fields.values()}
