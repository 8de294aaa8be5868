"""`reportctl schedule --ics`, written with icalendar and read back with vobject."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
import yaml

from tests.unit.command_line import Ran, Run

FROM = ("--from", "2026-11-23T12:00:00Z")
Calendar = Callable[..., list[Any]]


@pytest.fixture
def written(tmp_path: Path, run: Run) -> Callable[..., Ran]:
    """The verb on a project with one stack, which has these reports."""
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n", encoding="utf-8")

    def runs(reports: dict[str, Any], *arguments: str, **more: Any) -> Ran:
        values = {
            "cluster": {"name": "a", "context": "a"},
            "intervals": "production",
            "reportSets": {"all": {"reports": reports}},
            **more,
        }
        text = yaml.safe_dump({"config": {f"calico-reporting:{key}": value for key, value in values.items()}})
        (tmp_path / "Pulumi.one.yaml").write_text(text, encoding="utf-8")
        return run("schedule", "--project", tmp_path, *(arguments or ("--ics", "-", *FROM)))

    return runs


@pytest.fixture
def calendar(written: Callable[..., Ran]) -> Calendar:
    """The events, as vobject reads them."""

    def read(reports: dict[str, Any], *arguments: str, **more: Any) -> list[Any]:
        found = vobject.readOne(written(reports, *arguments, **more).out)
        return list(found.contents.get("vevent", []))

    return read


def inventory(schedule: str, **fields: Any) -> dict[str, Any]:
    return {"reportType": "inventory", "schedule": schedule, **fields}


@pytest.mark.parametrize(
    ("schedule", "rule", "first", "step"),
    [
        ("8 6 * * *", "FREQ=DAILY;INTERVAL=1", datetime(2026, 11, 24, 6, 38, tzinfo=UTC), timedelta(days=1)),
        ("0 */12 * * *", "FREQ=HOURLY;INTERVAL=12", datetime(2026, 11, 24, 0, 30, tzinfo=UTC), timedelta(hours=12)),
        (
            "*/15 * * * *",
            "FREQ=MINUTELY;INTERVAL=15",
            datetime(2026, 11, 23, 12, 45, tzinfo=UTC),
            timedelta(minutes=15),
        ),
    ],
)
def test_outputs_at_a_constant_distance_are_one_event_that_comes_again(
    calendar: Calendar, schedule: str, rule: str, first: datetime, step: timedelta
) -> None:
    [event] = calendar({"daily": inventory(schedule)})

    assert event.rrule.value == rule
    assert event.dtstart.value == first
    assert [moment - first for moment, _ in zip(event.rruleset, range(3), strict=False)] == [0 * step, step, 2 * step]


def test_other_outputs_are_as_many_events_as_are_asked_for(calendar: Calendar) -> None:
    found = calendar(
        {"daily": inventory("0 6 * * 1-5")}, "--ics", "-", "--from", "2026-11-27T12:00:00Z", "--count", "2"
    )

    assert [event.dtstart.value for event in found] == [
        datetime(2026, 11, 30, 6, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 6, 30, tzinfo=UTC),
    ]
    assert not any(hasattr(event, "rrule") for event in found)


@pytest.mark.parametrize(
    "report",
    [
        inventory(""),
        inventory("8 6 * * *", suspend=True),
        inventory("0 0 * * 1"),
        inventory("@monthly"),
        inventory("@every 5h"),
    ],
    ids=["by hand", "suspended", "weekly", "monthly", "constant delay"],
)
def test_what_is_not_expected_or_at_times_unknown_is_left_out(calendar: Calendar, report: dict[str, Any]) -> None:
    assert calendar({"daily": report}) == []


def test_a_constant_delay_is_said_to_be_left_out(written: Callable[..., Ran]) -> None:
    assert "because @every counts from its creation: daily" in written({"daily": inventory("@every 5h")}).err


EXCLUSION = {"id": "1.2.5", "reason": "not ours", "owner": "platform", "until": "2027-03-01"}
CIS = {"reportType": "cis-benchmark", "schedule": "", "cis": {"resultsFilters": [{"exclude": [EXCLUSION, "1.2.6"]}]}}


def test_ends_of_exceptions_are_whole_days(calendar: Calendar) -> None:
    accept = {"SAME_MINUTE": {"reason": "x", "owner": "me", "until": "2027-01-31"}}
    excluded, accepted = calendar({"cis": CIS}, accept=accept)

    assert excluded.dtstart.value == date(2027, 3, 1)
    assert excluded.summary.value == "Last day of an exception: CIS test 1.2.5 left out of cis (one)"
    assert "not ours (owner platform, until 2027-03-01)" in excluded.description.value
    assert accepted.dtstart.value == date(2027, 1, 31)


@pytest.mark.parametrize(("intervals", "days"), [("workshop", [date(2026, 12, 31)]), ("production", [])])
def test_short_intervals_have_a_last_day(calendar: Calendar, intervals: str, days: list[date]) -> None:
    found = calendar({"one": inventory("")}, intervals=intervals, intervalsUntil="2026-12-31")

    assert [event.dtstart.value for event in found] == days


@pytest.mark.parametrize("until", ["0001-01-01", "9999-12-31"])
def test_days_at_the_ends_of_the_calendar_are_written(calendar: Calendar, until: str) -> None:
    terms = {"reason": "x", "owner": "me", "until": until}
    [event] = calendar({"one": inventory("8 6 * * *", suspend=terms)})

    assert event.dtstart.value == date.fromisoformat(until)


HOSTILE = "a;b,c\\n\nEND:VEVENT\nBEGIN:VALARM: ü€😀 " + "x" * 200


def test_hostile_terms_stay_text(calendar: Calendar, written: Callable[..., Ran]) -> None:
    suspend = {"reason": HOSTILE, "owner": "me;\nATTENDEE:x", "until": "2027-03-01"}
    [event] = calendar({"one": inventory("8 6 * * *", suspend=suspend)})

    assert set(event.contents) == {"summary", "dtstart", "dtstamp", "uid", "description", "transp"}
    assert "a;b,c\\n END:VEVENT BEGIN:VALARM: ü€😀 xxx" in event.description.value
    assert "owner me; ATTENDEE:x" in event.description.value.replace("\n", " ")
    lines = written({"one": inventory("8 6 * * *", suspend=suspend)}).out.split("\r\n")
    assert not any("\n" in line for line in lines)
    assert max(len(line.encode()) for line in lines) <= 75


def test_the_same_stack_gives_the_same_calendar_and_another_day_the_same_uids(calendar: Calendar) -> None:
    reports = {"daily": inventory("8 6 * * *"), "weekdays": inventory("0 6 * * 1-5"), "cis": CIS}

    def uids(since: str) -> list[str]:
        return [event.uid.value for event in calendar(reports, "--ics", "-", "--from", since, "--count", "3")]

    monday = uids("2026-11-23T05:00:00Z")
    assert monday == uids("2026-11-23T05:00:00Z")
    assert len(set(monday)) == len(monday) == 5
    assert len(set(monday) & set(uids("2026-11-24T05:00:00Z"))) == 4


def test_events_carry_the_instant_from_which_they_were_asked(calendar: Calendar) -> None:
    [event] = calendar({"daily": inventory("8 6 * * *")})

    assert event.dtstamp.value == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_calendar_goes_to_a_file(written: Callable[..., Ran], tmp_path: Path) -> None:
    file = tmp_path / "out" / "reports.ics"
    printed = written({"daily": inventory("8 6 * * *")})
    ran = written({"daily": inventory("8 6 * * *")}, "--ics", str(file), *FROM)

    assert (ran.out, ran.err) == ("", f"wrote {file}\nTimes are UTC.\n")
    assert file.read_bytes().decode() == printed.out
