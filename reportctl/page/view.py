"""Everything that the page shows, as values in the order in which it shows them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from reportctl.page.timeline import HEIGHT, WIDTH, Lane, Week, lane
from reportctl.page.types import subject
from reporting.changes import Change, Kind
from reporting.dialects.moments import rfc3339
from reporting.exceptions.judged import JudgedException, judged_exceptions
from reporting.finding import Accepted, Finding, Path, Severity
from reporting.findings.catalogue import CATALOGUE
from reporting.findings.diagnosis import advise
from reporting.frameworks.model import Unsupported
from reporting.objects.exceptions import State
from reporting.objects.felix import PlannedFelix
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.report_types import CIS_BENCHMARK
from reporting.spans import counted, listed, span
from reporting.stack.cluster import Cluster
from reporting.stack.felix import Level
from reporting.stack.flush import DEFAULT_INTERVAL, times_default
from reporting.stack.reports import Report
from reporting.stack.retention import KINDS
from reporting.stack.settings import Settings
from reporting.words.access import right_in_words, subjects
from reporting.words.cis import cis_in_words
from reporting.words.controls import ControlRow, Matrix, controls_of, matrices
from reporting.words.coverage import coverage, endpoints_in_words, nodes_in_words
from reporting.words.felix import INTERVALS, LEVELS, SETTINGS, as_often, seconds, setting_in_words
from reporting.words.metadata import metadata_in_words
from reporting.words.stores import NAMES, store_in_words

MOST_CHANGES = 100
MOST_OF_ONE_ADVICE = 10
MOST_OF_ONE_TYPE = 5
COMPACT_ABOVE = 30
"""Reports beyond which rows of the timeline are one line each."""

_PLACES = {
    "home": "Calico Cloud",
    "login": "Sign in to the manager",
    "kibana": "Kibana",
    "dashboards": "Kibana dashboards",
    "serviceGraph": "Service Graph",
    "flowVisualizer": "Flow Visualizer",
    "complianceReports": "Compliance reports",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a revision is compared with, and what came of it; problems where the base could not be read."""

    base: str
    changes: Sequence[Change] = ()
    problems: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class IntervalRow:
    logs: str
    now: str
    usual: str
    factor: str
    change: Kind | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    name: str
    report_type: str
    when: str
    covers: str
    nodes: str
    parameters: list[str]
    lane: Lane
    change: Kind | None


@dataclass(frozen=True, slots=True)
class SetView:
    name: str
    framework: str
    covers: str
    carries: list[str]
    reports: list[ReportRow]
    change: Kind | None


@dataclass(frozen=True, slots=True)
class RunRow:
    run_id: str
    reports: list[str]
    start: str
    end: str
    length: str
    change: Kind | None


@dataclass(frozen=True, slots=True)
class GrantRow:
    name: str
    who: list[str]
    may: str
    change: Kind | None


@dataclass(frozen=True, slots=True)
class DataRow:
    what: str
    kept: str
    change: Kind | None


@dataclass(frozen=True, slots=True)
class TypeRow:
    name: str
    subject: str
    count: int
    known: bool


@dataclass(frozen=True, slots=True)
class SupportRow:
    """Reports of one type, and on what basis they support evidence for a control."""

    reports: str
    basis: str
    source: str | None


@dataclass(frozen=True, slots=True)
class ControlView:
    id: str
    title: str
    supported_by: list[SupportRow]


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """A framework's controls against the stack's reports; what none can support where the stack names it."""

    name: str
    controls: list[ControlView]
    unsupported: Mapping[str, Unsupported]


@dataclass(frozen=True, slots=True)
class AdviceGroup:
    """All advice of one code that is accepted alike; of many only the first."""

    code: str
    severity: Severity
    title: str
    accepted: Accepted | None
    items: list[Finding]
    more: int


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """`tag` is the class of its state, as findings of it are weighed."""

    what: str
    key: str
    reason: str
    owner: str
    ticket: str
    until: str
    state: str
    tag: str
    change: Kind | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """The page's content."""

    stack: str
    cluster: str
    access: str
    week: Week
    intervals_said: str
    intervals: list[IntervalRow]
    levels: list[str]
    sets: list[SetView]
    runs: list[RunRow]
    grants: list[GrantRow]
    data: list[DataRow]
    types: list[TypeRow]
    exceptions: list[ExceptionRow]
    frameworks: list[FrameworkView]
    advice: list[AdviceGroup]
    links: dict[str, str]
    comparison: Comparison | None
    changes: list[Change] = field(default_factory=list)
    more_changes: int = 0
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def report_count(self) -> int:
        return sum(len(report_set.reports) for report_set in self.sets)

    def place_name(self, key: str) -> str:
        """A place among the links, as people call it."""
        return _PLACES.get(key, key)

    @property
    def advice_count(self) -> int:
        return sum(len(group.items) + group.more for group in self.advice)

    @property
    def compact(self) -> bool:
        return self.report_count > COMPACT_ABOVE


def plan_view(stack: str, wanted: Plan, start: datetime, comparison: Comparison | None = None) -> PlanView:
    """What a stack does in the week that begins at an instant in UTC."""
    week = Week(start)
    settings = wanted.settings
    changes = list(comparison.changes) if comparison else []
    marks = _Marks(changes)
    return PlanView(
        stack=stack,
        cluster=settings.cluster.name,
        access=_access(settings.cluster),
        week=week,
        intervals_said=str(settings.intervals),
        intervals=[_interval(name, wanted.felix, marks) for name in INTERVALS],
        levels=[*_levels(wanted.felix), *_settings(wanted.felix)],
        sets=[_set(name, wanted, week, marks) for name in wanted.sets],
        runs=_runs(wanted, marks),
        grants=_grants(wanted, marks),
        data=_data(wanted.settings, marks),
        types=_types(wanted),
        exceptions=[_exception(one, marks) for one in judged_exceptions(stack, wanted, start.date())],
        frameworks=[_framework(found) for found in matrices(wanted)],
        advice=_advice(advise(wanted, start.date())),
        links=settings.links.addresses() if settings.links else {},
        comparison=comparison,
        changes=changes[:MOST_CHANGES],
        more_changes=max(0, len(changes) - MOST_CHANGES),
    )


class _Marks:
    """What became of each object and field of the stack file, by path."""

    def __init__(self, changes: Iterable[Change]):
        self._kinds: dict[Path, Kind] = {}
        for change in changes:
            for path in (change.path, change.path[:4], change.path[:2]):
                self._kinds.setdefault(path, change.kind if path == change.path else Kind.CHANGED)

    def of(self, *paths: Path) -> Kind | None:
        return next((self._kinds[path] for path in paths if path in self._kinds), None)


def _access(cluster: Cluster) -> str:
    if cluster.in_cluster:
        return "from a Pod inside it"
    return " and ".join(
        f"{way} {value}" for way, value in (("kubeconfig", cluster.kubeconfig), ("context", cluster.context)) if value
    )


def _interval(name: str, felix: PlannedFelix, marks: _Marks) -> IntervalRow:
    logs, usual = INTERVALS[name].logs, seconds(DEFAULT_INTERVAL)
    interval = felix.intervals.get(name)
    if interval is None:
        return IntervalRow(logs, "not set by this stack", usual, "", marks.of(("felix", name)))
    factor = times_default(interval)
    words = "as by default" if factor == 1 else as_often(factor)
    profile: list[Path] = [("intervals",)] if name != "l7LogsFlushInterval" else []
    return IntervalRow(logs, seconds(interval), usual, words, marks.of(("felix", name), *profile))


def _levels(felix: PlannedFelix) -> Iterator[str]:
    for name, level in LEVELS.items():
        yield _level(level, felix.spec.get(name))


def _settings(felix: PlannedFelix) -> Iterator[str]:
    """Those that this stack sets: there are too many others."""
    for name, setting in SETTINGS.items():
        if name in felix.spec:
            about = setting.about[0].upper() + setting.about[1:]
            usual = f"by default {setting_in_words(setting.default)}"
            yield f"{about}: {setting_in_words(felix.spec[name])} ({usual}), as this stack sets it."


def _level(field: Level, stated: int | None) -> str:
    subject = field.subject.capitalize()
    if stated is None:
        return f"{subject} are {field.kinds[field.default]} unless somebody else sets it (the default)."
    default = " (the default)" if stated == field.default else ""
    return f"{subject} are {field.kinds[stated]}{default}, as this stack sets it."


def _set(name: str, wanted: Plan, week: Week, marks: _Marks) -> SetView:
    planned = wanted.sets[name].values()
    shared = any(report.inherits_endpoints for report in planned)
    of_set = wanted.settings.report_sets[name]
    covers = endpoints_in_words(of_set.endpoints) if shared else ""
    carries = list(metadata_in_words(of_set.labels, of_set.annotations))
    rows = [_report(report, week, marks) for report in planned]
    changed = marks.of(*(("reportSets", name, key) for key in ("endpoints", "labels", "annotations")))
    framework = of_set.framework.framework.name if of_set.framework else ""
    return SetView(name, framework, covers, carries, rows, changed)


def _report(planned: PlannedReport, week: Week, marks: _Marks) -> ReportRow:
    report = planned.report
    return ReportRow(
        planned.name,
        report.report_type,
        report.schedule.describe(),
        coverage(report, planned.endpoints),
        nodes_in_words(report.job_node_selector),
        [*_parameters(report), *metadata_in_words(report.labels, report.annotations)],
        lane(report, week),
        marks.of(planned.path()),
    )


def _parameters(report: Report) -> list[str]:
    return cis_in_words(report.cis) if report.report_type == CIS_BENCHMARK else []


def _runs(wanted: Plan, marks: _Marks) -> list[RunRow]:
    return [
        RunRow(
            run.id,
            list(run.reports),
            rfc3339(run.window.start),
            rfc3339(run.window.end),
            span(run.window.length),
            marks.of(("runs", run.id)),
        )
        for run in wanted.runs.values()
    ]


def _data(settings: Settings, marks: _Marks) -> list[DataRow]:
    days = [
        DataRow(KINDS[kind], counted(days, "day"), marks.of(("retention", kind)))
        for kind, days in settings.retention.managed().items()
    ]
    stores = [
        DataRow(f"logs, to {NAMES[kind]}", store_in_words(kind, store), marks.of(("additionalStores", kind)))
        for kind, store in settings.additional_stores.stated().items()
    ]
    return [*days, *stores]


def _grants(wanted: Plan, marks: _Marks) -> list[GrantRow]:
    return [
        GrantRow(name, subjects(planned.grant), right_in_words(planned.grant), marks.of(("access", name)))
        for name, planned in wanted.access.items()
    ]


def _types(wanted: Plan) -> list[TypeRow]:
    counts = Counter(planned.report.report_type for planned in wanted.reports.values())
    known = {planned.report.report_type for planned in wanted.reports.values() if controls_of(planned)}
    return [TypeRow(name, subject(name), count, name in known) for name, count in sorted(counts.items())]


def _framework(matrix: Matrix) -> FrameworkView:
    rows = [ControlView(row.id, row.title, _supported_by(row)) for row in matrix.controls]
    return FrameworkView(matrix.framework.name, rows, matrix.unsupported)


def _supported_by(row: ControlRow) -> list[SupportRow]:
    alike: defaultdict[tuple[str, str, str | None], list[str]] = defaultdict(list)
    for planned, control in row.reports:
        alike[planned.report.report_type, control.basis, control.source].append(planned.name)
    return [SupportRow(listed(names, MOST_OF_ONE_TYPE), basis, source) for (_, basis, source), names in alike.items()]


_STATE_TAGS = {State.OVER: "error", State.CURRENT: "note"}


def _exception(one: JudgedException, marks: _Marks) -> ExceptionRow:
    stated, terms = one.stated, one.stated.terms
    return ExceptionRow(
        stated.in_words,
        one.key,
        terms.reason if terms else "",
        (terms and terms.owner) or "",
        (terms and terms.ticket) or "",
        str(stated.until or ""),
        one.state.value,
        _STATE_TAGS.get(one.state, "warning"),
        marks.of(stated.path),
    )


def _advice(advice: Iterable[Finding]) -> list[AdviceGroup]:
    groups: defaultdict[tuple[str, Accepted | None], list[Finding]] = defaultdict(list)
    for item in advice:
        groups[item.code, item.accepted].append(item)
    found = [
        AdviceGroup(
            code,
            CATALOGUE[code].severity,
            CATALOGUE[code].title,
            accepted,
            items[:MOST_OF_ONE_ADVICE],
            max(0, len(items) - MOST_OF_ONE_ADVICE),
        )
        for (code, accepted), items in groups.items()
    ]
    weights = list(Severity)
    return sorted(found, key=lambda group: (group.accepted is not None, weights.index(group.severity)))
