"""Selectors and labels near the edges of Calico's language. One random source gives one series."""

from random import Random

_LABELS = ["a", "b", "in", "not", "has", "all", "global", "contains", "k8s.io/app", "-", "_.", "inx", "hash", "A"]
_VALUES = [
    "",
    "x",
    "xy",
    "yx",
    "zxyz",
    "in",
    "it's",
    'say "x"',
    "\u00e9",
    "e\u0301",
    "\U0001f600",
    "\0",
    "\n",
    "}",
    " ",
]
_BLANKS = ["", "", " ", " ", " ", "\t", "  ", " \t "]
_GLUED = ["", "", " ", "\t", "\n", "\u00a0", "x", "-"]
_WORDS = ["==", "!=", "in", "not in", "notin", "contains", "starts with", "startswith", "ends with", "endswith"]
_MUTANTS = [
    *"()!=&|{},'\"-./_ax019 \t\n\r\f\v\0\\#$<>*",
    *["&&", "||", "==", "!=", "in", "not", "has(", "all()", "global(", "has(a)", "''", "{}", "and", "or", "\u00a0"],
    *["\u00e9", "\u2003", "\U0001f600", "\u017f", "\u212a", "\uff41", "a" * 511, "a" * 512, "a" * 513],
]


def selector(random: Random) -> str:
    """A selector: mostly well-formed, one in four mutated."""
    blank = random.choice(_BLANKS)
    text = blank + _expression(random, random.choice([0, 0, 1, 2, 3, 4])) + random.choice(_BLANKS)
    return _mutated(text, random) if random.random() < 0.25 else text


def labels(random: Random) -> dict[str, str]:
    """An object's labels, drawn from those that the selectors ask for."""
    return {label: random.choice(_VALUES) for label in _LABELS if random.random() < 0.5}


def _expression(random: Random, depth: int) -> str:
    terms = [_term(random, depth) for _ in range(random.choice([1, 1, 2, 2, 3]))]
    text = terms[0]
    for term in terms[1:]:
        text += random.choice(_BLANKS) + random.choice(["&&", "||"]) + random.choice(_BLANKS) + term
    return text


def _term(random: Random, depth: int) -> str:
    marks = random.choice(["", "", "", "!", "! ", "!!", "!\t!!"])
    if depth and random.random() < 0.6:
        blanks = random.choice(_BLANKS), random.choice(_BLANKS)
        return f"{marks}({blanks[0]}{_expression(random, depth - 1)}{blanks[1]})"
    return marks + random.choice([_comparison, _comparison, _comparison, _membership, _membership, _function])(random)


def _comparison(random: Random) -> str:
    return _operated(random, ["==", "!=", "contains", "starts with", "ends with"]) + _string(random)


def _membership(random: Random) -> str:
    values = [_string(random) + random.choice(_BLANKS) for _ in range(random.choice([0, 1, 1, 2, 3, 5]))]
    inside = (random.choice(_BLANKS) + "," + random.choice(_BLANKS)).join(values)
    comma = random.choice(["", "", "", ",", ", ", ",,"])
    return _operated(random, ["in", "not in"]) + "{" + random.choice(_BLANKS) + inside + comma + "}"


def _operated(random: Random, operators: list[str]) -> str:
    """A label and its operator, with the blanks that must, may and must not be there."""
    usual = random.choice(operators)
    operator = random.choice([usual] * 30 + [usual.replace(" ", random.choice(_GLUED)), random.choice(_WORDS)])
    before = random.choice([" "] * 40 + _GLUED)
    return random.choice(_LABELS) + before + operator + random.choice(["", " ", " ", " ", *_GLUED[:4]])


def _string(random: Random) -> str:
    value = random.choice(_VALUES)
    quote = "'" if '"' in value else '"' if "'" in value else random.choice("'\"")
    return random.choice([f"{quote}{value}{quote}"] * 40 + [value, f"{quote}{value}", f"'{value}\""])


def _function(random: Random) -> str:
    label = random.choice(_LABELS * 6 + ["", "a b", "'a'", "a" * 512, "a" * 513])
    inside = random.choice([*_BLANKS * 3, "\n"])
    name = random.choice(["has", "has", "all", "global"])
    space = random.choice([""] * 30 + [" "])
    return f"{name}{space}({inside}{label if name == 'has' else ''}{random.choice(_BLANKS)})"


def _mutated(text: str, random: Random) -> str:
    for _ in range(random.randint(1, 3)):
        place = random.randint(0, len(text))
        cut = random.choice([0, 0, 1, 1, 2, 4])
        grown = random.choice(["", random.choice(_MUTANTS), random.choice(_MUTANTS), text[place : place + 6] * 2])
        text = text[:place] + grown + text[place + cut :]
    return text
