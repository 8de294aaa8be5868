"""Differences between a stack's GlobalReports."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator

from reporting.changes.change import Change, Kind
from reporting.changes.cis import cis_changes, stated_exclusions
from reporting.changes.metadata import metadata_changes, set_metadata_changes
from reporting.changes.schedules import schedule_change
from reporting.changes.terms import other_terms, stated_terms
from reporting.finding import Accepted, Path
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.quote import quoted
from reporting.spans import counted
from reporting.stack.endpoints import Endpoints
from reporting.stack.exceptions import Suspension
from reporting.stack.retention import Retention
from reporting.words.cis import cis_in_words
from reporting.words.coverage import coverage, endpoints_in_words, nodes_in_words, same_endpoints


def report_changes(before: Plan, after: Plan) -> list[Change]:
    """Reports that are new, gone, renamed or changed; a set's endpoints once for all reports that follow them."""
    old, new = before.reports, after.reports
    added = [report for name, report in new.items() if name not in old]
    removed = [report for name, report in old.items() if name not in new]
    renamed = _renamed(removed, added)
    left = {place.name for place in renamed.values()}
    return [
        *_set_changes(before, after),
        *set_metadata_changes(before, after),
        *(change for name, place in new.items() if name in old for change in _changed(old[name], place)),
        *(_renaming(renamed[place.name], place) for place in added if place.name in renamed),
        *(_addition(place) for place in added if place.name not in renamed),
        *(_removal(place, before.settings.retention) for place in removed if place.name not in left),
    ]


def added_reports(after: Plan) -> list[Change]:
    """All reports of a new stack."""
    return [_addition(place) for place in after.reports.values()]


def field_changes(before: PlannedReport, after: PlannedReport) -> list[tuple[Path, str]]:
    """What differs between two versions of one report, each with its path below the report."""
    return [change for compared in _FIELDS for change in compared(before, after)]


def _renamed(removed: Collection[PlannedReport], added: Collection[PlannedReport]) -> dict[str, PlannedReport]:
    """The report of before, by the new name: as many gone as new that are alike, paired in their names' order."""
    gone, new = _alike(removed), _alike(added)
    return {
        after.name: before
        for text, befores in gone.items()
        if len(befores) == len(new.get(text, []))
        for before, after in zip(befores, new[text], strict=True)
    }


def _change(place: PlannedReport, kind: Kind, sentence: str, field: Path = ()) -> Change:
    return Change(kind, f"report {place.name}", place.path(*field), sentence)


def _but_for_name(place: PlannedReport) -> str:
    """The object as text, equal for reports that differ in nothing but their name."""
    return json.dumps([place.spec, place.labels, place.annotations], sort_keys=True)


def _alike(reports: Collection[PlannedReport]) -> dict[str, list[PlannedReport]]:
    found: defaultdict[str, list[PlannedReport]] = defaultdict(list)
    for place in sorted(reports, key=lambda place: place.name):
        found[_but_for_name(place)].append(place)
    return dict(found)


def _renaming(before: PlannedReport, after: PlannedReport) -> Change:
    return _change(
        after,
        Kind.RENAMED,
        f"{before.name} is renamed to {after.name}: to Calico another report. The archive is keyed by name, so what "
        f"was archived stays under {before.name}, and {after.name} begins without a history",
    )


def _addition(place: PlannedReport) -> Change:
    report = place.report
    suspended = f", suspended{_excused(report.suspend)}" if report.suspend else ""
    first = (
        f"{report.report_type} report, {report.schedule.describe()}{suspended}, on {coverage(report, place.endpoints)}"
    )
    nodes = [f"its Jobs run on {nodes_in_words(report.job_node_selector)}"] if report.job_node_selector else []
    parameters = [*cis_in_words(report.cis), *stated_exclusions(report.cis)] if report.cis else []
    return _change(place, Kind.ADDED, f"{place.name}: {'; '.join([first, *nodes, *parameters])}")


def _removal(place: PlannedReport, retention: Retention) -> Change:
    return _change(
        place,
        Kind.REMOVED,
        f"{place.name} removed: its running Jobs end; what it archived stays under its name until retention ends "
        f"({counted(retention.compliance_reports, 'day')})",
    )


def _set_changes(before: Plan, after: Plan) -> Iterator[Change]:
    old = before.settings.wanted_report_sets()
    for name, report_set in after.settings.wanted_report_sets().items():
        if name not in old or old[name].endpoints == report_set.endpoints:
            continue
        following = [place for place in after.sets[name].values() if _followed(before.reports.get(place.name), place)]
        if following:
            verb = "covers" if len(following) == 1 else "cover"
            change = _endpoints_change(verb, old[name].endpoints, report_set.endpoints)
            sentence = f"set {quoted(name)}: {counted(len(following), 'report')} {change}"
            yield Change(Kind.CHANGED, f"set {name}", ("reportSets", name, "endpoints"), sentence)


def _followed(before: PlannedReport | None, after: PlannedReport) -> bool:
    """Whether its endpoints were the set's, and are."""
    return (
        before is not None
        and before.inherits_endpoints
        and after.inherits_endpoints
        and before.set_name == after.set_name
    )


def _changed(before: PlannedReport, after: PlannedReport) -> Iterator[Change]:
    found = field_changes(before, after)
    if before.set_name != after.set_name and not found:
        sentence = f"moves from set {quoted(before.set_name)} to {quoted(after.set_name)}; the cluster sees no change"
        found = [((), sentence)]
    for field, sentence in found:
        yield _change(after, Kind.CHANGED, f"{after.name}{': ' if field[:1] == ('cis',) else ' '}{sentence}", field)


def _type(before: PlannedReport, after: PlannedReport) -> Iterator[tuple[Path, str]]:
    old, new = before.report.report_type, after.report.report_type
    if old != new:
        yield ("reportType",), f"is a report of type {new} instead of {old}; its archive then holds both"


def _schedule(before: PlannedReport, after: PlannedReport) -> Iterator[tuple[Path, str]]:
    if before.report.schedule != after.report.schedule:
        yield ("schedule",), schedule_change(before.report.schedule, after.report.schedule)


def _endpoints(before: PlannedReport, after: PlannedReport) -> Iterator[tuple[Path, str]]:
    if _followed(before, after):
        return
    if before.report.covers_endpoints != after.report.covers_endpoints:
        old, new = coverage(before.report, before.endpoints), coverage(after.report, after.endpoints)
        yield ("endpoints",), f"covers {new} instead of {old}"
    elif before.endpoints != after.endpoints:
        yield ("endpoints",), _endpoints_change("covers", before.endpoints, after.endpoints)


def _endpoints_change(verb: str, before: Endpoints | None, after: Endpoints | None) -> str:
    old, new = endpoints_in_words(before), endpoints_in_words(after)
    if same_endpoints(before, after):
        return f"{verb} the same, written differently: {new}"
    if old == new:
        return f"{verb} other endpoints, which differ in what is too long to show: {new}"
    return f"{verb} {new} instead of {old}"


def _nodes(before: PlannedReport, after: PlannedReport) -> Iterator[tuple[Path, str]]:
    old, new = before.report.job_node_selector, after.report.job_node_selector
    if old != new:
        yield ("jobNodeSelector",), f"has its Jobs run on {nodes_in_words(new)} instead of {nodes_in_words(old)}"


def _suspension(before: PlannedReport, after: PlannedReport) -> Iterator[tuple[Path, str]]:
    old, new = before.report.suspend, after.report.suspend
    terms = _terms(new)
    if bool(old) == bool(new):
        if _terms(old) != terms:
            yield ("suspend",), f"stays suspended, which {other_terms(_terms(old), terms)}"
    elif new:
        yield ("suspend",), f"is suspended: no run by itself until it is resumed{_excused(new)}"
    else:
        yield ("suspend",), "is resumed: windows missed in the last 168 hours are made up"


def _excused(suspend: bool | Suspension | None) -> str:
    terms = _terms(suspend)
    return f", which {stated_terms(terms)}" if terms else ""


def _terms(suspend: bool | Suspension | None) -> Accepted | None:
    return suspend.accepted if isinstance(suspend, Suspension) else None


def _cis(before: PlannedReport, after: PlannedReport) -> Iterator[tuple[Path, str]]:
    if before.report.cis != after.report.cis:
        for path, sentence in cis_changes(before.report.cis, after.report.cis):
            yield ("cis", *path), sentence


_Compared = Callable[[PlannedReport, PlannedReport], Iterator[tuple[Path, str]]]
_FIELDS: tuple[_Compared, ...] = (_type, _schedule, _endpoints, _nodes, _suspension, _cis, metadata_changes)
