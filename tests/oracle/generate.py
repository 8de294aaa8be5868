"""Texts near the edges of the dialects: well-formed, nearly so, and mutated. One random source gives one series."""

from random import Random

_GO_BLANKS = ["\t", "\n", "\v", "\f", "\r", "\x85", "\xa0", "\u1680", "\u2003", "\u2028", "\u202f", "\u3000"]
_NO_BLANKS = ["\x1c", "\x1f", "\u200b", "\u180e", "\ufeff", "\0"]
_BOUNDS = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]
_MONTHS = ["jan", "Feb", "MAR", "apr", "dec", "jAn", "january"]
_WEEKDAYS = ["sun", "Mon", "TUE", "wed", "thu", "fri", "sat", "fr\u0130", "monday"]
_ODD_NUMBERS = ["+1", "007", "-0", "+", "", "1_0", "\u0663", "\uff11", "0x1", "1.0", "1e1", "+0005", "0" * 30 + "4"]
_HUGE_NUMBERS = [str(2**63 - 1), str(2**63), str(2**64), "9" * 40, str(2**64 + 5), str(2**31), str(2**32 + 1)]
_DESCRIPTORS = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly", "@reboot", "@"]
_MUTANTS = "0123456789*?,-/+ @:.smhdLW#=" + "".join(_NO_BLANKS) + "\t\u2003\u0130\u017f\u00b5"
_UNITS = ["h", "m", "s", "ms", "us", "\u00b5s", "\u03bcs", "ns"]
_WRONG_UNITS = ["", "d", "S", "Ms", "sec", "M", "\u00b5", "s ", "\0", "\u0663s", "min"]


def source(seed: int) -> Random:
    """A source of random choices that are the same in every run."""
    return Random(seed)  # noqa: S311


def schedule(random: Random) -> str:
    """A schedule: five fields mostly, sometimes a descriptor, one in three mutated."""
    text = _descriptor(random) if random.random() < 0.12 else _crontab(random)
    return mutated(text, random) if random.random() < 0.33 else text


def duration(random: Random) -> str:
    """A duration: signs, fractions, every unit, wrong ones, and sizes around Go's 64 bits."""
    parts = "".join(_duration_part(random) for _ in range(random.choice([1, 1, 1, 2, 2, 3, 6])))
    text = random.choice(["", "", "", "", "+", "+", "-", "-", "--", " "]) + random.choice(
        [parts, parts, parts, "0", ""]
    )
    return mutated(text, random) if random.random() < 0.25 else text


def mutated(text: str, random: Random) -> str:
    """The text after one to three small edits."""
    for _ in range(random.randint(1, 3)):
        place = random.randint(0, len(text))
        cut = random.choice([0, 0, 1, 1, 2])
        grown = random.choice(["", random.choice(_MUTANTS), random.choice(_MUTANTS), text[place : place + 4] * 2])
        text = text[:place] + grown + text[place + cut :]
    return text


def _crontab(random: Random) -> str:
    count = random.choice([5] * 60 + [0, 1, 4, 6, 7])
    fields = [_field(random, place % 5) for place in range(count)]
    text = "".join(field + _blank(random) for field in fields[:-1]) + "".join(fields[-1:])
    return (
        random.choice(["", "", "", "", " ", "\t", *[""] * 20, "TZ=UTC "])
        + text
        + random.choice(["", "", "", "", " ", "\n"])
    )


def _blank(random: Random) -> str:
    return random.choice([" "] * 300 + ["  ", " \t "] + _GO_BLANKS + _NO_BLANKS)


def _field(random: Random, place: int) -> str:
    if random.random() < 0.35:
        return "*"
    items = [_item(random, place) for _ in range(random.choice([1, 1, 1, 1, 1, 2, 2, 8]))]
    return ",".join(items) + random.choice([""] * 20 + [",", ",,"])


def _item(random: Random, place: int) -> str:
    low = random.choice(["*", "?", *[_number(random, place)] * 6])
    ranges = ["", f"-{_high(random, place)}", f"-{_number(random, place)}", "-x", "-1-2"]
    steps = ["", f"/{random.randint(1, 9)}", f"/{_number(random, 0)}", "/0", "/1/2"]
    item = low + _weighed(random, ranges, [120, 50, 5, 1, 1]) + _weighed(random, steps, [120, 30, 10, 1, 1])
    return random.choice([item] * 150 + ["", "L", "5#2", "1W"])


def _weighed(random: Random, choices: list[str], weights: list[int]) -> str:
    return random.choices(choices, weights)[0]


def _high(random: Random, place: int) -> str:
    """A value near the end of the field, so that ranges mostly go upwards."""
    return str(_BOUNDS[place][1] - random.choice([0, 0, 1, 2]))


def _number(random: Random, place: int) -> str:
    first, last = _BOUNDS[place]
    within = str(random.randint(first, last))
    beyond = str(random.choice([first - 1, last + 1, last + 1, last + 40]))
    named = random.choice({3: _MONTHS, 4: _WEEKDAYS}.get(place, [within]))
    odd = random.choice(_ODD_NUMBERS + _HUGE_NUMBERS)
    return _weighed(random, [within, within.zfill(2), named, beyond, odd], [160, 20, 30, 1, 1])


def _descriptor(random: Random) -> str:
    if random.random() < 0.4:
        return random.choice(["", "", "", " "]) + random.choice(_DESCRIPTORS) + random.choice(["", "", "", " "])
    return random.choice(["@every "] * 8 + ["@every", "@every  ", "@every\t", "@Every "]) + duration(random)


def _duration_part(random: Random) -> str:
    whole = random.choice([str(random.randint(0, 9)), str(random.randint(0, 10 ** random.randint(1, 21))), "", "007"])
    fraction = "." + "".join(random.choices("0123456789", k=random.choice([0, 1, 3, 9, 12, 19, 20, 25])))
    unit = random.choice(_UNITS * 12 + _WRONG_UNITS)
    edge = random.choice([str(2**63 - 1) + "ns", str(2**63) + "ns", str(2**63 + 1) + "ns", "9223372036.854775808s"])
    return _weighed(random, [whole + random.choice(["", "", fraction]) + unit, edge], [30, 1])
