"""Every exception that a stack makes: tests left out, reports suspended, findings accepted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from reporting.finding import Accepted, Path, config_path
from reporting.objects.plan import Plan
from reporting.objects.reports import PlannedReport
from reporting.quote import quoted
from reporting.stack.acceptance import Acceptance
from reporting.stack.exceptions import Suspension

SOON = timedelta(days=30)
"""So long before its end an exception is spoken of."""


class Kind(StrEnum):
    """What sort of thing is excused."""

    EXCLUSION = "CIS exclusion"
    SUSPENSION = "suspension"
    ACCEPTANCE = "acceptance"


class State(StrEnum):
    """How an exception stands on a day, the gravest first."""

    OVER = "over"
    IN_GRACE = "in grace"
    ENDS_SOON = "ends soon"
    UNUSED = "excuses nothing"
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class StatedException:
    """What is excused: a test's id, a report's name or a finding's code; `path` is where the stack file says it.

    `report` is the one that it is about, empty where it is about the stack; `terms` is None where nothing is said but
    what is excused.
    """

    kind: Kind
    what: str
    path: Path
    report: str = ""
    terms: Accepted | None = None

    @property
    def until(self) -> date | None:
        """The last day for which it was given."""
        return self.terms.until if self.terms else None

    @property
    def id(self) -> str:
        """Its name among all of a stack, which stays when others come before it in a list."""
        below = self.path[:-1] if self.kind is Kind.EXCLUSION else self.path
        return f"{config_path(below)}/{self.what}"

    @property
    def in_words(self) -> str:
        """`CIS test 1.2.5 left out of daily-cis-benchmark`."""
        match self.kind:
            case Kind.EXCLUSION:
                return f"CIS test {self.what} left out of {self.report}"
            case Kind.SUSPENSION:
                return f"report {self.what} suspended"
            case Kind.ACCEPTANCE:
                return f"{self.what} accepted{f' for {self.report}' if self.report else ''}"


def state_by_date(terms: Accepted | None, today: date, grace: timedelta) -> State:
    """How an exception on these terms stands on a day; the grace begins after the last day."""
    until = terms.until if terms else None
    if until is None or until - today > SOON:
        return State.CURRENT
    if today <= until:
        return State.ENDS_SOON
    return State.IN_GRACE if today - until <= grace else State.OVER


def stated_exceptions(plan: Plan) -> list[StatedException]:
    """All of them, in the order of the reports and then of what is accepted."""
    return [
        *(one for planned in plan.reports.values() for one in (*_suspension(planned), *_exclusions(planned))),
        *(acceptance(code, stated) for code, stated in plan.settings.accept.items()),
    ]


def acceptance(code: str, stated: Acceptance) -> StatedException:
    """That findings of a code are accepted."""
    reports = (path[3] for _, path in stated.keys if path[:1] == ("reportSets",) and path[2:3] == ("reports",))
    names = ", ".join(dict.fromkeys(map(_shown, reports)))
    return StatedException(Kind.ACCEPTANCE, _shown(code), ("accept", code), names, stated.accepted)


def _shown(name: str | int) -> str:
    """Names that nobody has checked as they are, where that is text for every reader."""
    return name if isinstance(name, str) and name.isascii() and name.isprintable() else quoted(name)


def _suspension(planned: PlannedReport) -> Iterator[StatedException]:
    stated = planned.report.suspend
    if stated:
        terms = stated.accepted if isinstance(stated, Suspension) else None
        yield StatedException(Kind.SUSPENSION, planned.name, planned.path("suspend"), planned.name, terms)


def _exclusions(planned: PlannedReport) -> Iterator[StatedException]:
    for place, item in enumerate((planned.report.cis and planned.report.cis.results_filters) or []):
        for index, (test, terms) in enumerate(item.exclusions):
            path = planned.path("cis", "resultsFilters", place, "exclude", index)
            yield StatedException(Kind.EXCLUSION, test, path, planned.name, terms.accepted if terms else None)
