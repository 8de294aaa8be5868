"""Where a schedule that Calico takes does not mean what it seems to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from reporting.dialects.cron_fields import DAY_OF_MONTH, DAY_OF_WEEK, Crontab, Every, Field, Item
from reporting.dialects.cron_times import gaps
from reporting.dialects.cron_words import days
from reporting.dialects.durations import Duration
from reporting.quote import quoted

_MONTH_NAMES = {2: "February", 4: "April", 6: "June", 9: "September", 11: "November"}
# https://docs.tigera.io/calico-enterprise/latest/compliance/overview: a run starts 30 minutes after its
# window's end.
_FIRST_MINUTE_OF_NEXT_DAY = 23 * 60 + 30
_FIVE_YEARS = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing about a schedule that may surprise: what will happen, and what to write instead."""

    code: str
    meaning: str
    remedy: str


def oddities(schedule: Crontab | Every) -> list[Oddity]:
    """Everything odd about a schedule, what stands in its text before what follows from the calendar."""
    if isinstance(schedule, Every):
        return list(_of_delay(schedule))
    found = [oddity for field in schedule.fields for oddity in _of_field(field)]
    if gaps(schedule) is None:
        return [*found, _never_fires(schedule)]
    return [*found, *_of_day_fields(schedule), *_of_month_ends(schedule), *_of_times(schedule)]


def _of_delay(schedule: Every) -> Iterator[Oddity]:
    delay = Duration(schedule.seconds * 10**9)
    if delay != schedule.written:
        yield Oddity(
            "READS_AS",
            f"The delay {schedule.written} reads as {delay}: whole seconds, at least one.",
            f"Write '@every {delay}', or the delay that is meant.",
        )
    yield Oddity(
        "EVERY_UNALIGNED",
        f"Runs come {delay.words()} apart, counted from the report's creation or its last archived end, "
        "not at fixed times of day.",
        "Write five fields, such as '0 * * * *', for fixed times.",
    )


def _of_field(field: Field) -> Iterator[Oddity]:
    name = field.bounds.name
    if not field.items:
        yield Oddity(
            "READS_AS",
            f"The {name} {quoted(field.text)} reads as a list of nothing: it matches no value.",
            f"Write '*' for every {name}, or the values that are meant.",
        )
    elif any(_is_odd(field, item) for item in field.items) or _skips_or_repeats(field):
        again = f", and then begins again with {field.values[0]}" if _is_uneven(field, field.items[0]) else ""
        yield Oddity(
            "READS_AS", f"The {name} {quoted(field.text)} reads as '{_reading(field)}'{again}.", _plainer(field)
        )


def _is_odd(field: Field, item: Item) -> bool:
    beyond_range = item.step > 1 and len(item.values) == 1
    return beyond_range or _is_disguised_star(field, item) or _has_odd_number(item.text) or _is_uneven(field, item)


def _is_disguised_star(field: Field, item: Item) -> bool:
    question_mark = item.text == "?" and field.bounds not in (DAY_OF_MONTH, DAY_OF_WEEK)
    widens_list = len(field.items) > 1 and item.step == 1
    return item.star and ("-" in item.text or item.text.startswith("?/") or question_mark or widens_list)


def _has_odd_number(text: str) -> bool:
    parts = text.replace("-", "/").split("/")
    return any(part.startswith("+") or (part.startswith("0") and len(part) > 2) for part in parts)


def _is_uneven(field: Field, item: Item) -> bool:
    is_open = item.star or "-" not in item.text
    size = field.bounds.last - field.bounds.first + 1
    wraps_unevenly = item.first + size - item.values[-1] != item.step or field.bounds is DAY_OF_MONTH
    return is_open and item.step > 1 and len(item.values) > 1 and wraps_unevenly


def _skips_or_repeats(field: Field) -> bool:
    """Whether an element of the list is empty, or names a value that another one names too."""
    listed = field.text.split(",")
    if "" in listed:
        return True
    distinct = sum(len(item.values) for item in field.items) == len(field.values)
    return not any(item.star for item in field.items) and not (distinct and len(listed) == len(field.items))


def _reading(field: Field) -> str:
    """The field as everybody would write it."""
    first = field.items[0]
    if any(item.star and item.step == 1 for item in field.items):
        return "*"
    if len(field.items) == 1 and first.star and len(first.values) > 1 and not _is_uneven(field, first):
        return f"*/{first.step}"
    return ",".join(_ranges(field.values))


def _ranges(values: Sequence[int]) -> Iterator[str]:
    """Values in a row as `1-5`, others one by one."""
    for _, row in groupby(enumerate(values), lambda placed: placed[1] - placed[0]):
        run = [value for _, value in row]
        yield from [f"{run[0]}-{run[-1]}"] if len(run) > 2 else map(str, run)


def _plainer(field: Field) -> str:
    star_decides = field.star and field.bounds in (DAY_OF_MONTH, DAY_OF_WEEK)
    if star_decides and _reading(field) != "*":
        return "List the days that are meant; months and weeks have no even steps."
    return f"Write '{_reading(field)}', or the values that are meant."


def _never_fires(table: Crontab) -> Oddity:
    empty = next((field.bounds.name for field in table.fields if not field.values), None)
    reason = f"no {empty} matches" if empty else "the calendar has no such date"
    return Oddity(
        "NEVER_FIRES",
        f"The schedule never runs: {reason}.",
        "Write a date that exists, such as '0 0 1 * *'; for runs by hand only leave the schedule empty.",
    )


def _of_day_fields(table: Crontab) -> Iterator[Oddity]:
    of_month, of_week = table.day_of_month, table.day_of_week
    if table.both_days_must_match:
        if not of_month.complete and not of_week.complete:
            yield Oddity(
                "BOTH_DAYS_MUST_MATCH",
                f"A day field that begins with '*' or '?' has to match together with the other: {days(table)}.",
                f"{_alone(table)}; for days that match either, list the values without '*' and '?'.",
            )
    elif of_month.values and of_week.values and not (of_month.complete and of_week.complete):
        yield Oddity(
            "BOTH_DAY_FIELDS",
            f"Where both day fields are restricted, a day that matches either is enough: {days(table) or 'every day'}.",
            f"{_alone(table)}.",
        )


def _alone(table: Crontab) -> str:
    of_month, of_week = table.day_of_month.text, table.day_of_week.text
    by_number, by_name = _written(table, of_month, "*"), _written(table, "*", of_week)
    return f"Write {quoted(by_number)} for the days of the month alone, {quoted(by_name)} for those of the week"


def _written(table: Crontab, day_of_month: str, day_of_week: str) -> str:
    return f"{table.minute.text} {table.hour.text} {day_of_month} {table.month.text} {day_of_week}"


def _of_month_ends(table: Crontab) -> Iterator[Oddity]:
    if table.day_of_month.star or table.day_of_month.complete:
        return
    listed = set(table.day_of_month.values)
    months = set(table.month.values)
    for day, lacking in ((30, {2}), (31, set(_MONTH_NAMES))):
        if day in listed and day - 1 not in listed and lacking & months:
            yield _missing_day(table, day, sorted(lacking & months))
    if 29 in listed and 28 not in listed and 2 in months:
        yield _leap_day(table, alone=months == {2} and min(listed) == 29)


def _missing_day(table: Crontab, day: int, months: list[int]) -> Oddity:
    missing = ", ".join(_MONTH_NAMES[month] for month in months)
    return Oddity(
        "MISSING_DATE",
        f"Months without a day {day} have no run on it: {missing}.",
        _instead_of_month_end(table),
    )


def _leap_day(table: Crontab, *, alone: bool) -> Oddity:
    meaning = "29 February exists in leap years only, so other years have no run on it"
    if alone:
        meaning += "; where eight years lie between two, as after 2096, Calico looks five years ahead and finds none"
    return Oddity("MISSING_DATE", f"{meaning}.", _instead_of_month_end(table))


def _instead_of_month_end(table: Crontab) -> str:
    first = f"{table.minute.text} {table.hour.text} 1 {table.month.text} {table.day_of_week.text}"
    return f"Days 1 to 28 exist in every month: {quoted(first)} covers all of the month before."


def _of_times(table: Crontab) -> Iterator[Oddity]:
    found = gaps(table)
    if found and found[1] > _FIVE_YEARS and not (table.month.values == (2,) and table.day_of_week.complete):
        yield Oddity(
            "BEYOND_FIVE_YEARS",
            f"Up to {found[1].days:,} days lie between two runs; Calico looks five years ahead for the next one "
            "and, where it finds none, never runs the report.",
            "Write a schedule that comes round at least once a year.",
        )
    last = table.hour.values[-1] * 60 + table.minute.values[-1]
    seldom = len(table.hour.values) * len(table.minute.values) <= 24
    if last >= _FIRST_MINUTE_OF_NEXT_DAY and seldom:
        yield Oddity(
            "NEXT_DAY",
            f"The window that ends at {last // 60:02}:{last % 60:02} UTC is reported 30 minutes later, on the "
            "next day.",
            "Write '0 0 * * *' for windows that end with the day, or a time before 23:30.",
        )
