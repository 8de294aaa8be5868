"""Where a schedule that Calico takes does not mean what it seems to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

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
            "EVERY_ROUNDED",
            f"The delay {schedule.written} is read as {delay}: whole seconds, at least one.",
            f"Write '@every {delay}', or the delay that is meant.",
        )
    yield Oddity(
        "EVERY_UNALIGNED",
        f"Runs come {delay.words()} apart, counted from the report's creation or its last archived end, "
        "not at fixed times of day.",
        "Write five fields, such as '0 * * * *', for fixed times.",
    )


def _of_field(field: Field) -> Iterator[Oddity]:
    for check in (_empty_items, _star_in_disguise, _odd_number, _short_step, _uneven_step, _repeated):
        oddity = check(field)
        if oddity:
            yield oddity


def _empty_items(field: Field) -> Oddity | None:
    if not field.items:
        return Oddity(
            "EMPTY_FIELD",
            f"The {field.bounds.name} {quoted(field.text)} is a list of nothing: it matches no value.",
            f"Write '*' for every {field.bounds.name}, or the values that are meant.",
        )
    if field.text.startswith(",") or field.text.endswith(",") or ",," in field.text:
        return Oddity(
            "EMPTY_LIST_ITEM",
            f"The {field.bounds.name} {quoted(field.text)} has an empty element, which is skipped.",
            "Remove the comma, or add the value that is missing.",
        )
    return None


def _star_in_disguise(field: Field) -> Oddity | None:
    return next((_reads_as(field, item) for item in field.items if item.star and _is_disguised(field, item)), None)


def _is_disguised(field: Field, item: Item) -> bool:
    question_mark = item.text == "?" and field.bounds not in (DAY_OF_MONTH, DAY_OF_WEEK)
    widens_list = len(field.items) > 1 and item.step == 1
    return "-" in item.text or item.text.startswith("?/") or question_mark or widens_list


def _reads_as(field: Field, item: Item) -> Oddity:
    read = "*" if item.step == 1 else f"*/{item.step}"
    rest = " The rest of the list adds nothing." if len(field.items) > 1 and item.step == 1 else ""
    return Oddity(
        "READS_AS_STAR",
        f"The {field.bounds.name} {quoted(item.text)} reads as '{read}': every value of {field.bounds.valid}"
        f"{'' if item.step == 1 else ', a step apart'}.{rest}",
        f"Write '{read}', or the values that are meant.",
    )


def _odd_number(field: Field) -> Oddity | None:
    item = next((item for item in field.items if _has_odd_number(item.text)), None)
    if item is None:
        return None
    return Oddity(
        "ODD_NUMBER",
        f"The {field.bounds.name} {quoted(item.text)} is read without its sign and leading zeros.",
        "Write plain numbers, which every reader of cron takes alike.",
    )


def _has_odd_number(text: str) -> bool:
    parts = text.replace("-", "/").split("/")
    return any(part.startswith("+") or (part.startswith("0") and len(part) > 2) for part in parts)


def _short_step(field: Field) -> Oddity | None:
    item = next((item for item in field.items if item.step > 1 and len(item.values) == 1), None)
    if item is None:
        return None
    return Oddity(
        "STEP_BEYOND_RANGE",
        f"The step of {field.bounds.name} {quoted(item.text)} leads beyond {item.last}, so it means "
        f"{item.first} alone.",
        _shorter_step(field, item),
    )


def _shorter_step(field: Field, item: Item) -> str:
    longest = f"a step of at most {max(1, item.last - item.first)}"
    star_decides = item.star and field.bounds in (DAY_OF_MONTH, DAY_OF_WEEK)
    return f"Write {longest}." if star_decides else f"Write '{item.first}', or {longest}."


def _uneven_step(field: Field) -> Oddity | None:
    item = next((item for item in field.items if _is_uneven(field, item)), None)
    if item is None:
        return None
    last = item.values[-1]
    return Oddity(
        "UNEVEN_STEP",
        f"The {field.bounds.name} {quoted(item.text)} ends with {last} and begins again with {item.first}, so "
        f"the last step is not {item.step}.",
        "List the days that are meant; months and weeks have no even steps."
        if field.bounds in (DAY_OF_MONTH, DAY_OF_WEEK)
        else "Write a step that divides the field evenly, or list the values.",
    )


def _is_uneven(field: Field, item: Item) -> bool:
    is_open = item.star or "-" not in item.text
    size = field.bounds.last - field.bounds.first + 1
    wraps_unevenly = item.first + size - item.values[-1] != item.step or field.bounds is DAY_OF_MONTH
    return is_open and item.step > 1 and len(item.values) > 1 and wraps_unevenly


def _repeated(field: Field) -> Oddity | None:
    listed = [text for text in field.text.split(",") if text]
    if any(item.star for item in field.items):
        return None
    if len(listed) == len(field.items) and sum(len(item.values) for item in field.items) == len(field.values):
        return None
    return Oddity(
        "REPEATED_VALUE",
        f"The {field.bounds.name} {quoted(field.text)} names a value more than once; each counts once.",
        "List each value once; another one may have been meant.",
    )


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
        "DAY_31" if day == 31 else "DAY_30",
        f"Months without a day {day} have no run on it: {missing}.",
        _instead_of_month_end(table),
    )


def _leap_day(table: Crontab, *, alone: bool) -> Oddity:
    meaning = "29 February exists in leap years only, so other years have no run on it"
    if alone:
        meaning += "; where eight years lie between two, as after 2096, Calico looks five years ahead and finds none"
    return Oddity("LEAP_DAY", f"{meaning}.", _instead_of_month_end(table))


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
