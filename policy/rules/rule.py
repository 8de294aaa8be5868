"""What a rule is: a function from resources to messages, and how a team can set it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .resource import Resource

Config = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """What all rules have: a name, a sentence about what is right, and the JSON schemas of what can be set.

    Every property has a default.
    """

    name: str
    description: str
    properties: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, kw_only=True)

    def config(self, **stated: Any) -> dict[str, Any]:
        """The rule's config: what is stated, and the default of what is not."""
        return {**{key: schema["default"] for key, schema in self.properties.items()}, **stated}


@dataclass(frozen=True)
class ResourceRule(Rule):
    """A rule for each resource alone, on what the program gives it. `check` yields how it breaks the rule."""

    check: Callable[[Resource, Config], Iterator[str]]


@dataclass(frozen=True)
class StackRule(Rule):
    """A rule for all resources together, as they are in the end. `check` yields how they break the rule."""

    check: Callable[[Iterable[Resource], Config], Iterator[str]]


def texts(description: str, default: Iterable[str] = ()) -> dict[str, Any]:
    """The JSON schema of a list of texts."""
    return {"type": "array", "items": {"type": "string"}, "default": [*default], "description": description}
