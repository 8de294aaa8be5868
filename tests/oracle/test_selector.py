"""`reporting.dialects.selector` against Calico's own parser, `libcalico-go/lib/selector` of Calico v3.31.0."""

from typing import Any

import pytest

from reporting.dialects.selector import DEEPEST, Selector, SelectorError, parse
from tests.oracle import generate, generate_selectors
from tests.oracle.oracle import ask

EDGES = [
    "",
    " \t ",
    "\n",
    "\0",
    "a == 'x'\n",
    "a == '\n\0\u00e9'",
    "in in {'in'}",
    "not not in {'x'}",
    "has has {}",
    "has == 'x'",
    "has (a)",
    "has(\ta )",
    "has(\na)",
    "has(a",
    "has()",
    "hash(a)",
    "all(\t)",
    "all (\t)",
    "all(a)",
    "all",
    "global( )",
    "global",
    "a in {}",
    "a in {'x',}",
    "a in {,}",
    "a in {'x',,}",
    "a in {'x' 'y'}",
    "a in('x')",
    "a in'x'",
    "a in-{'x'}",
    "a\tnotin\t{'x'}",
    "a not\tin{'x'}",
    "a not\nin{'x'}",
    "a startswith'x'",
    "a starts \t with'x'",
    "a starts\fwith'x'",
    "a startswithx",
    'a endswith"it\'s"',
    "a contains'say \"x\"'",
    "a contains x",
    "a containsx'x'",
    "a CONTAINS 'x'",
    "a == b",
    "a = 'x'",
    "a === 'x'",
    "a =! 'x'",
    "a ! = 'x'",
    "a != 'x'",
    "!a != 'x'",
    "!=",
    "! != 'x'",
    "a == 'x' & b == 'x'",
    "a == 'x' && ",
    "|| a == 'x'",
    "a == 'x' || b == 'x' && c == 'x'",
    "(a == 'x' || b == 'x') && c == 'x'",
    "a == 'x' b == 'x'",
    "()",
    "(all())",
    "((all())",
    "(all()))",
    "!(!(!has(a)))",
    "a == 'x",
    "a == 'x\"",
    "a == 'it''s'",
    "a == 'it\\'s'",
    "'a' == 'x'",
    "{'x'}",
    "a-./_9 == 'x'",
    "\u00e9 == 'x'",
    "a\u00e9 == 'x'",
    "a\u00a0== 'x'",
    "a" * 512 + " == 'x'",
    "a" * 513 + " == 'x'",
    "a" * 512 + "in{'x'}",
    f"has({'a' * 512})",
    f"has({'a' * 513})",
    "!" * 1001 + "has(a)",
    "has(a) && " * 3000 + "has(a)",
    "a in {" + "'x'," * 3000 + "}",
    "(" * DEEPEST + "a == 'x' || b == 'x'" + ")" * DEEPEST,
]


def reading(text: str, labels: list[dict[str, str]]) -> dict[str, Any] | None:
    """What this project makes of a text, in the oracle's form; None where it refuses."""
    selector = parsed(text)
    if selector is None:
        return None
    return {"text": str(selector), "matches": [selector.matches(each) for each in labels]}


def parsed(text: str) -> Selector | None:
    try:
        return parse(text)
    except SelectorError:
        return None


def calico(texts: list[str], labels: list[dict[str, str]]) -> list[dict[str, Any] | None]:
    """What Calico makes of the texts, with the canonical text that it gives once it has read its own again."""
    answers = asked(texts, labels)
    again = iter(asked([answer["text"] for answer in answers if answer], []))
    return [answer and {**answer, "text": (next(again) or {})["text"]} for answer in answers]


def asked(texts: list[str], labels: list[dict[str, str]]) -> list[dict[str, Any] | None]:
    answers = ask({"verb": "selector", "text": text, "labels": labels} for text in texts)
    return [None if "error" in answer else answer for answer in answers]


def disagreements(texts: list[str], labels: list[dict[str, str]]) -> list[str]:
    """The texts that the two read differently, with what each made of them."""
    return [
        f"{text!r}: here {reading(text, labels)}, Calico {answer}"
        for text, answer in zip(texts, calico(texts, labels), strict=True)
        if reading(text, labels) != answer
    ]


LABELS = [generate_selectors.labels(generate.source(seed)) for seed in range(12)]


@pytest.mark.parametrize("text", EDGES)
def test_edges_are_read_as_calico_reads_them(text: str) -> None:
    assert disagreements([text], [{}, {"a": "x"}, {"a": "\n\0\u00e9", "in": "in"}, {"a": 'say "x"'}]) == []


@pytest.mark.parametrize("seed", range(8))
def test_generated_selectors_are_accepted_refused_written_and_evaluated_alike(seed: int) -> None:
    random = generate.source(seed)
    assert disagreements([generate_selectors.selector(random) for _ in range(3_000)], LABELS) == []


def test_canonical_text_means_the_same_to_calico() -> None:
    random = generate.source(100)
    texts = [text for text in (generate_selectors.selector(random) for _ in range(5_000)) if parsed(text)]
    written = calico([str(parse(text)) for text in texts], LABELS)
    assert written == calico(texts, LABELS)


def test_generated_selectors_are_neither_all_refused_nor_all_accepted() -> None:
    random = generate.source(0)
    accepted = sum(parsed(generate_selectors.selector(random)) is not None for _ in range(3_000))
    assert 900 < accepted < 2_100


def test_generated_labels_neither_always_match_nor_never() -> None:
    random = generate.source(0)
    selectors = [parsed(generate_selectors.selector(random)) for _ in range(3_000)]
    matches = [selector.matches(labels) for selector in selectors if selector for labels in LABELS]
    assert 0.3 < sum(matches) / len(matches) < 0.7
