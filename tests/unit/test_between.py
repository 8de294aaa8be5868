"""Stretches of the day, and the minutes in them at which spread reports run."""

import subprocess
import sys
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.dialects.between import MINUTES_OF_A_DAY, USUAL, Between
from reporting.dialects.schedule import Schedule
from reporting.finding import Fault
from reporting.findings.stack.oddities import NEXT_DAY

MINUTE = st.integers(0, MINUTES_OF_A_DAY - 1)
NAME = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?", fullmatch=True)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def minutes_of(between: Between) -> set[int]:
    return {(between.first + minute) % MINUTES_OF_A_DAY for minute in range(between.minutes)}


@pytest.mark.parametrize(
    ("text", "first", "minutes"),
    [
        ("00:00-06:00", 0, 360),
        ("22:00-04:00", 1320, 360),
        ("18:00-24:00", 1080, 360),
        ("18:00-00:00", 1080, 360),
        ("00:00-24:00", 0, 1440),
        ("23:59-00:00", 1439, 1),
        ("00:01-00:00", 1, 1439),
    ],
)
def test_a_stretch_is_from_its_first_minute_to_the_one_before_its_end(text: str, first: int, minutes: int) -> None:
    assert Between.parse(text) == Between(first, minutes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no stretch of the day"),
        ("00:00", "is no stretch of the day"),
        ("0:00-6:00", "is no stretch of the day"),
        ("00:00 - 06:00", "is no stretch of the day"),
        ("00:00-06:00 UTC", "is no stretch of the day"),
        ("\u0660\u0660:\u0660\u0660-\u0660\u0666:\u0660\u0660", "is no stretch of the day"),
        ("00:00-06:00\n", "is no stretch of the day"),
        ("00:60-06:00", "has a time that no day has"),
        ("24:00-06:00", "has a time that no day has"),
        ("00:00-24:01", "has a time that no day has"),
        ("25:00-26:00", "has a time that no day has"),
        ("06:00-06:00", "no minute is in it"),
    ],
)
def test_what_is_no_stretch_of_the_day_is_refused(text: str, said: str) -> None:
    with pytest.raises(Fault, match=said):
        Between.parse(text)


@given(st.text(st.characters(exclude_categories=()), max_size=20) | st.from_regex(r"\d\d:\d\d-\d\d:\d\d"))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Fault):
        found = Between.parse(text)
        assert 0 <= found.first < MINUTES_OF_A_DAY
        assert 1 <= found.minutes <= MINUTES_OF_A_DAY


@given(MINUTE, MINUTE)
def test_a_stretch_holds_its_first_minute_and_not_its_end(first: int, end: int) -> None:
    if first != end:
        found = minutes_of(Between.parse(f"{clock(first)}-{clock(end)}"))
        assert first in found
        assert end not in found
        assert (end - 1) % MINUTES_OF_A_DAY in found


@given(MINUTE, st.integers(1, MINUTES_OF_A_DAY), NAME, NAME)
def test_a_report_runs_daily_at_a_minute_of_its_stretch(first: int, minutes: int, cluster: str, report: str) -> None:
    between = Between(first, minutes)
    minute = between.minute_of(cluster, report)
    assert minute in minutes_of(between)
    assert Schedule(between.daily(cluster, report)).describe() == f"every day at {clock(minute)} UTC"


def test_the_minute_is_the_same_on_every_machine() -> None:
    assert Between.parse("00:00-06:00").daily("production", "daily-soc2-network-access") == "14 5 * * *"
    assert USUAL.daily("production", "daily-soc2-network-access") == "44 6 * * *"
    program = "from reporting.dialects.between import USUAL; print(USUAL.minute_of('a', 'b'))"
    elsewhere = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    ]
    assert elsewhere == [f"{USUAL.minute_of('a', 'b')}\n"] * 2


def test_where_nothing_is_said_no_report_comes_on_the_next_day() -> None:
    last = max(minutes_of(USUAL))
    texts = [f"{minute % 60} {minute // 60} * * *" for minute in (last, last + 1)]
    odd = [[oddity.code for oddity in Schedule(text).oddities()] for text in texts]
    assert odd == [[], [NEXT_DAY.name]]


def test_over_a_fleet_no_minute_is_shared_by_more_than_a_tenth_of_the_clusters() -> None:
    """50 clusters with 30 reports, in six hours of the night."""
    night = Between.parse("00:00-06:00")
    for report in range(30):
        shared = Counter(night.minute_of(f"cluster-{cluster}", f"daily-report-{report}") for cluster in range(50))
        assert max(shared.values()) <= 5
