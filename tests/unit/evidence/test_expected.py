"""Which windows a period has, as the schedule was."""

import re
from datetime import date

import pytest

from reporting.dialects.moments import Window
from reporting.evidence.period import Period, parse_period
from tests.unit.evidence.gathered import DAY, HOUR, JULY, LATER, QUARTER, day, defined, expected, version


def test_a_daily_report_has_a_window_for_each_day_of_a_quarter() -> None:
    windows = expected(version(definition=defined("8 6 * * *")), period=QUARTER)
    assert len(windows) == 92
    assert windows[0] == Window(day(1, 6, 8) - DAY, day(1, 6, 8))
    assert windows[-1].end == day(1, 6, 8) + 91 * DAY


def test_a_window_that_ends_at_midnight_belongs_to_the_day_before() -> None:
    windows = expected(version(definition=defined("0 0 * * *")))
    assert (windows[0], windows[-1]) == (Window(day(1), day(2)), Window(day(31), day(31) + DAY))


def test_the_windows_of_two_months_are_those_of_both_together() -> None:
    both = Period(date(2026, 6, 1), date(2026, 7, 31))
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    found = [expected(version(definition=defined("30 */7 * * 1-5")), period=period) for period in (june, JULY, both)]
    assert found[0] + found[1] == found[2]


def test_a_changed_schedule_counts_from_the_change_on() -> None:
    windows = expected(version(definition=defined("0 7 * * *")), version(day(10, 12), defined("0 1 * * *")))
    assert [window.end for window in windows[8:12]] == [day(9, 7), day(10, 7), day(11, 1), day(12, 1)]
    assert windows[10] == Window(day(10, 7), day(11, 1))


def test_a_schedule_changed_just_before_the_period_has_its_first_window_begin_under_the_old_one() -> None:
    changed = day(1) - 12 * HOUR
    windows = expected(version(definition=defined("0 7 * * *")), version(changed, defined("0 6 * * *")))
    assert windows[0] == Window(day(1, 7) - DAY, day(1, 6))


def test_windows_before_a_report_existed_are_those_that_it_would_have_had() -> None:
    assert expected(version(day(10), defined())) == expected(version(definition=defined()))


def test_a_report_without_a_schedule_has_no_windows_until_it_gets_one() -> None:
    assert expected(version(definition=defined(""))) == []
    windows = expected(version(definition=defined("")), version(day(10, 12), defined()))
    assert windows[0] == Window(day(10, 12), day(11))


def test_a_constant_delay_is_counted_from_the_beginning_of_the_period() -> None:
    windows = expected(version(definition=defined("@every 12h")))
    assert (windows[0], len(windows)) == (Window(day(1), day(1, 12)), 62)


def test_a_period_is_whole_days_that_have_passed() -> None:
    assert parse_period("2026-07-01", "2026-09-30", LATER) == QUARTER
    assert parse_period("2026-10-19", "2026-10-19", LATER).end == LATER


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2026-09-30", "2026-07-01", "Did you mean --from 2026-07-01 --to 2026-09-30?"),
        ("2026-07-01", "2026-10-20", "such as --to 2026-10-19"),
        ("2027-01-01", "2027-03-31", "--from: 2027-01-01 to 2027-03-31 is not over"),
        ("2026-7-1", "2026-09-30", "--from: '2026-7-1' is not a day"),
        ("2026-07-01", "2026-02-30", "--to: '2026-02-30' is not a day"),
        ("0001-01-01", "2026-09-30", "since 1970"),
        ("1999-01-01", "2026-09-30", "longer than five years"),
    ],
)
def test_a_period_that_is_none_is_refused_with_the_way_out(first: str, last: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        parse_period(first, last, LATER)
