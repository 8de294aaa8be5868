"""Log-flush intervals: which a production stack may have, and until when short ones are wanted.

https://docs.tigera.io/calico-enterprise/latest/reference/resources/felixconfig
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction

from .durations import seconds
from .resource import Resource
from .rule import Config, ResourceRule, StackRule

INTERVALS_UNTIL = "calico-reporting/intervals-until"
_DEFAULT_INTERVAL = "300s"
_SHORTEST = {"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)?(h|m|s|ms))+$", "default": _DEFAULT_INTERVAL}


def production_intervals(resource: Resource, config: Config) -> Iterator[str]:
    """An interval below `shortest` in a stack whose whole name matches one of `stacks`."""
    if not resource.is_felix or not any(re.fullmatch(stack, resource.stack) for stack in config["stacks"]):
        return
    short = dict(_short(resource, config["shortest"]))
    if short:
        yield (
            f"{_in_words(short)} in stack {resource.stack}, a production stack, where {config['shortest']} is the "
            f"shortest: {_consequence(short.values(), config['shortest'])}. Take {' and '.join(short)} out of felix in "
            "the stack file and run: pulumi config set intervals production. In another program, write "
            f"{config['shortest']}."
        )


def workshop_end_date(resources: Iterable[Resource], config: Config, today: date | None = None) -> Iterator[str]:
    """Intervals below `shortest` without a last day, or after it. `today` is the day in UTC.

    Held against what the FelixFlush component says, and against FelixConfigurations from elsewhere.
    """
    for resource in filter(_says_intervals, resources):
        short = dict(_short(resource, config["shortest"]))
        fault = _fault(_until(resource), today or datetime.now(UTC).date())
        if short and fault:
            yield (
                f"{_in_words(short)}, shorter than {config['shortest']}, {fault}. Short intervals take storage "
                f"every day until somebody resets them. Say the last day on which they are wanted: {_way(resource)}. "
                "Or reset them: pulumi config set intervals production"
            )


def _says_intervals(resource: Resource) -> bool:
    return resource.is_felix_flush or (resource.is_felix and not resource.in_felix_flush)


def _short(resource: Resource, shortest: str) -> Iterator[tuple[str, str]]:
    """The intervals that a resource sets below a duration; one that cannot be read counts as short."""
    least = seconds(shortest) or Fraction()
    for field, interval in resource.spec.items():
        length = seconds(interval)
        if field.endswith("FlushInterval") and (length is None or length < least):
            yield field, str(interval) or "empty"


def _in_words(short: Mapping[str, str]) -> str:
    return " and ".join(f"{field} is {interval}" for field, interval in short.items())


def _consequence(intervals: Iterable[str], shortest: str) -> str:
    lengths, usual = [seconds(interval) for interval in intervals], seconds(shortest)
    known = [length for length in lengths if length]
    if len(known) < len(lengths) or not usual:
        return "nobody can say how many records it stores"
    return f"steady traffic may store up to {float(usual / min(known)):.3g} times as many records"


def _until(resource: Resource) -> object:
    if resource.is_felix_flush:
        return resource.props.get("intervalsUntil")
    return resource.annotations.get(INTERVALS_UNTIL)


def _fault(until: object, today: date) -> str | None:
    if until is None:
        return "and nothing says until when"
    try:
        day = date.fromisoformat(str(until))
    except ValueError:
        return f"and {str(until)!r} is no day until when"
    return f"and {day} was the last day on which they were wanted" if day < today else None


def _way(resource: Resource) -> str:
    day = '"2026-12-31"'
    if resource.is_felix_flush:
        return f"pulumi config set intervalsUntil {day}"
    return f"metadata.annotations: {INTERVALS_UNTIL}: {day}"


PRODUCTION_INTERVALS = ResourceRule(
    "production-intervals",
    "Production stacks keep production intervals.",
    production_intervals,
    properties={
        "shortest": {**_SHORTEST, "description": "The shortest log-flush interval of a production stack."},
        "stacks": {
            "type": "array",
            "items": {"type": "string", "format": "regex"},
            "default": ["(.*[-_.])?prod(uction)?([-_.].*)?"],
            "description": "Regular expressions, of which one matches the whole name of a production stack.",
        },
    },
)
WORKSHOP_END_DATE = StackRule(
    "workshop-end-date",
    "Short intervals carry an end date.",
    workshop_end_date,
    properties={"shortest": {**_SHORTEST, "description": "Shorter log-flush intervals are a workshop's."}},
)
