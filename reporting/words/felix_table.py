"""docs/felix.md, made from the table of Felix's fields: `python -m reporting.words.felix_table > docs/felix.md`."""

import sys
from typing import Any, Literal, get_args, get_origin

from reporting.dialects.durations import Duration
from reporting.stack.felix import FIELDS, FelixOverrides, Interval, Level, Setting, Words
from reporting.words.felix import usual_in_words

_HEAD = """\
# Felix's log fields

What `felix` of a stack file takes, beside or instead of `intervals`: every field of FelixConfiguration about flow, DNS
and L7 logs. Defaults are those that the API's schema names.

| field | about | takes | default | on the volume of logs |
|---|---|---|---|---|
"""


def felix_page() -> str:
    """The page, a line for each field."""
    return _HEAD + "".join(f"{_row(name, field)}\n" for name, field in FIELDS.items())


def _row(name: str, field: Words) -> str:
    about, volume = _about(field)
    usual = usual_in_words(name).replace("what the product does by itself", "")
    return f"| `{name}` | {about} | {_takes(name, field)} | {f'`{usual}`' if usual else ''} | {volume} |"


def _about(field: Words) -> tuple[str, str]:
    match field:
        case Interval(logs):
            return f"how often {logs} are handed over", "the shorter, the more records"
        case Level(name):
            return name, "the higher, the fewer records"
        case Setting(about, _, volume):
            return about, volume


def _takes(name: str, field: Words) -> str:
    if isinstance(field, Level):
        return ", ".join(f"`{number}` ({kind})" for number, kind in enumerate(field.kinds))
    annotation = _stated(FelixOverrides.model_fields[name].annotation)
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    return {bool: "true or false", int: "a number", str: "a text", Duration: "a duration"}[annotation]


def _stated(annotation: Any) -> Any:
    """The type without the None beside it and what is annotated."""
    inner = get_args(annotation)[0]
    return get_args(inner)[0] if get_origin(inner) not in (None, Literal) else inner


if __name__ == "__main__":
    sys.stdout.write(felix_page())
