"""Pydantic's findings in the words of this program."""

from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from reporting.finding import Path, Problem, config_path
from reporting.quote import quoted


def problems_of(error: ValidationError, model: type[BaseModel], most: int) -> list[Problem]:
    """Pydantic's findings, at most so many, as problems of a stack file."""
    found = []
    for item in error.errors(include_url=False)[:most]:
        path = tuple(key for key in item["loc"] if key != "[key]")
        message = _message(item["type"], item["input"], item.get("ctx", {}), item["msg"], _Place(model, path))
        found.append(Problem(path, message.replace("{path}", config_path(path))))
    return found


def _message(kind: str, given: object, context: dict[str, Any], default: str, place: "_Place") -> str:
    match kind:
        case "value_error":
            return str(context["error"])
        case "extra_forbidden":
            return place.unknown_key()
        case "missing":
            return f"is not there. {place.example()}"
        case "literal_error":
            return f"{quoted(given)} is none of {context['expected']}. {place.example()}".rstrip()
        case "greater_than_equal" | "less_than_equal":
            return f"{quoted(given)} is out of range: {default.removeprefix('Input ')}. {place.example()}"
        case _:
            return f"{quoted(given)} is not {_wanted(kind)}. {place.example()}"


def _wanted(kind: str) -> str:
    wanted = {
        "string_type": "text (a value that YAML reads as a number or a date needs quotes)",
        "int_type": "a whole number (write it without quotes)",
        "bool_type": "true or false (without quotes)",
        "dict_type": "a map",
        "model_type": "a map",
        "list_type": "a list",
        "string_too_short": "enough: some text belongs here",
    }
    return wanted.get(kind, "valid here")


class _Place:
    """The spot in the models that a path leads to, for its example and its neighbours."""

    def __init__(self, model: type[BaseModel], path: Path):
        self.key = str(path[-1]) if path else ""
        parent: Any = model
        self.field: FieldInfo | None = None
        self.neighbours: list[str] = []
        for key in path:
            self.neighbours = _keys(parent)
            parent, self.field = _below(parent, key, self.field)

    def example(self) -> str:
        examples = self.field.examples if self.field else None
        return f"Write for example {self.key}: {examples[0]}" if examples else ""

    def unknown_key(self) -> str:
        close = get_close_matches(self.key, self.neighbours, n=1)
        meant = f" Did you mean {close[0]}?" if close else ""
        return f"unknown key.{meant} Known here: {', '.join(self.neighbours)}."


def _below(annotation: Any, key: str | int, outer: FieldInfo | None) -> tuple[Any, FieldInfo | None]:
    model = _model(annotation)
    if model is not None:
        field = next((field for field in model.model_fields.values() if field.alias == key), None)
        return (field.annotation if field else None), field
    inner = [argument for argument in _arguments(annotation) if argument is not type(None)]
    return (inner[-1] if inner else None), None if isinstance(key, str) else outer


def _arguments(annotation: Any) -> tuple[Any, ...]:
    """Type arguments, through `X | None` and `Annotated`, of the container underneath."""
    while annotation is not None and get_origin(annotation) not in (dict, list):
        options = [option for option in get_args(annotation) if option is not type(None)]
        if not options:
            return ()
        annotation = options[0]
    return get_args(annotation)


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, list):
        return None
    options = [option for option in get_args(annotation) if option is not type(None)]
    return _model(options[0]) if options else None


def _keys(annotation: Any) -> list[str]:
    model = _model(annotation)
    return [str(field.alias) for field in model.model_fields.values()] if model else []
