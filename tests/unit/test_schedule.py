"""Schedules as Calico's compliance controller reads and steps them.

Tables follow https://github.com/robfig/cron/blob/v1.2.0/parser.go, spec.go and constantdelay.go; the module
itself is asked in tests/oracle/test_schedule.py.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.dialects.schedule import Oddity, Schedule, ScheduleError
from tests.fuzz import fuzz_schedule
from tests.fuzz.runner import read_corpus
from tests.oracle import generate

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(exclude_categories=()))
NEAR_SCHEDULES = st.integers(0, 2**32).map(lambda seed: generate.schedule(generate.source(seed)))
ONE_DAY = timedelta(days=1)


def first_runs(text: str, count: int = 3, after: datetime = NOW) -> list[str]:
    return [f"{run:%Y-%m-%d %H:%M}" for run in Schedule(text).next_runs(after, count)]


def codes(text: str) -> list[str]:
    return [oddity.code for oddity in Schedule(text).oddities()]


def oddity(text: str, code: str) -> Oddity:
    return next(oddity for oddity in Schedule(text).oddities() if oddity.code == code)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("8 6 * * *", ["2026-11-24 06:08", "2026-11-25 06:08", "2026-11-26 06:08"]),
        ("0 */6 * * *", ["2026-11-23 12:00", "2026-11-23 18:00", "2026-11-24 00:00"]),
        ("50/5 10 * * *", ["2026-11-23 10:50", "2026-11-23 10:55", "2026-11-24 10:50"]),
        ("0 12 ? DEC mon-TUE", ["2026-12-01 12:00", "2026-12-07 12:00", "2026-12-08 12:00"]),
        ("0 0 13 * 5", ["2026-11-27 00:00", "2026-12-04 00:00", "2026-12-11 00:00"]),
        ("0 0 */2 * 1", ["2026-12-07 00:00", "2026-12-21 00:00", "2027-01-11 00:00"]),
        ("0 0 , * 1", ["2026-11-30 00:00", "2026-12-07 00:00", "2026-12-14 00:00"]),
        ("0 0 29 2 *", ["2028-02-29 00:00"]),
        ("0 0 29 2 */7", []),
        ("0 0 30 2 *", []),
        (", * * * *", []),
        ("@weekly", ["2026-11-29 00:00", "2026-12-06 00:00", "2026-12-13 00:00"]),
        ("@every 1h30m", ["2026-11-23 11:30", "2026-11-23 13:00", "2026-11-23 14:30"]),
        ("", []),
    ],
)
def test_the_next_runs(text: str, runs: list[str]) -> None:
    assert first_runs(text)[: len(runs) or 3] == runs


def test_a_leap_day_is_found_every_four_years_until_the_eight_around_2100() -> None:
    assert first_runs("0 0 29 2 *", 99, datetime(2090, 1, 1, tzinfo=UTC)) == ["2092-02-29 00:00", "2096-02-29 00:00"]
    assert first_runs("0 0 29 2 *", 1, datetime(2099, 1, 1, tzinfo=UTC)) == ["2104-02-29 00:00"]


def test_five_years_are_counted_from_the_second_after() -> None:
    assert first_runs("0 0 29 2 *", 1, datetime(2098, 12, 31, 23, 59, 58, tzinfo=UTC)) == []
    assert first_runs("0 0 29 2 *", 1, datetime(2098, 12, 31, 23, 59, 59, tzinfo=UTC)) == ["2104-02-29 00:00"]


def test_a_run_at_the_very_instant_is_not_the_next_one() -> None:
    assert first_runs("0 10 * * *", 1) == ["2026-11-24 10:00"]
    assert first_runs("0 10 * * *", 1, NOW - timedelta(microseconds=1)) == ["2026-11-23 10:00"]


def test_a_delay_is_counted_from_whole_seconds() -> None:
    assert Schedule("@every 1m0.9s").next_runs(NOW + timedelta(microseconds=1), 1) == [NOW + timedelta(seconds=60)]


def test_an_instant_of_another_zone_is_the_same_instant() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-8)))
    assert Schedule("8 6 * * *").next_runs(elsewhere, 2) == Schedule("8 6 * * *").next_runs(NOW, 2)
    assert all(run.tzinfo is UTC for run in Schedule("8 6 * * *").next_runs(elsewhere, 2))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Schedule("8 6 * * *").next_runs(datetime(2026, 11, 23), 1)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["0 0 1 1 *", "@every 2562047h", "@every 1s"])
def test_the_end_of_the_calendar_ends_the_runs(text: str) -> None:
    assert Schedule(text).next_runs(datetime.max.replace(tzinfo=UTC), 5) == []


def test_an_instant_outside_the_calendar_in_utc_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the years"):
        Schedule("@daily").next_runs(datetime.min.replace(tzinfo=timezone(timedelta(hours=1))), 1)


@pytest.mark.parametrize("count", [0, -1])
def test_no_runs_are_given_where_none_are_asked_for(count: int) -> None:
    assert Schedule("@daily").next_runs(NOW, count) == []


def test_the_empty_schedule_is_by_hand_only() -> None:
    manual = Schedule("")
    assert manual.manual
    assert manual.describe() == "by hand only"
    assert (manual.busiest_hour(), manual.shortest_period(), manual.longest_period()) == (0, None, None)
    assert manual.oddities() == []


def test_schedules_are_equal_and_hash_by_their_text() -> None:
    assert {Schedule("@daily"), Schedule("@daily"), Schedule("0 0 * * *")} == {
        Schedule("@daily"),
        Schedule("0 0 * * *"),
    }
    assert repr(Schedule("@daily")) == "Schedule(text='@daily')"


@pytest.mark.parametrize(
    ("text", "found", "way_out"),
    [
        ("0 0 * * 7", "day of week '7'; Calico reads 0-6 (Sunday is 0)", "Write '0 0 * * 0'."),
        ("0 0 * * 1-7", "day of week '1-7'", "Write '0 0 * * 1-6,0'."),
        ("0 0 * * 7/2", "day of week '7/2'", "Write one such as '8 6 * * *'"),
        ("0 0 * * fri-mon", "begins after its end", "Write '0 0 * * fri-sat,sun-mon'."),
        ("0 22-2 * * *", "begins after its end", "Write '0 22-23,0-2 * * *'."),
        ("0 24 * * 7", "hour '24'; Calico reads 0-23", "Write '0 0 * * 0'."),
        ("60 * * * *", "minute '60'; Calico reads 0-59", "Write '0 * * * *'."),
        ("0 0 0 * *", "day of month '0'; Calico reads 1-31", "Write one such as"),
        ("0 0 * january MONDAY", "month 'january'; Calico reads 1-12 or jan-dec", "Write '0 0 * jan mon'."),
        ("*/0 * * * *", "whose step is zero", "Write '* * * * *'."),
        ("*/-0 * * * *", "step is not a number", "Write one such as"),
        ("*/x * * * *", "step is not a number", "Write one such as"),
        ("1/2/3 * * * *", "more than one '/'", "Write one such as"),
        ("1-2-3 * * * *", "more than one '-'", "Write one such as"),
        ("-5 * * * *", "minute '-5'", "Write one such as"),
        ("1_0 * * * *", "minute '1_0'", "Write one such as"),
        ("\u0663 * * * *", "minute '\u0663'", "Write one such as"),
        ("0 0 L * *", "day of month 'L'", "Write one such as"),
        ("0 0 * *", "has 4 fields", "Write one such as"),
        ("0 0 6 * * *", "has 6 fields", "Write '0 6 * * *'."),
        ("1, 2 * * * *", "has 6 fields", "Write '1,2 * * * *'."),
        ("TZ=Europe/Berlin 0 6 * * *", "knows no time zone and runs in UTC", "Write '0 6 * * *'."),
        ("CRON_TZ=UTC 0 6 * * *", "knows no time zone and runs in UTC", "Write '0 6 * * *'."),
        (" ", "has 0 fields", "Write one such as"),
        (" @daily", "has 1 field;", "Write '@daily'."),
        ("@Daily", "is not a descriptor", "Write '@daily'."),
        ("@daily ", "is not a descriptor", "Write '@daily'."),
        ("@reboot", "is not a descriptor", "Write one such as"),
        ("@every5m", "is not a descriptor", "Write '@every 5m'."),
        ("@every\t5m", "is not a descriptor", "Write '@every 5m'."),
        ("@every  5m", "has no number", "Write '@every 5m'."),
        ("@every 1d", "unknown unit 'd'", "Write '@every 24h'."),
        ("@every x", "has no number", "Write one such as"),
    ],
)
def test_what_calico_would_never_run_is_refused_with_the_consequence_and_the_way_out(
    text: str, found: str, way_out: str
) -> None:
    with pytest.raises(ScheduleError) as refusal:
        Schedule(text)
    message = str(refusal.value)
    assert found in message
    assert "would refuse the report, or keep it and never run it" in message
    assert message.endswith(way_out) or way_out in message.rsplit(". ", 1)[-1]


def test_the_schedule_that_a_message_suggests_is_accepted() -> None:
    random = generate.source(0)
    suggested = [text for text in (_suggestion(generate.schedule(random)) for _ in range(5_000)) if text]
    assert len(suggested) > 100
    assert all(Schedule(text) for text in suggested)


def _suggestion(text: str) -> str:
    try:
        Schedule(text)
    except ScheduleError as refusal:
        before, _, suggestion = str(refusal).rpartition(" Write '")
        return suggestion.removesuffix("'.") if before else ""
    return ""


@pytest.mark.parametrize(
    "text",
    [
        "0," * 1_000_000,
        "* " * 1_000_000,
        "x" * 5_000_000,
        "@every " + "99h" * 300_000,
        "@" * 1_000_000,
        "1-" * 400_000 + " * * * *",
        ",".join(["60"] * 100_000) + " * * * *",
        "9" * 500_000 + " * * * *",
        "\0 * * * *",
        "0 0 * * \0",
        "\ud800 * * * *",
        "*-\udfff * * * *",
    ],
    ids=lambda text: ascii(text[:10]),
)
def test_hostile_text_gets_a_short_printable_message(text: str) -> None:
    with pytest.raises(ScheduleError) as refusal:
        Schedule(text)
    assert len(str(refusal.value)) < 700
    assert str(refusal.value).encode()


def test_a_list_of_100_000_elements_is_read_as_its_values() -> None:
    text = ",".join(str(value % 60) for value in range(100_000)) + " 0 * * *"
    assert Schedule(text).busiest_hour() == 60
    assert codes(text) == ["READS_AS"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("8 6 * * *", "every day at 06:08 UTC"),
        ("0 */6 * * *", "at minute 0 of every 6th hour"),
        ("0 0 * * 1", "every Monday at 00:00 UTC"),
        ("0 0,12 * * *", "every day at 00:00 and 12:00 UTC"),
        ("* * * * *", "every minute"),
        ("*/5 * * * *", "every 5 minutes"),
        ("*/7 * * * *", "at minutes 0, 7, ..., 56 of every hour"),
        ("@hourly", "at minute 0 of every hour"),
        ("0 */2 * * *", "at minute 0 of every 2nd hour"),
        ("30 9-17 * * mon-fri", "at minute 30 of hours 9 to 17 UTC, every Monday to Friday"),
        ("*/10 3 * * *", "every 10 minutes of hour 3 UTC"),
        ("@monthly", "on day 1 of every month at 00:00 UTC"),
        ("@yearly", "on day 1 of January at 00:00 UTC"),
        ("0 12 1,15 jan,jul *", "on days 1 and 15 of January and July at 12:00 UTC"),
        ("0 0 * 6-8 *", "every day of June to August at 00:00 UTC"),
        ("0 0 * 6 0,6", "every Sunday and Saturday of June at 00:00 UTC"),
        ("0 0 13 * 5", "on day 13 and on every Friday of every month at 00:00 UTC"),
        ("0 0 1-31 * 1", "every day at 00:00 UTC"),
        ("0 0 , * 1", "every Monday at 00:00 UTC"),
        ("0 0 */2 * 1", "every Monday that falls on days 1, 3, ..., 31 of the month at 00:00 UTC"),
        ("0 0 30 2 *", "never"),
        ("@every 1h", "every hour, counted from the run before"),
        ("@every 90m", "every 1 hour 30 minutes, counted from the run before"),
        ("@every -1s", "every second, counted from the run before"),
    ],
)
def test_a_schedule_in_words(text: str, words: str) -> None:
    assert Schedule(text).describe() == words


def test_the_same_words_mean_the_same_runs() -> None:
    fields = product(
        ["0", "*", "*/5", "*/7", "0,30", "1-4"],
        ["0", "*", "*/6", "3,4,9"],
        ["*", "1", "*/2", "1-31", ",", "13,29-31"],
        ["*", "2", "1-3"],
        ["*", "1", "mon-fri", "0-6", "*/2"],
    )
    runs_by_words = defaultdict(set)
    for schedule in map(Schedule, map(" ".join, fields)):
        runs = [tuple(schedule.next_runs(after, 3)) for after in (NOW, datetime(2027, 2, 28, 5, 3, tzinfo=UTC))]
        runs_by_words[schedule.describe()].add(tuple(runs))
    assert [words for words, runs in runs_by_words.items() if len(runs) > 1] == []


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("8 6 * * *", 1),
        ("*/5 * * * *", 12),
        ("*/5,1 0 1 1 *", 13),
        ("50-59 0 * * *", 10),
        ("@every 5m", 12),
        ("@every 299s", 13),
        ("@every 2h", 1),
        ("@every 1ns", 3600),
        ("0 0 30 2 *", 0),
        ("* , * * *", 0),
    ],
)
def test_the_most_runs_in_an_hour(text: str, runs: int) -> None:
    assert Schedule(text).busiest_hour() == runs


@pytest.mark.parametrize(
    ("text", "shortest", "longest"),
    [
        ("8 6 * * *", ONE_DAY, ONE_DAY),
        ("*/7 * * * *", timedelta(minutes=4), timedelta(minutes=7)),
        ("0 9-17 * * mon-fri", timedelta(hours=1), timedelta(hours=64)),
        ("@weekly", 7 * ONE_DAY, 7 * ONE_DAY),
        ("@monthly", 28 * ONE_DAY, 31 * ONE_DAY),
        ("@yearly", 365 * ONE_DAY, 366 * ONE_DAY),
        ("0 0 29 2 *", 1461 * ONE_DAY, 2921 * ONE_DAY),
        ("0 0 29 2 */7", 10_227 * ONE_DAY, 14_609 * ONE_DAY),
        ("@every 36h", timedelta(hours=36), timedelta(hours=36)),
    ],
)
def test_the_shortest_and_longest_period(text: str, shortest: timedelta, longest: timedelta) -> None:
    schedule = Schedule(text)
    assert (schedule.shortest_period(), schedule.longest_period()) == (shortest, longest)


def test_a_schedule_that_never_runs_has_no_period() -> None:
    assert Schedule("0 0 31 4 *").shortest_period() is None
    assert Schedule("0 0 31 4 *").longest_period() is None


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("5 3 13 * 5", lambda day: day.day == 13 or day.isoweekday() == 5),
        ("5 3 */2 * 1", lambda day: day.day % 2 == 1 and day.isoweekday() == 1),
        ("5 3 31 * *", lambda day: day.day == 31),
        ("5 3 29-31 2,3 ?", lambda day: day.month in (2, 3) and day.day >= 29),
        ("5 3 29 2 1", lambda day: day.month == 2 and (day.day == 29 or day.isoweekday() == 1)),
        ("5 3 * 6 0", lambda day: day.month == 6 and day.isoweekday() == 7),
        ("5 3 */31 1 1", lambda day: (day.month, day.day, day.isoweekday()) == (1, 1, 1)),
    ],
)
def test_periods_are_those_of_every_day_of_400_years(text: str, matches: Callable[[date], bool]) -> None:
    every_day = (date(2000, 1, 1) + ONE_DAY * count for count in range(146_097 + 366 * 15))
    gaps = {later - earlier for earlier, later in pairwise(filter(matches, every_day))}
    assert (Schedule(text).shortest_period(), Schedule(text).longest_period()) == (min(gaps), max(gaps))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0 0 13 * 5", ["BOTH_DAY_FIELDS"]),
        ("0 0 1-31 * 1", ["BOTH_DAY_FIELDS"]),
        ("0 0 */2 * 1", ["READS_AS", "BOTH_DAYS_MUST_MATCH"]),
        ("0 0 30 2 *", ["NEVER_FIRES"]),
        (", 0 * * *", ["READS_AS", "NEVER_FIRES"]),
        ("0 0 , * 1", ["READS_AS"]),
        ("1,2, 0 * * *", ["READS_AS"]),
        ("*-5 0 * * *", ["READS_AS"]),
        ("?/5 0 * * *", ["READS_AS"]),
        ("*,5 0 * * *", ["READS_AS"]),
        ("+1 0 * * *", ["READS_AS"]),
        ("0 007 * * *", ["READS_AS"]),
        ("*/61 0 * * *", ["READS_AS"]),
        ("0 0 1-5/9 * *", ["READS_AS"]),
        ("0 */5 * * *", ["READS_AS"]),
        ("0 0 */2 * *", ["READS_AS"]),
        ("0 0 * * */2", ["READS_AS"]),
        ("5,5 0 * * *", ["READS_AS"]),
        ("1-5,3 0 * * *", ["READS_AS"]),
        ("0 0 31 * *", ["MISSING_DATE"]),
        ("0 0 15,31 * *", ["MISSING_DATE"]),
        ("0 0 30 * *", ["MISSING_DATE"]),
        ("0 0 29 2 *", ["MISSING_DATE"]),
        ("0 0 29 * *", ["MISSING_DATE"]),
        ("0 0 ?/31 1 1", ["READS_AS", "BOTH_DAYS_MUST_MATCH", "BEYOND_FIVE_YEARS"]),
        ("59 23 * * *", ["NEXT_DAY"]),
        ("30 23 * * *", ["NEXT_DAY"]),
        ("59 * * * *", ["NEXT_DAY"]),
        ("@every 5m", ["EVERY_UNALIGNED"]),
        ("@every 500ms", ["READS_AS", "EVERY_UNALIGNED"]),
        ("@every -5m", ["READS_AS", "EVERY_UNALIGNED"]),
    ],
)
def test_where_a_text_does_not_mean_what_it_seems_to(text: str, found: list[str]) -> None:
    assert codes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "8 6 * * *",
        "*/5 * * * *",
        "0 */6 * * *",
        "05 06 * * *",
        "5/15 * * * *",
        "0 0 ? * ?",
        "0 0 1,15 * *",
        "0 0 28 2 *",
        "0 0 31 jan,dec *",
        "0 0 25-31 * *",
        "0 0 * */3 *",
        "0 9-17 * * mon-fri",
        "0 9-17/2 * * 1-5",
        "29 23 * * *",
        "0,30 * * * *",
        "@weekly",
        "@yearly",
    ],
)
def test_a_text_that_means_what_it_seems_to_gets_no_advice(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code", "meaning", "remedy"),
    [
        (
            "0 0 13 * 5",
            "BOTH_DAY_FIELDS",
            "on day 13 and on every Friday",
            "Write '0 0 13 * *' for the days",
        ),
        ("0 0 1-31 * 1", "BOTH_DAY_FIELDS", "enough: every day.", "'0 0 * * 1' for those of the week"),
        ("0 0 */2 * 1", "BOTH_DAYS_MUST_MATCH", "every Monday that falls on days 1, 3", "Write '0 0 */2 * *'"),
        ("0 0 31 * *", "MISSING_DATE", "February, April, June, September, November", "'0 0 1 * *'"),
        ("0 0 30 1,2 *", "MISSING_DATE", "run on it: February.", "'0 0 1 1,2 *'"),
        ("0 0 29 2 *", "MISSING_DATE", "five years ahead and finds none", "'0 0 1 2 *'"),
        ("*/61 0 * * *", "READS_AS", "reads as '0'.", "Write '0', or the values that are meant."),
        ("0 0 */31 1 1", "READS_AS", "reads as '1'.", "List the days that are meant"),
        ("?/5 0 * * *", "READS_AS", "reads as '*/5'", "Write '*/5'"),
        ("0 *-5 * * *", "READS_AS", "reads as '*'", "Write '*'"),
        ("0 , * * *", "READS_AS", "reads as a list of nothing", "Write '*' for every hour"),
        ("1,2, 0 * * *", "READS_AS", "reads as '1,2'", "Write '1,2'"),
        ("0 +7 * * *", "READS_AS", "reads as '7'", "Write '7'"),
        ("0 0 1-5/9 * *", "READS_AS", "reads as '1'", "Write '1'"),
        ("1-5,3,9 0 * * *", "READS_AS", "reads as '1-5,9'", "Write '1-5,9'"),
        ("0 0 */2 * *", "READS_AS", "27,29,31', and then begins again with 1", "no even steps"),
        ("*/7 0 * * *", "READS_AS", "7,14,21,28,35,42,49,56', and then begins again with 0", "Write '0,7,14"),
        ("@every 1.5s", "READS_AS", "1.5s reads as 1s", "'@every 1s'"),
        ("59 23 * * *", "NEXT_DAY", "ends at 23:59 UTC is reported 30 minutes later", "Write '0 0 * * *'"),
    ],
)
def test_an_oddity_says_what_will_happen_and_what_to_write(text: str, code: str, meaning: str, remedy: str) -> None:
    found = oddity(text, code)
    assert meaning in found.meaning
    assert remedy in found.remedy


@given(NEAR_SCHEDULES, st.datetimes(timezones=st.timezones()), st.integers(0, 20))
def test_next_runs_increase_and_do_not_depend_on_how_many_are_asked_for(text: str, after: datetime, count: int) -> None:
    try:
        runs = Schedule(text).next_runs(after, count)
    except ScheduleError:
        return
    except ValueError:
        assert after.year in (1, 9999)
        return
    assert all(earlier < later for earlier, later in pairwise([after, *runs]))
    assert runs[: count // 2] == Schedule(text).next_runs(after, count // 2)


@given(ANY_TEXT | NEAR_SCHEDULES)
def test_any_text_is_a_schedule_or_gets_this_modules_error(text: str) -> None:
    fuzz_schedule.target(text)


@pytest.mark.parametrize("text", read_corpus(fuzz_schedule.CORPUS), ids=ascii)
def test_texts_of_the_corpus_hold(text: str) -> None:
    fuzz_schedule.target(text)
