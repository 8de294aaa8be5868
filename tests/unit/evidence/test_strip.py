"""A report's period as shapes and in words."""

from datetime import date

import pytest

from reportctl.page.strip import Calendar, dates, strip
from reporting.dialects.moments import Window
from reporting.evidence.bundle import ReportEvidence
from reporting.evidence.period import Period
from tests.unit.evidence.gathered import JULY, NAME, QUARTER, day, defined, expected, gathered, outcomes, version


def test_each_day_is_one_cell_in_one_kind_of_shape() -> None:
    found = strip(gathered(without=[3, 4, 20]), JULY)
    assert (found.archived.count("M"), found.missing.count("M"), found.partly, found.none) == (28, 3, "", "")
    assert found.missing.startswith("M20 1h9v18h-9z")
    assert found.gaps == ("3 to 4 Jul 2026", "20 Jul 2026")


def test_days_on_which_no_window_ends_are_no_gaps() -> None:
    found = strip(gathered(definition=defined("0 0 * * 1-5")), JULY)
    assert found.none.count("M") == 9
    assert found.gaps == ()


def test_a_day_of_which_a_part_is_missing_has_a_shape_of_its_own() -> None:
    versions = [version(definition=defined("0 */6 * * *"))]
    held = [window for window in expected(*versions) if window != Window(day(9, 6), day(9, 12))]
    report = ReportEvidence(NAME, defined("0 */6 * * *"), tuple(outcomes(versions, held)), ())
    found = strip(report, JULY)
    assert (found.partly.count("M"), found.missing, found.gaps) == (1, "", ("9 Jul 2026",))


def test_dates_are_told_as_shortly_as_they_can_be() -> None:
    assert dates(date(2026, 7, 3), date(2026, 7, 3)) == "3 Jul 2026"
    assert dates(date(2026, 7, 3), date(2026, 7, 5)) == "3 to 5 Jul 2026"
    assert dates(date(2026, 7, 3), date(2026, 8, 5)) == "3 Jul 2026 to 5 Aug 2026"


@pytest.mark.parametrize(
    ("period", "names"),
    [
        (JULY, ["1 Jul", "6 Jul", "13 Jul", "20 Jul", "27 Jul"]),
        (QUARTER, ["1 Jul", "1 Aug", "1 Sep"]),
        (Period(date(2026, 1, 1), date(2027, 12, 31)), ["1 Jan 2026", "1 May 2026", "1 Sep 2026"]),
    ],
)
def test_a_calendar_names_mondays_or_months_with_room_between_them(period: Period, names: list[str]) -> None:
    assert [name for _, name in Calendar(period).ticks()][:5] == names or (
        [name for _, name in Calendar(period).ticks()][: len(names)] == names
    )
