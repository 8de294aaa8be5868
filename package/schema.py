"""The package's schema, from the models that read a stack file: what `pulumi package get-schema` gives.

The SDK's own inference takes classes with annotations apart, and none of pydantic's models. Every input is plain.
https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from inspect import cleandoc
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from package.component import Component, Spec
from reporting.dialects.durations import Duration
from reporting.dialects.schedule import Schedule
from reporting.source.namespace import PROJECT
from reporting.stack.acceptance import Acceptance
from reporting.stack.flush import Intervals

_SIMPLE: Mapping[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_TEXTS = (Duration, Schedule, Intervals, date)
"""What a stack file says as text."""
_OR_TEXT = (Acceptance,)
"""Models for which a stack file may write a text."""


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
            [stated] = [option for option in arguments if option is not NoneType]
            return self._spec(stated, key)
        if origin is list:
            return {"type": "array", "items": {**self._spec(arguments[0], key), "plain": True}}
        if origin is dict:
            return {"type": "object", "additionalProperties": {**self._spec(arguments[1], key), "plain": True}}
        if origin is Literal:
            return self._choice(key[0].upper() + key[1:], arguments, "")
        return self._named(annotation)

    def _named(self, kind: type) -> Spec:
        if kind in _SIMPLE:
            return {"type": _SIMPLE[kind]}
        if issubclass(kind, _TEXTS):
            return {"type": "string"}
        if issubclass(kind, StrEnum):
            return self._choice(kind.__name__, tuple(kind), kind.__doc__ or "")
        if issubclass(kind, BaseModel):
            model = self._model(kind)
            return {"oneOf": [{"type": "string"}, model]} if issubclass(kind, _OR_TEXT) else model
        raise TypeError(f"{kind} has no type in a package's schema")

    def _model(self, model: type[BaseModel]) -> Spec:
        name = f"Stated{model.__name__}" if model.__name__ in self._taken else model.__name__
        fields = {str(field.alias): field for field in model.model_fields.values()}
        self.found[_token(name)] = {
            "type": "object",
            "description": _first_paragraph(model),
            "properties": self.properties(fields),
            "required": [key for key, field in fields.items() if field.is_required()],
        }
        return _reference(name)

    def _choice(self, name: str, options: tuple[str, ...], about: str) -> Spec:
        values = [{"value": str(option)} for option in options]
        self.found[_token(name)] = {"type": "string", "description": about, "enum": values}
        return _reference(name)


def _token(name: str) -> str:
    return f"{PROJECT}:index:{name}"


def _reference(name: str) -> Spec:
    return {"$ref": f"#/types/{_token(name)}"}


def _first_paragraph(of: type) -> str:
    """What follows is for those who read Python."""
    return cleandoc(of.__doc__ or "").partition("\n\n")[0]


def _description(key: str, field: FieldInfo) -> str:
    example = f"For example `{key}: {field.examples[0]}`." if field.examples else ""
    return f"{field.description or ''} {example}".strip()
