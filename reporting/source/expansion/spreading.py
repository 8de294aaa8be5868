"""Schedules that say `spread`, with the minute that comes of it in their place, before anything is validated."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from reporting.dialects.between import USUAL, Between
from reporting.faults import BETWEEN
from reporting.finding import Fault, Finding, Path
from reporting.quote import quoted
from reporting.source.validation import faults_of
from reporting.spans import counted
from reporting.stack.spread import Spread
from reporting.untyped import mapping

SPREAD = "spread"

# In the place of a schedule that is a fault already.
_ANY = "0 0 * * *"


@dataclass(frozen=True, slots=True)
class Spreading:
    """A stack's values with schedules that Calico reads, and the faults that were found."""

    values: Mapping[str, object]
    faults: tuple[Finding, ...] = ()


def with_minutes(values: Mapping[str, object]) -> Spreading:
    """The values of a stack, whose cluster's name the minutes hang on. Raises nothing."""
    cluster = str(mapping(values.get("cluster")).get("name", ""))
    sets = mapping(values.get("reportSets"))
    found = {name: _of_set(("reportSets", name), stated, cluster) for name, stated in sets.items()}
    faults = tuple(fault for one in found.values() for fault in one.faults)
    changed = {name: one.values for name, one in found.items() if one.values}
    return Spreading({**values, "reportSets": {**sets, **changed}} if changed else values, faults)


def _of_set(path: Path, stated: object, cluster: str) -> Spreading:
    report_set = mapping(stated)
    reports = mapping(report_set.get("reports"))
    spread = {name: report for name, report in reports.items() if _is_spread(mapping(report).get("schedule"))}
    if not spread:
        return Spreading({})
    usual = _usual(report_set)
    faults: list[Finding] = []
    following = 0
    for name, report in spread.items():
        try:
            own = _read(report["schedule"]).between
            following += own is None
            schedule = (own or usual).daily(cluster, name)
        except ValidationError as error:
            faults += _placed(error, (*path, "reports", name, "schedule"))
            schedule = _ANY
        spread[name] = {**report, "schedule": schedule}
    faults += _too_many(path, report_set, following, usual)
    return Spreading({**report_set, "reports": {**reports, **spread}}, tuple(faults))


def _is_spread(schedule: object) -> bool:
    return schedule == SPREAD or isinstance(schedule, Mapping)


def _read(schedule: object) -> Spread:
    return Spread() if schedule == SPREAD else Spread.model_validate(schedule)


def _usual(report_set: Mapping[str, object]) -> Between:
    """The set's stretch of the day; what is none is a fault of its own."""
    stated = report_set.get("between")
    try:
        return Between.parse(stated) if isinstance(stated, str) else USUAL
    except Fault:
        return USUAL


def _placed(error: ValidationError, path: Path) -> Iterator[Finding]:
    for fault in faults_of(error, Spread, len(error.errors())):
        yield replace(fault, path=(*path, *fault.path))


def _too_many(path: Path, report_set: Mapping[str, object], following: int, usual: Between) -> Iterator[Finding]:
    if following > usual.minutes:
        yield BETWEEN.at(
            (*path, "between"),
            f"{quoted(report_set.get('between'))} has {counted(usual.minutes, 'minute')} for "
            f"{counted(following, 'report')}, so that some would have to share one.",
            "Write a longer stretch, such as 00:00-06:00.",
        )
