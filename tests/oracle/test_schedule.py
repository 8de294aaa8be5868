"""`reporting.dialects.schedule` against robfig/cron v1.2.0 `ParseStandard` itself."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from reporting.dialects.schedule import Schedule, ScheduleError
from tests.oracle import generate
from tests.oracle.oracle import ask

RUNS = 5
INSTANTS = [
    datetime(2026, 11, 23, 10, 0, 30, 500_000, UTC),
    datetime(2028, 2, 28, 23, 59, 59, 999_999, UTC),
    datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2096, 2, 29, tzinfo=UTC),
]

# What robfig/cron's parser and stepper do where one would not expect it.
ODDITIES = [
    "+1 007 * * *",
    "1,2, * * * *",
    ",,1 * * * *",
    ", * * * *",
    "0 , * * *",
    "0 0 , * 1",
    "0 0 , * *",
    "0 0 1 , *",
    "*-5 * * * *",
    "*-x-y-z * * * *",
    "?-\0/7 * * * *",
    "0 0 ? * ?",
    "?/5 * * * *",
    "*/61 * * * *",
    "*/60 * * * *",
    "59/1 * * * *",
    "60/1 * * * *",
    "5/+5 * * * *",
    "5/-0 * * * *",
    f"*/{2**63 - 1} * * * *",
    f"*/{2**63} * * * *",
    f"{'0' * 5000}1 * * * *",
    "0 0 30 2 *",
    "0 0 31 4,6,9,11 *",
    "0 0 29 2 *",
    "0 0 29 2 */7",
    "0 0 29 2 0",
    "0 0 */2 * 1",
    "0 0 1-31 * 1",
    "0 0 *,13 * 5",
    "0 0 13 * 5",
    "0 0 * * 7",
    "0 0 * * fri-mon",
    "0 0 * * fr\u0130",
    "0 0 * * \u017fun",
    "0 0 * j\u00c3n *",
    "0 0 1 1 *",
    "59 23 31 12 *",
    "0\u00a00\u2003*\u3000*\x85*",
    "0\x1c0 * * * *",
    "0 0 * * *\ufeff",
    "",
    " ",
    "@daily ",
    " @daily",
    "@DAILY",
    "@every -5m",
    "@every 500ms",
    "@every 1.9s",
    "@every 0",
    "@every  5m",
    "@every\t5m",
    "@every 9223372036854775808ns9223372036854775808ns",
    "@every 2562047h",
    "TZ=UTC 0 0 * * *",
    "CRON_TZ=UTC 0 0 * * *",
]


def runs(text: str, after: list[datetime]) -> list[list[datetime]] | None:
    """What this project finds; None for a text that it refuses."""
    if not text:
        return None
    try:
        schedule = Schedule(text)
    except ScheduleError:
        return None
    return [schedule.next_runs(instant, RUNS) for instant in after]


def disagreements(texts: list[str], after: list[datetime]) -> list[str]:
    """The texts that the two read differently, with what each made of them."""
    stated = [instant.isoformat() for instant in after]
    answers = ask({"verb": "schedule", "text": text, "after": stated, "count": RUNS} for text in texts)
    found = []
    for text, answer in zip(texts, answers, strict=True):
        theirs = _instants(answer["runs"]) if "runs" in answer else None
        ours = runs(text, after)
        if ours != theirs:
            found.append(f"{text!r}: here {ours}, robfig/cron {theirs or answer}")
    return found


def _instants(answered: list[list[str]]) -> list[list[datetime]]:
    return [[datetime.fromisoformat(moment) for moment in moments] for moments in answered]


@pytest.mark.parametrize("text", ODDITIES)
def test_oddities_are_read_as_robfig_cron_reads_them(text: str) -> None:
    assert disagreements([text], INSTANTS) == []


@pytest.mark.parametrize("seed", range(8))
def test_generated_schedules_are_accepted_refused_and_run_alike(seed: int) -> None:
    random = generate.source(seed)
    texts = [generate.schedule(random) for _ in range(2_000)]
    somewhere = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(200 * 366 * 86_400))
    assert disagreements(texts, [INSTANTS[seed % 4], somewhere]) == []


@pytest.mark.parametrize("place", range(5))
def test_every_short_element_is_accepted_or_refused_alike(place: int) -> None:
    elements = ["".join(signs) for length in range(5) for signs in product("07*?-/,+", repeat=length)]
    texts = [" ".join([*"00111"[:place], element, *"00111"[place + 1 :]]) for element in elements]
    assert disagreements(texts, []) == []


def test_every_letter_that_is_a_name_or_blank_to_go_is_one_here() -> None:
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    notable = [letter for letter in letters if letter.isspace() or letter.isnumeric() or letter.lower() != letter]
    texts = [f"0 0 * * f{letter}i" for letter in notable] + [f"0 0 * * fr{letter}" for letter in notable]
    texts += [f"0{letter}0 * * *" for letter in notable] + [f"{letter} 0 * * *" for letter in notable]
    assert disagreements(texts, []) == []


def test_generated_schedules_are_neither_all_refused_nor_all_accepted() -> None:
    random = generate.source(0)
    accepted = sum(runs(generate.schedule(random), []) is not None for _ in range(2_000))
    assert 600 < accepted < 1_400
