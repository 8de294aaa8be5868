"""`reportctl schedule`: windows, starts of runs and expected output, in UTC or another zone."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.dialects.schedule import Schedule
from reporting.dialects.windows import next_windows
from tests.unit.command_line import Ran, Run

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def schedule(tmp_path: Path, run: Run) -> Run:
    """The verb on a project with one stack, which has one report with the given schedule."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n", encoding="utf-8")

    def runs(text: str, *arguments: str, extra: str = "", compliance: str = "present") -> Ran:
        (tmp_path / "Pulumi.one.yaml").write_text(
            "config:\n  calico-reporting:cluster: {name: a, context: a}\n"
            f"  calico-reporting:intervals: production\n  calico-reporting:compliance: {compliance}\n"
            "  calico-reporting:reportSets:\n    a:\n      reports:\n"
            f"        daily: {{reportType: inventory, schedule: '{text}'{extra}}}\n",
            encoding="utf-8",
        )
        return run("schedule", "--project", tmp_path, *arguments)

    return runs


def rows(ran: Ran) -> list[list[str]]:
    """Below the stack's name: the report where its first line is, its window, its output."""
    stack, *lines = ran.out.splitlines()
    assert stack == "one"
    return [re.split(r" {2,}", line.strip()) for line in lines]


def test_a_window_and_its_output_a_line_each_and_the_reports_name_once(schedule: Run) -> None:
    ran = schedule("8 6 * * *", "--from", "2026-11-23T12:00:00Z", "--count", "2")

    assert ran.status == 0
    assert rows(ran) == [
        ["daily", "2026-11-23 06:08 to 2026-11-24 06:08", "output from 06:38"],
        ["2026-11-24 06:08 to 2026-11-25 06:08", "output from 06:38"],
    ]
    assert ran.err == "Times are UTC.\n"


def test_output_of_the_next_day_is_said_with_its_day(schedule: Run) -> None:
    ran = schedule("45 23 * * *", "--from", "2026-11-23T12:00:00Z", "--count", "1")

    assert rows(ran) == [["daily", "2026-11-22 23:45 to 2026-11-23 23:45", "output from 2026-11-24 00:15"]]


@pytest.mark.parametrize("text", ["0 0 * * 1", "0 0 1 * *"])
def test_a_window_that_the_controller_does_not_make_is_not_expected(schedule: Run, text: str) -> None:
    assert {row[-1] for row in rows(schedule(text))} == {"not expected"}


def test_times_are_shown_once_in_the_zone_that_is_asked_for_also_over_a_change_of_clocks(schedule: Run) -> None:
    """Berlin goes from +01:00 to +02:00 on 28 March 2027 at 01:00 UTC."""
    ran = schedule("30 0 * * *", "--from", "2027-03-27T12:00:00Z", "--count", "1", "--tz", "Europe/Berlin")

    assert rows(ran) == [["daily", "2027-03-27 01:30 to 2027-03-28 01:30", "output from 03:00"]]
    assert ran.err == "Times are Europe/Berlin.\n"


@pytest.mark.parametrize(
    ("text", "extra", "said"),
    [
        ("", "", "by hand only"),
        ("", ", suspend: true", "by hand only"),
        ("8 6 * * *", ", suspend: true", "suspended"),
    ],
)
def test_a_report_without_a_next_run_is_listed_as_such(schedule: Run, text: str, extra: str, said: str) -> None:
    ran = schedule(text, extra=extra)

    assert said in rows(ran)[0][1]


def test_seconds_are_shown_where_there_are_some(schedule: Run) -> None:
    ran = schedule("@every 1h", "--from", "2026-11-23T12:00:30Z", "--count", "1")

    assert rows(ran)[0][1] == "2026-11-23 12:00:30 to 2026-11-23 13:00:30"


def test_absent_compliance_is_said(schedule: Run) -> None:
    ran = schedule("8 6 * * *", compliance="absent")

    assert ran.out == ""
    assert "one: compliance is absent, so no report runs" in ran.err


def test_quiet_prints_the_table_alone(schedule: Run) -> None:
    ran = schedule("8 6 * * *", "--quiet")

    assert ran.err == ""
    assert "daily" in ran.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--tz", "Europe/Berln"), "is no time zone known here. Did you mean Europe/Berlin?"),
        (("--tz", "../../etc/passwd"), "is no time zone known here"),
        (("--tz", "Europe"), "is no time zone known here"),
        (("--tz", ""), "is no time zone known here"),
        (("--tz", "a\0b"), "is no time zone known here"),
        (("--from", "tomorrow"), "--from: 'tomorrow' is not an instant"),
        (("--from", "0001-01-01"), "is not between 1970 and 9000"),
        (("--from", "9999-12-31"), "is not between 1970 and 9000"),
        (("--count", "0"), "--count"),
        (("--count", "1001"), "--count"),
        (("--stack", "two"), "there is no stack 'two'"),
    ],
)
def test_what_cannot_be_shown_is_said_with_the_way_out(schedule: Run, arguments: tuple[str, ...], message: str) -> None:
    ran = schedule("8 6 * * *", *arguments)

    assert ran.status == 2
    assert message in ran.err


def test_a_fault_in_the_stack_file_is_an_error(schedule: Run) -> None:
    ran = schedule("0 0 * * 7")

    assert ran.status == 1
    assert "Pulumi.one.yaml:8: error: reportSets.a.reports.daily.schedule: " in ran.err


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("0 * * * *", "2026-11-23T12:00", "2026-11-23T13:00"),
        ("0 0 * * 1", "2026-11-23T00:00", "2026-11-30T00:00"),
        ("0 0 31 * *", "2026-10-31T00:00", "2026-12-31T00:00"),
        ("0 0 29 2 *", "2024-02-29T00:00", "2028-02-29T00:00"),
        ("*/5 0 1 1 *", "2026-01-01T00:55", "2027-01-01T00:00"),
        ("@every 90m", "2026-11-23T12:00", "2026-11-23T13:30"),
    ],
)
def test_a_window_begins_at_the_run_before(text: str, start: str, end: str) -> None:
    (window,) = next_windows(Schedule(text), NOON, 1)

    assert (f"{window.start:%Y-%m-%dT%H:%M}", f"{window.end:%Y-%m-%dT%H:%M}") == (start, end)


FIELDS = st.tuples(
    st.sampled_from(["0", "*/7", "5,50"]),
    st.sampled_from(["*", "6", "1-23/5"]),
    st.sampled_from(["*", "31", "1,15"]),
    st.sampled_from(["*", "2", "1-6"]),
    st.sampled_from(["*", "1", "mon-fri"]),
)


@given(FIELDS.map(" ".join), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_windows_follow_each_other_and_hold_no_run(text: str, after: datetime) -> None:
    schedule = Schedule(text)
    windows = next_windows(schedule, after, 3)

    for window in windows:
        assert schedule.next_runs(window.start, 1) == [window.end]
        assert schedule.next_runs(window.start - timedelta(seconds=1), 1) == [window.start]
    assert [window.start for window in windows[1:]] == [window.end for window in windows[:-1]]
    assert not windows or windows[0].start <= after < windows[0].end
