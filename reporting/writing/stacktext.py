"""A stack's values as the text of its file, as a person would write it."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from reporting.source.yamltext import reads_as_text

_LONGEST_LINE = 100
# Everything else that YAML could take for something of its own begins otherwise.
_PLAIN_START = re.compile(r"[A-Za-z/]")


def stack_text(project: str, head: str, values: Mapping[str, Any], comments: Mapping[str, str] | None = None) -> str:
    """The stack file of a project: a comment, then each key, with its comment before it where it has one."""
    keys = [_key(f"{project}:{key}", value, (comments or {}).get(key)) for key, value in values.items()]
    return "".join((_comment(head), "config:\n", *keys))


def base_text(values: Mapping[str, Any]) -> str:
    """The same keys as a base has them: at the top, without the project's name."""
    return yaml.dump(dict(values), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_UNBROKEN)


def _key(key: str, value: Any, comment: str | None) -> str:
    text = yaml.dump({key: value}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_UNBROKEN)
    return (_comment(comment, "  ") if comment else "") + "".join(
        f"  {line}" for line in text.splitlines(keepends=True)
    )


_UNBROKEN = 2**30


def _comment(text: str, indent: str = "") -> str:
    return "".join(f"{indent}# {line}\n" for line in text.splitlines())


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    plain = _PLAIN_START.match(value) and value.isprintable() and reads_as_text(value)
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, None if plain else '"')


def _list(dumper: _Dumper, value: list[Any]) -> yaml.Node:
    """On one line where it is short and of scalars."""
    short = not any(isinstance(item, dict | list) for item in value) and len(str(value)) <= _LONGEST_LINE
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
