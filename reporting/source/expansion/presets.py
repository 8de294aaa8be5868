"""Report sets that name a framework, with the framework's reports in them, before anything is validated.

What the set says of a report by name is laid over it key by key, as JSON merge patches do (RFC 7386).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path as FilePath

from reporting.dialects.names import InvalidName, report_name
from reporting.faults import MISSING, UNKNOWN_REPORT
from reporting.finding import Finding, Path, StackFileError
from reporting.frameworks.model import Framework
from reporting.frameworks.preset import Preset
from reporting.quote import quoted
from reporting.source.expansion.frameworks import preset_of
from reporting.source.expansion.merging import merged
from reporting.spans import listed
from reporting.stack.model import keys_of
from reporting.stack.reports import Report
from reporting.untyped import mapping

# Stands for a framework that cannot be read, so that the rest of its set is validated all the same.
_UNREADABLE = Preset(
    "unreadable", Framework.model_construct(name="", audit_period=1, reports=[], controls={}, unsupported={})
)

_KEYS = set(keys_of(Report))


@dataclass(frozen=True, slots=True)
class WithPresets:
    """Values with every report in them, and the faults that were found.

    `complete` says whether every framework could be read, and so which reports there are.
    """

    values: Mapping[str, object]
    faults: tuple[Finding, ...] = ()
    complete: bool = True


def with_presets(values: Mapping[str, object], folder: FilePath) -> WithPresets:
    """The values of a stack whose project lies in `folder`. Raises nothing."""
    sets = mapping(values.get("reportSets"))
    made = {
        name: _with_reports(("reportSets", name), stated, folder)
        for name, stated in sets.items()
        if mapping(stated).get("framework") is not None
    }
    if not made:
        return WithPresets(values)
    return WithPresets(
        {**values, "reportSets": {**sets, **{name: one.values for name, one in made.items()}}},
        tuple(fault for one in made.values() for fault in one.faults),
        all(one.complete for one in made.values()),
    )


def _with_reports(path: Path, stated: Mapping[str, object], folder: FilePath) -> WithPresets:
    """A set with the reports of its framework, and its own beside them."""
    try:
        preset = preset_of(stated["framework"], folder)
        names = preset.report_names(_prefix(stated))
    except StackFileError as error:
        return WithPresets(_unreadable(stated), tuple(_in_set(path, error.findings)), complete=False)
    except InvalidName:
        return WithPresets(_unreadable(stated), complete=False)
    reports = {**_made(names, stated), **_own(names, stated)}
    faults = (*_leaving_out_nothing(path, stated, names), *_of_no_report(path, stated, names))
    if not reports and not faults:
        faults = (MISSING.at((*path, "without"), "leaves no report in the set.", "Leave out fewer, or the whole set."),)
    return WithPresets({**stated, "framework": preset, **_with(reports, stated)}, faults)


def _in_set(path: Path, faults: Iterable[Finding]) -> Iterator[Finding]:
    """Faults of the name at the set; those of a framework's own file stay where they are."""
    return (fault if fault.file else replace(fault, path=(*path, "framework")) for fault in faults)


def _unreadable(stated: Mapping[str, object]) -> dict[str, object]:
    return {**stated, "framework": _UNREADABLE, **_with(_own({}, stated), stated)}


def _with(reports: Mapping[str, object], stated: Mapping[str, object]) -> dict[str, object]:
    """What stands under `reports` and is no map is left to whoever validates it."""
    return {"reports": reports if isinstance(stated.get("reports", {}), Mapping) else stated["reports"]}


def _prefix(stated: Mapping[str, object]) -> str:
    """What names begin with. Raises InvalidName, which whoever validates the set says again."""
    prefix = stated.get("prefix")
    return report_name(str(prefix)) if prefix is not None else ""


def _made(names: Mapping[str, str], stated: Mapping[str, object]) -> dict[str, object]:
    reports, left_out = mapping(stated.get("reports")), _left_out(stated)
    return {
        name: _overridden(_report(of_type), reports.get(name, {}))
        for name, of_type in names.items()
        if name not in left_out
    }


def _own(names: Mapping[str, str], stated: Mapping[str, object]) -> dict[str, object]:
    reports = mapping(stated.get("reports"))
    return {name: report for name, report in reports.items() if name not in names and _is_its_own(report)}


def _report(of_type: str) -> dict[str, object]:
    return {"reportType": of_type, "schedule": {"spread": "daily"}}


def _is_its_own(report: object) -> bool:
    """Whether it says its type, or a key that no report has, such as `reportTyp`: whoever validates it names that."""
    return not isinstance(report, Mapping) or "reportType" in report or not _KEYS.issuperset(report)


def _left_out(stated: Mapping[str, object]) -> list[str]:
    without = stated.get("without")
    return [name for name in without if isinstance(name, str)] if isinstance(without, list) else []


def _leaving_out_nothing(path: Path, stated: Mapping[str, object], names: Mapping[str, str]) -> Iterator[Finding]:
    for index, name in enumerate(_left_out(stated)):
        if name not in names:
            yield UNKNOWN_REPORT.at(
                (*path, "without", index),
                f"{quoted(name)} is none of the reports that {quoted(stated['framework'])} makes.",
                f"It makes {listed(list(names))}.",
            )


def _of_no_report(path: Path, stated: Mapping[str, object], names: Mapping[str, str]) -> Iterator[Finding]:
    left_out = _left_out(stated)
    for name, report in mapping(stated.get("reports")).items():
        if name in names and name in left_out:
            yield UNKNOWN_REPORT.at(
                (*path, "reports", name),
                "is left out by without, so nothing comes of what is said here.",
                "Remove it here or there.",
            )
        elif name not in names and not _is_its_own(report):
            yield UNKNOWN_REPORT.at(
                (*path, "reports", name),
                f"is none of the reports that {quoted(stated['framework'])} makes, and has no reportType of its own.",
                f"It makes {listed(list(names))}; a report beside these needs reportType and schedule.",
            )


def _overridden(report: Mapping[str, object], patch: object) -> object:
    """What is no map is left to whoever validates it."""
    return merged(report, patch) if isinstance(patch, Mapping) else patch
