"""Pydantic's findings in the words of this program."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from reporting.faults import CHOICE, MISSING, RANGE, TYPE, UNKNOWN_KEY
from reporting.finding import Fault, Finding, Path, config_path
from reporting.likeness import did_you_mean
from reporting.quote import quoted
from reporting.stack.exceptions import ON_TERMS, PLAIN


def faults_of(error: ValidationError, model: type[BaseModel], most: int) -> list[Finding]:
    """Pydantic's findings, at most so many, as faults of a stack file."""
    return [_fault(item, model) for item in error.errors(include_url=False)[:most]]


def _fault(item: Any, model: type[BaseModel]) -> Finding:
    path = tuple(key for key in item["loc"] if key not in _NO_KEYS)
    found = _said(item["type"], item["input"], item.get("ctx", {}), _Place(model, path)).at(path)
    return replace(found, remedy=found.remedy.replace("{path}", config_path(path)))


# Of pydantic for the key of a map itself, and for the form that a value has.
_NO_KEYS = ("[key]", PLAIN.tag, ON_TERMS.tag)


def _said(kind: str, given: object, context: dict[str, Any], place: "_Place") -> Fault:
    match kind:
        case "value_error":
            fault: Fault = context["error"]
            return fault
        case "extra_forbidden":
            return Fault(UNKNOWN_KEY, "unknown key.", place.key_that_was_meant())
        case "missing":
            return Fault(MISSING, "is not there.", place.example())
        case "literal_error":
            return Fault(CHOICE, f"{quoted(given)} is none of {context['expected']}.", place.example())
        case "greater_than_equal" | "less_than_equal":
            return Fault(RANGE, f"{quoted(given)} is out of range: {place.bounds()}.", place.example())
        case _:
            return Fault(TYPE, f"{quoted(given)} is not {_wanted(kind)}.", place.example())


def _wanted(kind: str) -> str:
    wanted = {
        "string_type": "text (a value that YAML reads as a number or a date needs quotes)",
        "int_type": "a whole number (write it without quotes)",
        "bool_type": "true or false (without quotes)",
        "dict_type": "a map",
        "model_type": "a map",
        "list_type": "a list",
        "string_too_short": "enough: some text belongs here",
        "string_too_long": "short enough to be an annotation beside others: keep the rest in the ticket",
        "too_short": "enough: at least one belongs here",
    }
    return wanted.get(kind, "valid here")


_OF_FELIX = (
    "Known here are the fields about flow, DNS and L7 logs, in docs/felix.md; all others are not a stack's to set."
)


class _Place:
    """The spot in the models that a path leads to, for its example and its neighbours."""

    def __init__(self, model: type[BaseModel], path: Path):
        self._outermost = path[0] if path else ""
        self.key = next((key for key in reversed(path) if isinstance(key, str)), "")
        parent: Any = model
        self.field: FieldInfo | None = None
        self._around: list[dict[str, FieldInfo]] = []
        for key in path:
            self._around.append(_fields(parent))
            parent, self.field = _below(parent, key, self.field)

    def example(self) -> str:
        examples = self.field.examples if self.field else None
        return f"Write for example {self.key}: {examples[0]}" if examples else ""

    def bounds(self) -> str:
        """Which numbers may stand here."""
        found = list(_metadata(self.field))
        low = next(item.ge for item in found if hasattr(item, "ge"))
        high = next(item.le for item in found if hasattr(item, "le"))
        return f"from {low:,} to {high:,} is allowed"

    def key_that_was_meant(self) -> str:
        """Where the key belongs, or which one is like it, and those that are known here."""
        known = f"Known here: {', '.join(self._around[-1])}." if self._outermost != "felix" else _OF_FELIX
        return f"{self._belongs() or self._like()}{known}"

    def _belongs(self) -> str:
        """Of keys that are right a level further down or up."""
        below = [name for name, field in self._around[-1].items() if self.key in _fields(field.annotation)]
        if below:
            return f"It belongs under {' or '.join(below)}: write {below[0]}: {{{self.key}: ...}}. "
        above = any(self.key in fields for fields in self._around[:-1])
        return "It belongs further left, beside the key that it stands under. " if above else ""

    def _like(self) -> str:
        return did_you_mean(self.key, self._around[-1])


def _below(annotation: Any, key: str | int, outer: FieldInfo | None) -> tuple[Any, FieldInfo | None]:
    if _model(annotation) is not None:
        field = _fields(annotation).get(str(key))
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
    return next(filter(None, map(_model, get_args(annotation))), None)


def _fields(annotation: Any) -> dict[str, FieldInfo]:
    model = _model(annotation)
    return {str(field.alias): field for field in model.model_fields.values()} if model else {}


def _metadata(of: Any) -> Iterator[Any]:
    """All that fields and `Annotated` say of a type, at every depth."""
    inner = (*of.metadata, of.annotation) if isinstance(of, FieldInfo) else get_args(of)
    for item in inner:
        yield item
        yield from _metadata(item)
