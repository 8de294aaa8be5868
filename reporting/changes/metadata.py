"""Labels and annotations against those before; a set's once for all reports that follow them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from reporting.changes.change import Change, Kind
from reporting.finding import Path
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.quote import quoted
from reporting.spans import counted
from reporting.words.metadata import annotation, label


def set_metadata_changes(before: Plan, after: Plan) -> Iterator[Change]:
    """What sets give their reports, once for each set, with the number of reports."""
    found = Counter(
        (after.reports[name].set_name, difference)
        for name, report in before.reports.items()
        if name in after.reports
        for difference in _differences(report, after.reports[name])
        if difference.of_the_set
    )
    for (name, difference), count in found.items():
        sentence = f"set {quoted(name)}: {counted(count, 'report')} {difference.words(count)}"
        yield Change(Kind.CHANGED, f"set {name}", ("reportSets", name, difference.field), sentence)


def metadata_changes(before: PlannedReport, after: PlannedReport) -> Iterator[tuple[Path, str]]:
    """What becomes of a report's own, with its path below the report."""
    for difference in _differences(before, after):
        if not difference.of_the_set:
            yield (difference.field, difference.key), difference.words(1)


class _Difference(NamedTuple):
    field: str
    key: str
    old: str | None
    new: str | None
    of_the_set: bool

    def words(self, count: int) -> str:
        """`gets label team=payments`, `have label team=payments instead of team=shop`."""
        noun, shown = _WORDS[self.field]
        if self.old is None:
            return f"{_verb(count, 'get')} {noun} {shown(self.key, self.new or '')}"
        if self.new is None:
            return f"{_verb(count, 'lose')} {noun} {shown(self.key, self.old)}"
        has = "has" if count == 1 else "have"
        return f"{has} {noun} {shown(self.key, self.new)} instead of {shown(self.key, self.old)}"


_WORDS: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "labels": ("label", label),
    "annotations": ("annotation", annotation),
}


def _verb(count: int, verb: str) -> str:
    return f"{verb}s" if count == 1 else verb


def _differences(before: PlannedReport, after: PlannedReport) -> Iterator[_Difference]:
    for field in _WORDS:
        old, new = _all(before, field), _all(after, field)
        own = {**_own(before, field), **_own(after, field)}
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                inherited = before.set_name == after.set_name and key not in own
                yield _Difference(field, key, old.get(key), new.get(key), inherited)


def _all(report: PlannedReport, field: str) -> Mapping[str, str]:
    return report.labels if field == "labels" else report.annotations


def _own(report: PlannedReport, field: str) -> Mapping[str, str]:
    return (report.report.labels if field == "labels" else report.report.annotations) or {}
