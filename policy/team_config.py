"""The team's choices in policy-config.json, in the form of the CLI's --policy-pack-config.

https://www.pulumi.com/docs/insights/policy/policy-packs/configuration/
"""

import json
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

LEVELS = ("advisory", "mandatory", "disabled")
_ALL = "all"
_LEVEL = "enforcementLevel"


class TeamConfigError(ValueError):
    """A policy-config.json that cannot be followed."""


def team_config(file: Path, rules: Mapping[str, Collection[str]]) -> dict[str, dict[str, Any]]:
    """What the file says of each rule, with its `enforcementLevel`: mandatory where none is said.

    `rules` has the properties of each rule by name. In the file a rule's value is a level, or an object with
    properties and, where wanted, a level; `all` is the level of rules without one. Raises TeamConfigError.
    """
    values = _read(file)
    usual = _level(file, _ALL, values.pop(_ALL, "mandatory"))
    _refuse_unknown(file, "rule of this pack", values, rules)
    return {name: _of_rule(file, name, values.get(name, {}), usual, rules[name]) for name in rules}


def _read(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TeamConfigError(f"{file} cannot be read as JSON: {error}. No rule was checked.") from None
    if not isinstance(values, dict):
        raise TeamConfigError(f'{file} is no JSON object. Write rules by name: {{"cis-report": "advisory"}}.')
    return values


def _refuse_unknown(file: Path, what: str, given: Collection[str], known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            way_out = f"Write {close[0]}." if close else f"There are: {', '.join(known)}."
            raise TeamConfigError(f"{file}: {name!r} is no {what}, so it would do nothing. {way_out}")


def _of_rule(file: Path, name: str, value: object, usual: str, properties: Collection[str]) -> dict[str, Any]:
    if isinstance(value, str):
        return {_LEVEL: _level(file, name, value)}
    if isinstance(value, dict):
        _refuse_unknown(file, f"property of {name}", value, [*properties, _LEVEL])
        return {**value, _LEVEL: _level(file, name, value.get(_LEVEL, usual))}
    raise TeamConfigError(
        f"{file}: {name} is neither a level nor an object. Write for example {{{json.dumps(name)}: "
        f'{{"{_LEVEL}": "advisory"}}}}.'
    )


def _level(file: Path, name: str, value: object) -> str:
    if value not in LEVELS:
        raise TeamConfigError(f"{file}: {name} has level {value!r}. Write {', '.join(LEVELS[:-1])} or {LEVELS[-1]}.")
    return str(value)
