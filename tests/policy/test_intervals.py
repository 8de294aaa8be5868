"""Which intervals a production stack may have, and until when short ones are wanted."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from policy.rules.durations import seconds
from policy.rules.intervals import PRODUCTION_INTERVALS, WORKSHOP_END_DATE, workshop_end_date
from policy.rules.resource import Resource
from reporting.dialects.durations import Duration
from tests.policy.resources import FELIX, FELIX_PATCH, felix, felix_flush, report

TODAY = date(2026, 12, 31)


def in_production(resource: Resource, **config: Any) -> list[str]:
    return list(PRODUCTION_INTERVALS.check(resource, PRODUCTION_INTERVALS.config(**config)))


def on_the_last_day(*resources: Resource, **config: Any) -> list[str]:
    return list(workshop_end_date(resources, WORKSHOP_END_DATE.config(**config), TODAY))


@pytest.mark.parametrize("of", [FELIX, FELIX_PATCH, "kubernetes:crd.projectcalico.org/v1:FelixConfiguration"])
def test_a_production_stack_with_a_short_interval_is_told_which_and_how_to_reset_it(of: str) -> None:
    [message] = in_production(felix("production", of=of, flowLogsFlushInterval="30s", dnsLogsFlushInterval="5m0s"))
    assert message.startswith("flowLogsFlushInterval is 30s in stack production")
    assert "up to 10 times as many records" in message
    assert "pulumi config set intervals production" in message


@pytest.mark.parametrize(
    ("interval", "short"), [("300s", False), ("5m0s", False), ("1h", False), ("4m59.9s", True), ("299s", True)]
)
def test_a_production_stack_keeps_the_default_or_more(interval: str, short: bool) -> None:
    assert bool(in_production(felix("production", flowLogsFlushInterval=interval))) is short


def test_all_short_intervals_of_a_production_stack_are_named_at_once_with_the_worst_factor() -> None:
    [message] = in_production(felix("production", flowLogsFlushInterval="30s", l7LogsFlushInterval="10s"))
    assert message.startswith("flowLogsFlushInterval is 30s and l7LogsFlushInterval is 10s in stack production")
    assert "up to 30 times as many records" in message


@pytest.mark.parametrize("interval", ["", "0s", "-10m", "300", "soon", 300])
def test_an_interval_that_says_no_time_is_no_production_interval(interval: object) -> None:
    [message] = in_production(felix("production", l7LogsFlushInterval=interval))
    assert "nobody can say how many records" in message


@pytest.mark.parametrize(
    ("stack", "production"),
    [
        ("production", True),
        ("prod", True),
        ("prod-eu", True),
        ("shop.prod", True),
        ("workshop", False),
        ("product-team", False),
        ("reproduction", False),
    ],
)
def test_production_stacks_are_known_by_their_name(stack: str, production: bool) -> None:
    assert bool(in_production(felix(stack, flowLogsFlushInterval="30s"))) is production


def test_a_team_says_which_stacks_are_production_and_what_is_short_there() -> None:
    resource = felix("live", flowLogsFlushInterval="60s")
    assert in_production(resource, stacks=["live"])
    assert in_production(resource, stacks=["live"], shortest="60s") == []


def test_other_fields_and_other_objects_are_no_intervals() -> None:
    assert in_production(felix("production", flowLogsFileAggregationKindForAllowed=1)) == []
    assert in_production(report(flowLogsFlushInterval="30s"), stacks=[".*"]) == []


def test_workshop_intervals_without_an_end_date_are_refused_with_the_command_that_sets_one() -> None:
    [message] = on_the_last_day(*felix_flush(flowLogsFlushInterval="30s", dnsLogsFlushInterval="30s"))
    assert message.startswith("flowLogsFlushInterval is 30s and dnsLogsFlushInterval is 30s, shorter than 300s")
    assert "nothing says until when" in message
    assert "pulumi config set intervalsUntil" in message


@pytest.mark.parametrize(("until", "passes"), [("2026-12-31", True), ("2027-01-01", True), ("2026-12-30", False)])
def test_the_end_date_is_the_last_day_on_which_they_are_wanted(until: str, passes: bool) -> None:
    assert bool(on_the_last_day(*felix_flush(until, flowLogsFlushInterval="30s"))) is not passes


def test_an_end_date_that_is_no_day_counts_for_nothing() -> None:
    [message] = on_the_last_day(*felix_flush("next week", flowLogsFlushInterval="30s"))
    assert "'next week' is no day" in message


def test_today_is_todays() -> None:
    config = WORKSHOP_END_DATE.config()
    assert list(WORKSHOP_END_DATE.check(felix_flush("2020-01-01", flowLogsFlushInterval="30s"), config))
    assert not list(WORKSHOP_END_DATE.check(felix_flush("9999-12-31", flowLogsFlushInterval="30s"), config))


def test_production_intervals_need_no_end_date() -> None:
    assert on_the_last_day(*felix_flush(flowLogsFlushInterval="5m0s")) == []
    assert on_the_last_day(*felix_flush(flowLogsFlushInterval="60s"), shortest="60s") == []


def test_another_program_says_the_end_date_in_an_annotation() -> None:
    [message] = on_the_last_day(felix(flowLogsFlushInterval="30s"))
    assert 'metadata.annotations: calico-reporting/intervals-until: "2026-12-31"' in message
    annotations = {"calico-reporting/intervals-until": "2027-01-01"}
    assert on_the_last_day(felix(annotations=annotations, flowLogsFlushInterval="30s")) == []


@pytest.mark.parametrize("text", ["30s", "5m0s", "1h2m3s", "1.5m", ".5s", "5.s", "100ms", "1us", "1µs", "1ns", "+30s"])
def test_durations_are_read_as_stack_files_read_them(text: str) -> None:
    assert seconds(text) == Fraction(Duration.parse(text).nanoseconds, 10**9)


@pytest.mark.parametrize("text", ["", "5", "s", "5 s", "5m 0s", "1d", "٣s", None, 5])
def test_what_is_no_duration_is_none(text: object) -> None:
    assert seconds(text) is None
