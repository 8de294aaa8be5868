"""The package's schema, from the models that read a stack file: what `pulumi package get-schema` gives.

The SDK's own inference takes classes with annotations apart, and none of pydantic's models. Every input is plain.
https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from package.component import Component, Spec
from reporting.dialects.schedule import Schedule
from reporting.source.namespace import PROJECT
from reporting.stack.acceptance import Acceptance
from reporting.stack.spread import Spread

_SIMPLE: Mapping[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_TEXT = {"type": "string"}


def schema(components: Mapping[str, Component], version: str) -> Spec:
    """The schema of a package with these components."""
    types = _Types(frozenset(components))
    resources = {_token(name): _resource(component, types) for name, component in components.items()}
    return {
        "name": PROJECT,
        "version": version,
        "displayName": "Calico reporting",
        "description": "Compliance reporting of a Calico Cloud or Calico Enterprise cluster",
        "resources": resources,
        "types": types.found,
        "language": {language: {"respectSchemaVersion": True} for language in ("nodejs", "python", "go", "csharp")},
    }


def _resource(component: Component, types: "_Types") -> Spec:
    fields = component.arguments.fields
    return {
        "isComponent": True,
        "type": "object",
        "description": _first_paragraph(component.kind),
        "inputProperties": types.properties(fields),
        # Cluster is there only where no provider is.
        "requiredInputs": [key for key, field in fields.items() if field.is_required() and key != "cluster"],
        "properties": dict(component.outputs),
        "required": list(component.outputs),
    }


class _Types:
    """The types that were met on the way; none is `taken`, a component's own name."""

    def __init__(self, taken: frozenset[str]) -> None:
        self.found: dict[str, Spec] = {}
        self._taken = taken

    def properties(self, fields: Mapping[str, FieldInfo]) -> Spec:
        return {
            key: {**self._spec(field.annotation, key), "plain": True, "description": _description(key, field)}
            for key, field in fields.items()
        }

    def _spec(self, annotation: Any, key: str) -> Spec:
        """The type of a key's value, or of what is in it."""
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._spec(arguments[0], key)
        if origin in (Union, UnionType):
            return _one_of([self._spec(option, key) for option in arguments if option is not NoneType])
        if origin is list:
            return {"type": "array", "items": {**self._spec(arguments[0], key), "plain": True}}
        if origin is dict:
            return {"type": "object", "additionalProperties": {**self._spec(arguments[1], key), "plain": True}}
        if origin is Literal:
            return self._choice(f"{key[0].upper()}{key[1:]}Choice", arguments)
        return self._named(annotation)

    def _named(self, kind: type) -> Spec:
        """What is neither a model nor simple is text in a stack file, or what else it may say there."""
        if kind in _SIMPLE:
            return {"type": _SIMPLE[kind]}
        if issubclass(kind, Enum):
            return self._choice(kind.__name__, [option.value for option in kind])
        spec = self._model(kind) if issubclass(kind, BaseModel) else _TEXT
        return _one_of([spec, *(self._named(other) for other in _OR.get(kind, ()))])

    def _model(self, model: type[BaseModel]) -> Spec:
        name = f"Stated{model.__name__}" if model.__name__ in self._taken else model.__name__
        fields = {str(field.alias): field for field in model.model_fields.values()}
        return self._add(
            name,
            {
                "type": "object",
                "description": _first_paragraph(model),
                "properties": self.properties(fields),
                "required": [key for key, field in fields.items() if field.is_required()],
            },
        )

    def _choice(self, name: str, options: Iterable[str]) -> Spec:
        return self._add(name, {"type": "string", "enum": [{"value": option} for option in options]})

    def _add(self, name: str, spec: Spec) -> Spec:
        if self.found.setdefault(_token(name), spec) != spec:
            raise TypeError(f"two types of the package would be called {name}")
        return {"$ref": f"#/types/{_token(name)}"}


_OR: Mapping[type, tuple[type, ...]] = {Acceptance: (str,), Schedule: (Spread,)}
"""What a stack file may say for a value of these types besides."""


def _one_of(specs: list[Spec]) -> Spec:
    return specs[0] if len(specs) == 1 else {"oneOf": specs}


def _token(name: str) -> str:
    return f"{PROJECT}:index:{name}"


def _first_paragraph(of: type) -> str:
    """What follows is for those who read Python."""
    return cleandoc(of.__doc__ or "").partition("\n\n")[0]


def _description(key: str, field: FieldInfo) -> str:
    example = f"For example `{key}: {field.examples[0]}`." if field.examples else ""
    return f"{field.description or ''} {example}".strip()
