"""Durations as Go reads and writes them, and Felix's flush intervals."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.dialects.durations import Duration, DurationError, flush_interval, parse
from tests.fuzz import fuzz_durations
from tests.fuzz.runner import read_corpus

ANY_TEXT = st.text(st.characters(exclude_categories=()))
DURATION_LIKE = st.text("0123456789.+-hmsnu\u00b5\u03bc", max_size=30)
# projectcalico.org_felixconfigurations.yaml, with its doubled backslash read as a regular expression does.
NATIVE_CRD_PATTERN = re.compile(r"^([0-9]+(\\.[0-9]+)?(ms|s|m|h))*$")


@pytest.mark.parametrize(
    ("text", "nanoseconds", "canonical", "words"),
    [
        # The examples of https://pkg.go.dev/time#ParseDuration and #Duration.String
        ("300ms", 300 * 10**6, "300ms", "300 milliseconds"),
        ("-1.5h", -5400 * 10**9, "-1h30m0s", "minus 1 hour 30 minutes"),
        ("2h45m", 9900 * 10**9, "2h45m0s", "2 hours 45 minutes"),
        ("1h15m30.918s", 4530918 * 10**6, "1h15m30.918s", "1 hour 15 minutes 30.918 seconds"),
        # The workshop's and the product's flush intervals
        ("30s", 30 * 10**9, "30s", "30 seconds"),
        ("300s", 300 * 10**9, "5m0s", "5 minutes"),
        # Small, odd and extreme
        ("0", 0, "0s", "0 seconds"),
        ("1s", 10**9, "1s", "1 second"),
        ("1.5us", 1500, "1.5\u00b5s", "1.5 microseconds"),
        ("1\u03bcs", 1000, "1\u00b5s", "1 microsecond"),
        ("1ns", 1, "1ns", "1 nanosecond"),
        ("0.3333333333333333333h", 1200 * 10**9, "20m0s", "20 minutes"),
        ("-9223372036854775808ns", -(2**63), "-2562047h47m16.854775808s", None),
    ],
)
def test_a_duration_is_read_written_and_said(text: str, nanoseconds: int, canonical: str, words: str | None) -> None:
    duration = parse(text)
    assert duration == Duration(nanoseconds)
    assert str(duration) == canonical
    assert words is None or duration.words() == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no number"),
        ("-", "no number"),
        ("5", "without a unit"),
        ("1d", "A day is 24h"),
        ("2 weeks", "A week is 168h"),
        ("5 minutes", "unknown unit ' minutes'"),
        (".s", "no number where one belongs"),
        ("1_0s", "unknown unit '_'"),
        ("\u0663s", "no number where one belongs"),
        ("9223372036854775808ns", "292 years"),
        ("9" * 1_000_000 + "h", "292 years"),
        ("1h" * 1_000_000, "longer than anything the API server stores"),
        ("1s\0", "unknown unit"),
        ("1\ud800", "unknown unit"),
    ],
)
def test_what_go_refuses_is_refused_with_the_reason_and_an_example(text: str, said: str) -> None:
    with pytest.raises(DurationError) as refusal:
        parse(text)
    message = str(refusal.value)
    assert said in message
    assert "such as 30s, 5m or 1h30m" in message
    assert len(message) < 400
    assert message.encode()


def test_a_duration_beyond_64_bits_cannot_be_made() -> None:
    with pytest.raises(DurationError, match="292 years"):
        Duration(2**63)


def test_durations_are_ordered_by_length() -> None:
    assert sorted(map(parse, ["1h", "-1h", "90s", "2m"])) == list(map(parse, ["-1h", "90s", "2m", "1h"]))


def test_seconds_are_those_of_the_duration() -> None:
    assert parse("1m1.5s").seconds == 61.5


@pytest.mark.parametrize("text", ["1s", "10s", "30s", "300s", "5m", "1h", "1000ms", "1.5m", "0.5h", "+30s"])
def test_whole_seconds_are_flush_intervals_that_native_crds_take(text: str) -> None:
    interval = flush_interval(text)
    assert interval == parse(text)
    assert NATIVE_CRD_PATTERN.fullmatch(str(interval))


@pytest.mark.parametrize(
    ("text", "reason", "way_out"),
    [
        ("0s", "panics", "Write 300s"),
        ("0", "panics", "Write 300s"),
        ("-5m", "panics", "Write 300s"),
        ("500ms", "below one second", "Write 1s or more"),
        ("999999999ns", "below one second", "Write 1s or more"),
        ("1.5s", "not a whole number of seconds", "Write 1s or 2s"),
        ("90500ms", "is 1m30.5s", "Write 1m30s or 1m31s"),
        ("9223372036.5s", "not a whole number of seconds", "Write 2562047h47m16s."),
        ("1d", "unknown unit", "A day is 24h"),
    ],
)
def test_what_felix_cannot_use_is_refused_with_the_reason_and_the_way_out(text: str, reason: str, way_out: str) -> None:
    with pytest.raises(DurationError) as refusal:
        flush_interval(text)
    assert reason in str(refusal.value)
    assert way_out in str(refusal.value)


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_duration_is_read_back_from_its_own_text(nanoseconds: int) -> None:
    duration = Duration(nanoseconds)
    assert Duration.parse(str(duration)) == duration


@given(ANY_TEXT | DURATION_LIKE)
def test_any_text_is_a_duration_or_gets_this_modules_error(text: str) -> None:
    fuzz_durations.target(text)


@pytest.mark.parametrize("text", read_corpus(fuzz_durations.CORPUS), ids=ascii)
def test_texts_of_the_corpus_hold(text: str) -> None:
    fuzz_durations.target(text)
