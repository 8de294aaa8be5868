"""What is said of exceptions: that they end, that they are over, and that they excuse nothing."""

from collections.abc import Iterator
from datetime import date, timedelta

from reporting.finding import Code, Finding, Path, Severity
from reporting.findings.stack.item import Stack
from reporting.objects.exceptions import Kind, State, StatedException, state_by_date, stated_exceptions
from reporting.objects.reports import PlannedReport
from reporting.spans import counted
from reporting.stack.cis import ResultsFilter, shadowed_filters

_CIS = "https://docs.tigera.io/calico-enterprise/latest/compliance/compliance-reports-cis"

EXCEPTION_OVER = Code(
    "EXCEPTION_OVER", Severity.ERROR, "an exception after the last day for which it was given", acceptable=False
)
EXCEPTION_IN_GRACE = Code(
    "EXCEPTION_IN_GRACE", Severity.WARNING, "an exception that is over and soon an error", acceptable=False
)
EXCEPTION_ENDS = Code("EXCEPTION_ENDS", Severity.WARNING, "an exception that ends within 30 days", acceptable=False)


def dated(stack: Stack) -> Iterator[Finding]:
    """Exclusions and suspensions; an acceptance is judged with what it accepts."""
    for exception in stated_exceptions(stack.plan):
        if exception.kind is not Kind.ACCEPTANCE:
            yield from of_date(exception, stack.today, stack.settings.exceptions.grace)


def of_date(exception: StatedException, today: date, grace: timedelta) -> Iterator[Finding]:
    """What there is to say of an exception's end on a day."""
    until = exception.until or today
    code, consequence = {
        State.ENDS_SOON: (EXCEPTION_ENDS, "After that day it is an error, and nothing is changed on the cluster."),
        State.IN_GRACE: (EXCEPTION_IN_GRACE, f"It is an error after {counted(grace.days, 'day')} of grace."),
        State.OVER: (EXCEPTION_OVER, "Nothing is changed on the cluster until that is decided."),
    }.get(state_by_date(exception.terms, today, grace), (None, ""))
    if code:
        yield code.at(
            (*exception.path, "until"),
            f"{until} {'is' if today <= until else 'was'} the last day of an exception: {exception.in_words}, "
            f"{exception.terms}. {consequence}",
            f"{_MEND[exception.kind]}, or decide again with whoever answers for it: move until.",
        )


_MEND = {
    Kind.EXCLUSION: "Mend what the test finds and remove the exclusion",
    Kind.SUSPENSION: "Remove suspend",
    Kind.ACCEPTANCE: "Mend what it is about and remove the acceptance",
}


EXCEPTION_UNUSED = Code(
    "EXCEPTION_UNUSED", Severity.WARNING, "an exception that excuses nothing", _CIS, acceptable=False
)


def unused(stack: Stack) -> Iterator[Finding]:
    """Exclusions on terms that have no effect, and suspensions of what would not run anyway."""
    idle = {path: why for planned in stack.reports for path, why in (*_no_schedule(planned), *_no_effect(planned))}
    for exception in stated_exceptions(stack.plan):
        if exception.terms and exception.path in idle:
            yield EXCEPTION_UNUSED.at(
                exception.path,
                f"This exception excuses nothing, because {idle[exception.path]}: {exception.in_words}, "
                f"{exception.terms}.",
                "Remove it, or say it where it counts.",
            )


def _no_schedule(planned: PlannedReport) -> Iterator[tuple[Path, str]]:
    if planned.report.schedule.manual:
        yield planned.path("suspend"), "a report without a schedule does not run by itself anyway"


def _no_effect(planned: PlannedReport) -> Iterator[tuple[Path, str]]:
    filters = (planned.report.cis and planned.report.cis.results_filters) or []
    earlier = dict(shadowed_filters(filters))
    for place, item in enumerate(filters):
        path = planned.path("cis", "resultsFilters", place, "exclude")
        if place in earlier:
            why = f"filter [{earlier[place]}] comes first and selects every node that its own selects"
            yield from (((*path, index), why) for index in range(len(item.exclude or ())))
        else:
            yield from (((*path, index), why) for index, why in _of_the_filter(item))


def _of_the_filter(item: ResultsFilter) -> Iterator[tuple[int, str]]:
    included, before = set(item.include or ()), set[str]()
    for index, test in enumerate(item.excluded):
        if test in included:
            yield index, "the same filter includes the test, and include takes precedence"
        elif test in before:
            yield index, "the same list has the test before"
        before.add(test)
