"""`reporting.dialects.durations` against Go's own time.ParseDuration and Duration.String()."""

import pytest

from reporting.dialects.durations import Duration, DurationError
from tests.oracle import generate
from tests.oracle.oracle import ask

# The edges of Go's src/time/format.go.
EDGES = [
    "",
    "0",
    "+0",
    "-0",
    "00",
    "0s",
    "+",
    "-",
    ".",
    ".s",
    "-.s",
    "1.s",
    ".1s",
    "+.5h",
    "1..5s",
    "1.5.5s",
    "5",
    "5s5",
    "1 s",
    "s",
    "1S",
    "1\u00b5s",
    "1\u03bcs",
    "1\u00b5",
    "\u06635s",
    "1_0s",
    "1e3s",
    "9223372036854775807ns",
    "9223372036854775808ns",
    "-9223372036854775808ns",
    "-9223372036854775809ns",
    "9223372036854775807ns1ns",
    "9223372036854775808ns9223372036854775808ns",
    "-9223372036854775808ns9223372036854775808ns5s",
    "9223372036.854775807s",
    "9223372036.854775808s",
    "-9223372036.854775808s",
    "2562047h47m16.854775807s",
    "2562047h47m16.854775808s",
    "2562048h",
    "0.9223372036854775807h",
    "0.92233720368547758079h",
    "0.3333333333333333333h",
    "0.100000000000000000000h",
    "0.000000000000000000001h",
    "0.830103483285477580700h",
    "9007199254.740993ms",
    f"{'0' * 5000}1s",
    f"0.{'0' * 5000}1s",
    f"{'9' * 5000}s",
]


def reading(text: str) -> dict[str, object] | None:
    """What this project makes of a text; None where it refuses."""
    try:
        duration = Duration.parse(text)
    except DurationError:
        return None
    return {"nanoseconds": duration.nanoseconds, "string": str(duration)}


def disagreements(texts: list[str]) -> list[str]:
    """The texts that the two read differently, with what each made of them."""
    answers = ask({"verb": "duration", "text": text} for text in texts)
    return [
        f"{text!r}: here {reading(text)}, Go {answer}"
        for text, answer in zip(texts, answers, strict=True)
        if reading(text) != (None if "error" in answer else answer)
    ]


@pytest.mark.parametrize("text", EDGES)
def test_edges_are_read_as_go_reads_them(text: str) -> None:
    assert disagreements([text]) == []


@pytest.mark.parametrize("seed", range(8))
def test_generated_durations_are_accepted_refused_and_read_alike(seed: int) -> None:
    random = generate.source(seed)
    assert disagreements([generate.duration(random) for _ in range(3_000)]) == []


def test_durations_are_written_as_go_writes_them() -> None:
    random = generate.source(0)
    sizes = [random.randrange(10 ** random.randint(1, 18)) * random.choice([1, -1]) for _ in range(5_000)]
    sizes += [0, 2**63 - 1, -(2**63), *(10**power for power in range(19)), *(60 * 10**power for power in range(17))]
    answers = ask({"verb": "durationText", "nanoseconds": size} for size in sizes)
    assert [str(Duration(size)) for size in sizes] == [answer["string"] for answer in answers]


def test_generated_durations_are_neither_all_refused_nor_all_accepted() -> None:
    random = generate.source(0)
    accepted = sum(reading(generate.duration(random)) is not None for _ in range(2_000))
    assert 500 < accepted < 1_400
