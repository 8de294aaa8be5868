"""Which fields of an object a stack file can say: those of the models, and no others."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from reporting.finding import Path
from reporting.stack.model import Model

Known = dict[str, "Known | None"]


@cache
def known_fields(model: type[Model]) -> Known:
    """A model's fields, each with those below it; None where anything may stand."""
    return {str(field.alias): _below(field.annotation) for field in model.model_fields.values()}


def unknown_fields(value: object, known: Known | None, path: Path = ()) -> Iterator[Path]:
    """The paths of fields that are not among the known ones."""
    if known is None:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown_fields(item, known, (*path, index))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in known:
                yield from unknown_fields(inner, known[key], (*path, key))
            else:
                yield (*path, key)


def _below(annotation: Any) -> Known | None:
    model = _model(annotation)
    return known_fields(model) if model else None


def _model(annotation: Any) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next(filter(None, map(_model, get_args(annotation))), None)
