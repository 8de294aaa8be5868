"""Exceptions: on which terms tests are left out, reports suspended and findings accepted, and what is said of them."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporting.finding import Accepted, Finding, Severity, StackFileError
from reporting.findings.diagnosis import diagnose
from reporting.objects.exceptions import Kind, State, state_by_date, stated_exceptions
from reporting.objects.plan import Plan, plan
from reporting.objects.reasons import REASON
from reporting.source.load import load
from reporting.source.runconfig import values_of_run
from reporting.source.stackfile import parse_stack
from reporting.stack.exceptions import EXCEPTIONS
from reporting.stack.settings import Settings
from tests.unit.stacks import INVENTORY, MINIMAL, NOW, compared, settings

LAST = date(2026, 12, 31)
TERMS: dict[str, Any] = {"reason": "not ours", "owner": "platform", "until": "2026-12-31", "ticket": "OPS-1"}
EXCLUSION: dict[str, Any] = {"id": "1.2.5", **TERMS}
PATH = "reportSets.all.reports.cis.cis.resultsFilters[0].exclude"


def cis(*exclude: Any, **fields: Any) -> dict[str, Any]:
    filters = [{"exclude": list(exclude), **fields}]
    return {"reportType": "cis-benchmark", "schedule": "0 1 * * *", "cis": {"resultsFilters": filters}}


def stack(*, accept: Any = None, grace: int = 0, **reports: Any) -> Settings:
    return settings(reportSets={"all": {"reports": reports}}, accept=accept or {}, exceptions={"graceDays": grace})


def said(of: Settings, today: date, of_cluster: list[Finding] | None = None) -> list[tuple[str, str]]:
    codes = ("EXCEPTION", "ACCEPT")
    found = diagnose(plan(of), of_cluster or [], today)
    return [(one.code, one.key) for one in found if one.code.startswith(codes)]


def refused(**reports: Any) -> list[str]:
    with pytest.raises(StackFileError) as error:
        stack(**reports)
    return [str(fault) for fault in error.value.findings]


def test_calico_gets_ids_alone_and_the_terms_are_an_annotation() -> None:
    report = plan(stack(cis=cis("1.1.4", EXCLUSION, benchmarkSelection={"kubernetesVersion": "1.28"}))).reports["cis"]

    assert report.spec["cis"]["resultsFilters"] == [
        {"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4", "1.2.5"]}
    ]
    noted = {"exclude": "1.2.5", "kubernetesVersion": "1.28", **TERMS}
    assert json.loads(report.manifest["metadata"]["annotations"][EXCEPTIONS]) == [noted]


def test_plain_forms_stay_as_they_were() -> None:
    report = plan(stack(cis={**cis("1.2.5"), "suspend": True})).reports["cis"]

    assert report.spec["cis"]["resultsFilters"] == [{"exclude": ["1.2.5"]}]
    assert report.spec["suspend"] is True
    assert "annotations" not in report.manifest["metadata"]


def test_a_suspension_has_its_reason_in_the_annotation_that_says_why_a_report_rests() -> None:
    report = plan(stack(one={**INVENTORY, "suspend": TERMS})).reports["one"]
    annotations = report.manifest["metadata"]["annotations"]

    assert report.spec["suspend"] is True
    assert annotations[REASON] == "not ours"
    assert json.loads(annotations[EXCEPTIONS]) == [{"suspend": True, **TERMS}]


def test_a_suspensions_own_reason_beats_that_of_an_acceptance() -> None:
    of = stack(one={**INVENTORY, "suspend": {"reason": "rebuilt"}}, accept={"SUSPENDED": "whatever"})

    assert plan(of).reports["one"].reason == "rebuilt"


TEXT = """
config:
  calico-reporting:cluster: {name: test, context: test}
  calico-reporting:intervals: production
  calico-reporting:reportSets:
    all:
      reports:
        cis:
          reportType: cis-benchmark
          schedule: "0 1 * * *"
          suspend: {reason: rebuilt, owner: platform, until: UNTIL}
          cis:
            resultsFilters:
              - exclude: [{id: "1.2.5", reason: not ours, owner: platform, until: UNTIL}, "1.2.6"]
"""


@pytest.mark.parametrize("until", ["2026-12-31", '"2026-12-31"'])
def test_both_roads_read_the_same(until: str) -> None:
    text = parse_stack(TEXT.replace("UNTIL", until), Path("Pulumi.test.yaml"))
    of_run = {
        f"calico-reporting:{key}": json.dumps(value).replace("2026-12-31", "2026-12-31 00:00:00 +0000 UTC")
        if isinstance(value, dict)
        else value
        for key, value in text.values.items()
    }

    assert load(values_of_run(of_run), NOW) == text.settings(NOW)


REFUSED = [
    ({"id": "1.2.5", "reason": "x"}, f"{PATH}[0].owner: is not there."),
    ({"id": "1.2.5", "owner": "x"}, f"{PATH}[0].reason: is not there."),
    ({"reason": "x", "owner": "x"}, f"{PATH}[0].id: is not there."),
    ({**EXCLUSION, "id": "1.2.x"}, f"{PATH}[0].id: '1.2.x' is not a benchmark id"),
    ({**EXCLUSION, "id": 1.2}, f"{PATH}[0].id: 1.2 is a number to YAML"),
    ({**EXCLUSION, "until": "next year"}, f"{PATH}[0].until: 'next year' is not a day"),
    ({**EXCLUSION, "until": "2027-02-29"}, f"{PATH}[0].until: '2027-02-29' is not a day"),
    ({**EXCLUSION, "until": 2027}, f"{PATH}[0].until: 2027 is not a day"),
    ({**EXCLUSION, "reason": " "}, f"{PATH}[0].reason: ' ' says nothing"),
    ({**EXCLUSION, "reason": "x" * 2001}, "is not short enough to be an annotation"),
    ({**EXCLUSION, "reason": "\x1b[31mred"}, f"{PATH}[0].reason: '\\x1b[31mred' has characters that terminals"),
    ({**EXCLUSION, "owner": "\u202egpj.exe"}, f"{PATH}[0].owner: '\\u202egpj.exe' has characters that terminals"),
    ({**EXCLUSION, "ticket": "\ud800"}, f"{PATH}[0].ticket: '\\ud800' is not valid here"),
    ({**EXCLUSION, "expires": "2027-01-01"}, f"{PATH}[0].expires: unknown key."),
    ({}, f"{PATH}[0].owner: is not there."),
    (["1.2.5"], f"{PATH}[0]: a list is not text"),
    (None, f"{PATH}[0]: nothing is not text"),
]


@pytest.mark.parametrize(("exclusion", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_an_exclusion_that_cannot_be_used_is_refused_with_its_key(exclusion: Any, message: str) -> None:
    found = refused(cis=cis(exclusion))

    assert any(message in fault for fault in found), found


SUSPENSIONS = [
    ({"owner": "x"}, "suspend.reason: is not there."),
    ({"reason": "x", "until": "2027-01-01"}, "suspend: until without an owner: an exception without owner"),
    ({"reason": "x", "ticket": "OPS-1"}, "suspend: ticket without an owner"),
    ({"reason": "x", "until": "2027-13-01", "owner": "x"}, "suspend.until: '2027-13-01' is not a day"),
    ({"reason": "x", "who": "x"}, "suspend.who: unknown key."),
    ("yes", "suspend: 'yes' is not true or false"),
    ([], "suspend: an empty list is not true or false"),
]


@pytest.mark.parametrize(("suspend", "message"), SUSPENSIONS, ids=[message for _, message in SUSPENSIONS])
def test_a_suspension_that_cannot_be_used_is_refused_with_its_key(suspend: Any, message: str) -> None:
    found = refused(one={**INVENTORY, "suspend": suspend})

    assert any(message in fault for fault in found), found


@pytest.mark.parametrize("terms", [{"until": "2027-01-01"}, {"ticket": "OPS-1"}])
def test_an_acceptance_with_an_end_or_a_ticket_needs_an_owner(terms: dict[str, str]) -> None:
    with pytest.raises(StackFileError, match=r"accept\.SUSPENDED: .* without an owner"):
        stack(accept={"SUSPENDED": {"reason": "x", **terms}})


@pytest.mark.parametrize("days", [-1, 91, "7", 1.5])
def test_grace_is_a_number_of_days(days: Any) -> None:
    with pytest.raises(StackFileError, match=r"exceptions\.graceDays: "):
        settings(exceptions={"graceDays": days})


def test_what_is_included_has_no_terms() -> None:
    assert any("include[0]: a map is not text" in fault for fault in refused(cis=cis(include=[EXCLUSION])))


def test_more_terms_than_annotations_hold_are_refused() -> None:
    long = [{**EXCLUSION, "id": f"1.{number}", "reason": "x" * 2000} for number in range(140)]

    assert any("bytes, and the API server refuses" in fault for fault in refused(cis=cis(*long)))


STATES = [
    (timedelta(-31), State.CURRENT),
    (timedelta(-30), State.ENDS_SOON),
    (timedelta(0), State.ENDS_SOON),
    (timedelta(1), State.IN_GRACE),
    (timedelta(7), State.IN_GRACE),
    (timedelta(8), State.OVER),
]


@pytest.mark.parametrize(("after", "state"), STATES)
def test_an_exception_stands_by_its_last_day(after: timedelta, state: State) -> None:
    assert state_by_date(Accepted("x", until=LAST), LAST + after, timedelta(7)) is state


@pytest.mark.parametrize("terms", [None, Accepted("x"), Accepted("x", until=date.max)])
def test_an_exception_without_an_end_is_current_on_any_day(terms: Accepted | None) -> None:
    assert state_by_date(terms, date(2026, 1, 1), timedelta(90)) is State.CURRENT


CODES = {State.ENDS_SOON: "EXCEPTION_ENDS", State.IN_GRACE: "EXCEPTION_IN_GRACE", State.OVER: "EXCEPTION_OVER"}
KINDS = {
    f"{PATH}[0].until": {"cis": cis(EXCLUSION)},
    "reportSets.all.reports.one.suspend.until": {"one": {**INVENTORY, "suspend": TERMS}},
    "accept.SUSPENDED.until": {"one": {**INVENTORY, "suspend": True}, "accept": {"SUSPENDED": TERMS}},
}


@pytest.mark.parametrize("key", KINDS)
@pytest.mark.parametrize(("after", "state"), STATES)
def test_each_kind_is_spoken_of_by_its_last_day(key: str, after: timedelta, state: State) -> None:
    found = said(stack(grace=7, **KINDS[key]), LAST + after)

    assert found == ([(CODES[state], key)] if state in CODES else [])


@pytest.mark.parametrize(("key", "after"), [(key, timedelta(days)) for key in KINDS for days in (1, 8)])
def test_only_what_is_over_stops_an_update(key: str, after: timedelta) -> None:
    found = diagnose(plan(stack(grace=7, **KINDS[key])), [], LAST + after)
    errors = [one.code for one in found if one.severity is Severity.ERROR]

    assert errors == (["EXCEPTION_OVER"] if after.days == 8 else [])


@pytest.mark.parametrize("key", ["reportSets.all.reports.one.suspend.until", "accept.SUSPENDED.until"])
@pytest.mark.parametrize(("day", "excused"), [(LAST, True), (LAST + timedelta(7), True), (date.max, False)])
def test_a_suspension_is_accepted_until_its_terms_are_over(key: str, day: date, excused: bool) -> None:
    [found] = [one for one in diagnose(plan(stack(grace=7, **KINDS[key])), [], day) if one.code == "SUSPENDED"]

    assert found.accepted == (Accepted("not ours", "platform", LAST, "OPS-1") if excused else None)


def test_that_an_exception_is_over_cannot_be_accepted() -> None:
    found = diagnose(plan(stack(cis=cis(EXCLUSION), accept={"EXCEPTION_OVER": "x"})), [], date.max)

    assert [one.code for one in found if one.severity is Severity.ERROR] == ["EXCEPTION_OVER", "ACCEPT"]


def test_an_acceptance_of_short_intervals_is_not_over_once_they_are_reset() -> None:
    values = {"accept": {"WORKSHOP_INTERVALS": TERMS}}

    assert said(settings(**values), date.max) == []
    assert said(settings(**{**values, "intervals": "workshop"}), date.max) == [
        ("EXCEPTION_OVER", "accept.WORKSHOP_INTERVALS.until")
    ]


def test_an_acceptance_of_what_only_a_cluster_tells_is_over_without_one() -> None:
    assert said(settings(accept={"DEPRECATED": TERMS}), date.max) == [("EXCEPTION_OVER", "accept.DEPRECATED.until")]


UNUSED = [
    (cis(EXCLUSION, include=["1.2.5"]), f"{PATH}[0]"),
    (cis("1.2.5", EXCLUSION), f"{PATH}[1]"),
    (
        {**cis(), "cis": {"resultsFilters": [{"include": ["1.1.1"]}, {"exclude": [EXCLUSION]}]}},
        f"{PATH.replace('[0]', '[1]')}[0]",
    ),
    ({**INVENTORY, "schedule": "", "suspend": TERMS}, "reportSets.all.reports.cis.suspend"),
]


@pytest.mark.parametrize(("report", "key"), UNUSED, ids=["included", "twice", "shadowed", "by hand"])
def test_an_exception_that_excuses_nothing_is_said(report: dict[str, Any], key: str) -> None:
    of = stack(cis=report)

    assert said(of, date(2026, 11, 1)) == [("EXCEPTION_UNUSED", key)]


def test_a_plain_exclusion_is_no_exception_that_could_excuse_nothing() -> None:
    assert said(stack(cis=cis("1.2.5", "1.2.5")), date(2026, 11, 1)) == []


def listing(of: Settings) -> list[tuple[Kind, str, str]]:
    wanted: Plan = plan(of)
    return [(one.kind, one.what, one.report) for one in stated_exceptions(wanted)]


def test_all_exceptions_of_a_stack_are_one_list() -> None:
    only = ["reportSets.all.reports.two.suspend", "runs.a"]
    of = stack(
        one={**cis("1.1.4", EXCLUSION), "suspend": TERMS},
        two={**INVENTORY, "suspend": True},
        accept={"SUSPENDED": {"reason": "x", "only": only}, "SAME_MINUTE": "y"},
    )

    assert listing(of) == [
        (Kind.SUSPENSION, "one", "one"),
        (Kind.EXCLUSION, "1.1.4", "one"),
        (Kind.EXCLUSION, "1.2.5", "one"),
        (Kind.SUSPENSION, "two", "two"),
        (Kind.ACCEPTANCE, "SUSPENDED", "two"),
        (Kind.ACCEPTANCE, "SAME_MINUTE", ""),
    ]


def test_names_that_nobody_has_checked_are_shown_as_text() -> None:
    only = ['reportSets.all.reports["\x1b[31m"]']
    [found] = stated_exceptions(plan(settings(accept={"\x1b[31mX": {"reason": "x", "only": only}})))

    assert found.in_words == r"'\x1b[31mX' accepted for '\x1b[31m'"


def test_reports_that_are_not_made_need_no_exception() -> None:
    of = settings(reportSets={"all": {"reports": {"cis": cis(EXCLUSION)}}}, compliance="absent")

    assert listing(of) == []


BEFORE, LATER = EXCLUSION, {**EXCLUSION, "until": "2027-06-30"}
CHANGES = [
    (cis("1.2.5"), cis(BEFORE), "cis: exclude 1.2.5 is excused: not ours (owner platform, until 2026-12-31, ticket"),
    (
        cis(BEFORE),
        cis(LATER),
        "until 2027-06-30, ticket OPS-1), instead of: not ours (owner platform, until 2026-12-31",
    ),
    (cis(BEFORE), cis("1.2.5"), "cis: exclude 1.2.5 is no longer excused with a reason; before: not ours"),
    (cis(), cis(BEFORE), "cis: exclude 1.2.5 is excused: not ours"),
    (cis(), {**cis(), "suspend": TERMS}, "until it is resumed, which is excused: not ours"),
    ({**cis(), "suspend": True}, {**cis(), "suspend": TERMS}, "stays suspended, which is excused: not ours (owner"),
    ({**cis(), "suspend": TERMS}, {**cis(), "suspend": True}, "stays suspended, which is no longer excused"),
]


@pytest.mark.parametrize(("before", "after", "sentence"), CHANGES, ids=[sentence for _, _, sentence in CHANGES])
def test_a_reviewer_is_told_of_changed_terms(before: Any, after: Any, sentence: str) -> None:
    found = [change.sentence for change in compared(stack(cis=before), stack(cis=after))]

    assert any(sentence in change for change in found), found
    assert not any("means the same" in change for change in found)


def test_a_reviewer_of_a_new_report_is_told_on_what_terms_it_is_excused() -> None:
    new = settings(reportSets={"all": {"reports": {"cis": {**cis(BEFORE, "1.2.6"), "suspend": TERMS}}}})
    [addition] = [found.sentence for found in compared(settings(), new) if found.kind == "added"]

    terms = "not ours (owner platform, until 2026-12-31, ticket OPS-1)"
    assert f", suspended, which is excused: {terms}, on " in addition
    assert f"exclude 1.2.5 is excused: {terms}" in addition
    assert "exclude 1.2.6" not in addition


def test_the_days_of_grace_are_compared() -> None:
    [change] = compared(settings(), settings(exceptions={"graceDays": 7}))

    assert change.sentence == "days after its end before an exception is an error: 7 instead of 0"


def test_minimal_settings_have_no_exceptions() -> None:
    assert listing(load(MINIMAL, NOW)) == []
