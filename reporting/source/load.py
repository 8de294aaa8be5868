"""Settings from the values of a stack's config, with every fault at once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from reporting.faults import DUPLICATE, MISSING, MORE, UNKNOWN_REPORT
from reporting.finding import Finding, StackFileError
from reporting.quote import quoted
from reporting.source.expansion.merging import Layer
from reporting.source.expansion.presets import with_presets
from reporting.source.expansion.spreading import with_minutes
from reporting.source.validation import faults_of
from reporting.stack.settings import Settings

HERE = Path()
"""The working folder, which in a run of Pulumi is the project's."""


def settings_of(said: Layer, now: datetime | None = None, folder: Path = HERE) -> Settings:
    """As `load`, with the place of every fault."""
    try:
        return load(said.values, now, folder)
    except StackFileError as error:
        raise StackFileError(said.placed(error.findings)) from None


def load(values: Mapping[str, object], now: datetime | None = None, folder: Path = HERE) -> Settings:
    """The settings that these values of a stack's config say, by key without namespace.

    `now` is the instant that windows are held against, `folder` the project's, in which files lie that the values
    name. Raises StackFileError with every fault, up to a thousand.
    """
    if not values:
        raise StackFileError([MISSING.at((), "this stack says nothing: it has no file, or an empty one.", _BEGIN)])
    presets = with_presets(values, folder)
    spread = with_minutes(presets.values)
    found = [*presets.faults, *spread.faults, *_across_keys(spread.values, presets.complete)]
    try:
        settings = Settings.model_validate({"cluster": {}, **spread.values}, context={"now": now or datetime.now(UTC)})
    except ValidationError as error:
        count = error.error_count() + len(found)
        raise _refused([*faults_of(error, Settings, _MOST_SHOWN), *found], count) from None
    if found:
        raise _refused(found, len(found))
    return settings


_BEGIN = (
    "Make its file: bin/reportctl init --stack NAME, or bin/reportctl import where there are GlobalReports already "
    "(README.md)."
)

# Nobody reads more, and wording a hundred thousand takes longer than finding them.
_MOST_SHOWN = 1000


def _refused(faults: list[Finding], count: int) -> StackFileError:
    if count <= _MOST_SHOWN:
        return StackFileError(faults)
    rest = MORE.at((), f"{count - _MOST_SHOWN:,} more faults; the first {_MOST_SHOWN:,} are shown.")
    return StackFileError([*faults[:_MOST_SHOWN], rest])


def _across_keys(values: Mapping[str, object], complete: bool) -> list[Finding]:
    """Faults between keys, read off the values themselves so that they show beside all others.

    Where not every report is known, none is said to be missing.
    """
    sets = _sets_by_report(values)
    missing = [*_runs_of_nothing(values, sets), *_adopting_nothing(values, sets), *_viewing_nothing(values, sets)]
    return [*_doubled(sets), *(missing if complete else [])]


def _sets_by_report(values: Mapping[str, object]) -> dict[str, list[str]]:
    sets: dict[str, list[str]] = {}
    for set_name, report_set in _map(values.get("reportSets")).items():
        for name in _map(_map(report_set).get("reports")):
            sets.setdefault(name, []).append(set_name)
    return sets


def _doubled(sets: Mapping[str, list[str]]) -> list[Finding]:
    return [
        DUPLICATE.at(
            ("reportSets", owners[-1], "reports", name),
            f"the report is also in set {', '.join(owners[:-1])}. A GlobalReport's name is unique in the cluster, "
            "so one would overwrite the other.",
            "Rename or remove one of them; a set with a framework takes a prefix.",
        )
        for name, owners in sets.items()
        if len(owners) > 1
    ]


def _runs_of_nothing(values: Mapping[str, object], sets: Mapping[str, list[str]]) -> list[Finding]:
    return [
        UNKNOWN_REPORT.at(
            ("runs", run_id, "reports", index),
            f"{quoted(name)} is no report of this stack, and a reporter needs its GlobalReport.",
            _reports(sets),
        )
        for run_id, run in _map(values.get("runs")).items()
        for index, name in enumerate(_list(_map(run).get("reports")))
        if isinstance(name, str) and name not in sets
    ]


def _adopting_nothing(values: Mapping[str, object], sets: Mapping[str, list[str]]) -> list[Finding]:
    return [
        UNKNOWN_REPORT.at(
            ("adopt", index),
            f"{quoted(name)} is no report of this stack, so there is nothing to take over.",
            f"Was it renamed or removed? Take it out of adopt. {_reports(sets)}",
        )
        for index, name in enumerate(_list(values.get("adopt")))
        if isinstance(name, str) and name not in sets
    ]


def _viewing_nothing(values: Mapping[str, object], sets: Mapping[str, list[str]]) -> list[Finding]:
    return [
        UNKNOWN_REPORT.at(
            ("access", entry, "reports", index),
            f"{quoted(name)} is no report of this stack, so there is nothing to view.",
            f"Was it renamed or removed? Take it out of reports. {_reports(sets)}",
        )
        for entry, grant in _map(values.get("access")).items()
        for index, name in enumerate(_list(_map(grant).get("reports")))
        if isinstance(name, str) and name not in sets
    ]


def _reports(sets: Mapping[str, list[str]]) -> str:
    return f"The stack has: {', '.join(list(sets)[:10])}." if sets else "The stack has none."


def _map(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
