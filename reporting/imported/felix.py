"""Log-flush intervals and Felix's other fields, from FelixConfigurations to a stack file's `intervals` and `felix`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.dialects.durations import Duration, DurationError, flush_interval
from reporting.imported.documents import Existing
from reporting.stack.felix import FELIX_NAME, FelixOverrides
from reporting.stack.flush import DEFAULT_INTERVAL, PROFILES
from reporting.stack.model import keys_of

FLOW, DNS = "flowLogsFlushInterval", "dnsLogsFlushInterval"

_KNOWN = keys_of(FelixOverrides)


@dataclass(frozen=True, slots=True)
class ImportedFelix:
    """What a stack file says of Felix; `left_alone` has the fields that it does not set, by object.

    `was_read` is false where there was no FelixConfiguration/default, and the product's defaults are assumed.
    """

    intervals: str
    felix: Mapping[str, Any]
    left_alone: Mapping[str, list[str]]
    was_read: bool


def imported_felix(found: Iterable[Existing]) -> ImportedFelix:
    """FelixConfiguration/default, put together from all that are called so, as kubectl would apply them."""
    own: dict[str, Any] = {}
    others: dict[str, list[str]] = {}
    for name, spec in map(_named_spec, found):
        if name == FELIX_NAME:
            own = {**own, **spec}
        else:
            others[name] = list(spec)
    foreign = [key for key in own if key not in _KNOWN]
    stated = {key: own[key] for key in _KNOWN if own.get(key) not in (None, "")}
    intervals, felix = _said(stated)
    return ImportedFelix(intervals, felix, {**({FELIX_NAME: foreign} if foreign else {}), **others}, bool(own))


def _said(stated: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """`intervals` where flow and DNS logs have the same, and fields beside the default where they differ."""
    flow, dns = (_duration(stated.get(key, _DEFAULT)) for key in (FLOW, DNS))
    others = {key: _written(value) for key, value in stated.items() if key not in (FLOW, DNS)}
    if flow is not None and flow == dns:
        return _profile(flow), others
    different = {
        key: stated[key] for key in (FLOW, DNS) if key in stated and _duration(stated[key]) != DEFAULT_INTERVAL
    }
    return "production", {**{key: _written(value) for key, value in different.items()}, **others}


_DEFAULT = str(DEFAULT_INTERVAL)


def _named_spec(found: Existing) -> tuple[str, dict[str, Any]]:
    metadata, spec = found.value.get("metadata"), found.value.get("spec")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return str(name), spec if isinstance(spec, dict) else {}


def _profile(interval: Duration) -> str:
    named = (name for name, of_profile in PROFILES.items() if of_profile == interval)
    return next(named, short_duration(interval))


def _written(value: Any) -> Any:
    """A duration as a person writes it; what is none, and what Felix would not take, as it is."""
    interval = _duration(value)
    return value if interval is None else short_duration(interval)


def _duration(value: Any) -> Duration | None:
    try:
        return flush_interval(value) if isinstance(value, str) else None
    except DurationError:
        return None


def short_duration(interval: Duration) -> str:
    """In the fewest characters that Go reads: `2m` for `2m0s`."""
    text = str(interval)
    for zero, unit in (("m0s", "m"), ("h0m", "h")):
        text = text.removesuffix(zero) + unit if text.endswith(zero) else text
    return text
