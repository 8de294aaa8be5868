"""What a stack file accepts: how far that reaches, until when, and what is said where it does not hold."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from reportctl.verbs.adhoc import AdHoc, findings
from reporting.finding import Accepted, Finding, Severity, config_path, parsed_path
from reporting.findings.catalogue import CATALOGUE
from reporting.findings.diagnosis import advise, diagnose
from reporting.findings.live.look import refresh_first
from reporting.objects.live import LiveCluster
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.objects.reasons import reasons_to_rest
from reporting.source.load import load
from reporting.stack.settings import Settings
from tests.unit.stacks import advised, settings

TODAY = date(2026, 11, 23)
SUSPENDED = {"reportType": "policy-audit", "schedule": "8 6 * * *", "suspend": True}
ONE = "reportSets.all.reports.one"
ENDPOINTS = {"namespaces": {"names": ["shop"]}}


def stack(accept: object, *names: str, **more: Any) -> Settings:
    reports = dict.fromkeys(names or ("one", "two"), SUSPENDED)
    values: dict[str, Any] = {
        "cluster": {"name": "a", "context": "a"},
        "intervals": "production",
        "reportSets": {"all": {"endpoints": ENDPOINTS, "reports": reports}},
        "accept": accept,
        **more,
    }
    return load(values, datetime(2026, 12, 1, tzinfo=UTC))


def said(accept: object, *names: str) -> list[Finding]:
    return advise(plan(stack(accept, *names)), TODAY)


def pending(accept: object) -> list[tuple[str, str]]:
    return [(found.code, found.key) for found in said(accept) if found.accepted is None]


@pytest.mark.parametrize("only", [ONE, f"{ONE}.suspend", 'reportSets.all["reports"].one'])
def test_an_acceptance_of_one_report_does_not_reach_another(only: str) -> None:
    accept = {"SUSPENDED": {"reason": "rebuilt", "only": [only]}}

    assert pending(accept) == [("SUSPENDED", "reportSets.all.reports.two.suspend")]
    assert reasons_to_rest(stack(accept)) == {"one": "rebuilt"}


def test_a_text_accepts_in_the_whole_stack() -> None:
    assert pending({"SUSPENDED": "rebuilt"}) == []
    assert reasons_to_rest(stack({"SUSPENDED": "rebuilt"})) == {"one": "rebuilt", "two": "rebuilt"}


def test_reason_owner_day_and_ticket_are_kept() -> None:
    accept = {"SUSPENDED": {"reason": "rebuilt", "owner": "platform", "until": "2026-12-31", "ticket": "OPS-1"}}
    [found, _] = said(accept)

    assert found.accepted == Accepted("rebuilt", "platform", date(2026, 12, 31), "OPS-1")
    assert str(found.accepted) == "rebuilt (owner platform, until 2026-12-31, ticket OPS-1)"


@pytest.mark.parametrize(("until", "over"), [("2026-11-23", False), ("2026-11-22", True)])
def test_an_acceptance_ends_after_its_last_day_and_says_so(until: str, over: bool) -> None:
    found = said({"SUSPENDED": {"reason": "rebuilt", "owner": "platform", "until": until}})

    assert [finding.accepted is None for finding in found if finding.code == "SUSPENDED"] == [over, over]
    assert [finding.key for finding in found if finding.code == "EXCEPTION_OVER"] == ["accept.SUSPENDED.until"] * over


@pytest.mark.parametrize(
    ("code", "said_of_it", "remedy"),
    [
        ("suspend", "'suspend' is no code of a finding", "Write SUSPENDED"),
        ("WORKSHOP_INTERVAL", "is no code of a finding", "WORKSHOP_INTERVALS"),
        ("HOLIDAY", "is no code of a finding", "`reportctl check` shows"),
        ("SELECTOR", "cannot be accepted", "Remove it."),
        ("EXISTS", "cannot be accepted", "Remove it."),
        ("API_UNAVAILABLE", "cannot be accepted", "Remove it."),
        ("ACCEPT_UNUSED", "cannot be accepted", "Remove it."),
    ],
)
def test_a_code_that_cannot_be_accepted_is_an_error(code: str, said_of_it: str, remedy: str) -> None:
    [error] = [found for found in said({code: "so what"}) if found.severity is Severity.ERROR]

    assert (error.code, error.path) == ("ACCEPT", ("accept", code))
    assert said_of_it in error.what
    assert remedy in error.remedy


def test_errors_are_never_acceptable() -> None:
    assert [code.name for code in CATALOGUE.values() if code.severity is Severity.ERROR and code.acceptable] == []


def test_an_acceptance_of_nothing_is_said_only_where_that_can_be_known() -> None:
    unused = [found for found in said({"LONG_PERIOD": "x", "DEPRECATED": "x", "SUSPENDED": "x"}) if not found.accepted]

    assert [(found.code, found.key) for found in unused] == [("ACCEPT_UNUSED", "accept.LONG_PERIOD")]


def test_accepting_short_intervals_outlasts_their_reset() -> None:
    assert advised(settings(intervals="production", accept={"WORKSHOP_INTERVALS": "a workshop now and then"})) == []


def test_each_key_of_only_has_to_be_about_something() -> None:
    accept = {"SUSPENDED": {"reason": "x", "only": [ONE, "reportSets.all.reports.gone", "reportSets.all.reports.two"]}}

    assert pending(accept) == [("ACCEPT_UNUSED", "accept.SUSPENDED.only[1]")]


def test_what_a_look_at_the_cluster_found_is_accepted_alike() -> None:
    accept = {"REFRESH_FIRST": "every pipeline sets it", "SUSPENDED": "x"}
    found = diagnose(plan(stack(accept)), [refresh_first()], TODAY)

    assert [finding.code for finding in found if finding.accepted is None] == []
    assert found[0].accepted == Accepted("every pipeline sets it")


def test_a_run_by_hand_accepts_what_its_stack_does() -> None:
    runs = {"look": {"reports": ["one"], "last": "2h", "until": "2026-11-23T10:00:00Z"}}
    settings = stack({"CLOCK_SKEW": "the laptop is slow"}, runs=runs)
    live = LiveCluster(clock_skew=timedelta(hours=1))
    [skew] = findings(AdHoc("look", settings), Owner("calico-reporting", "team"), live)

    assert (skew.code, str(skew.accepted)) == ("CLOCK_SKEW", "the laptop is slow")


@pytest.mark.parametrize(("schedule", "said"), [("8 6 * * *", ["RUN_MOVES_SERIES"]), ("", [])])
def test_a_run_by_hand_says_that_it_moves_the_series_of_a_report_with_a_schedule(
    schedule: str, said: list[str]
) -> None:
    runs = {"look": {"reports": ["one"], "last": "2h", "until": "2026-11-23T10:00:00Z"}}
    report = {"reportType": "inventory", "schedule": schedule}
    run = AdHoc("look", stack({}, runs=runs, reportSets={"all": {"reports": {"one": report}}}))

    assert [found.code for found in findings(run, Owner("calico-reporting", "team"), LiveCluster())] == said


@pytest.mark.parametrize(
    "path",
    [
        ("accept",),
        ("adopt", 3),
        ("runs", "a", "reports", 0),
        ("reportSets", "a.b", "reports", "c", "suspend"),
        ("a", 1, 2),
    ],
)
def test_a_path_is_read_as_it_is_written(path: tuple[str | int, ...]) -> None:
    assert parsed_path(config_path(path)) == path


@pytest.mark.parametrize("text", ["", ".", "a..b", "a[", "a[x]", "a]b", 'a["b]', "a" * 50 + "["])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not the path of a key"):
        parsed_path(text)
