"""Calico's selector language: what is read, what it means, and what is said of a text that Calico cannot read.

Sources: the table of operators at
https://docs.tigera.io/calico-enterprise/latest/reference/resources/networkpolicy#selectors and Calico's
`libcalico-go/lib/selector/parser/parser_test.go`; the comparison with Calico's parser itself is in tests/oracle.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.dialects.selector import DEEPEST, LONGEST_LABEL, LONGEST_TEXT, SelectorError, parse

OPERANDS = "a label, has(label), all(), global(), ! or ("
STRING = "a string in quotes, such as 'true'"

CANONICAL = [
    ("", "all()"),
    (" \t", "all()"),
    ("all( )", "all()"),
    ("global()", "global()"),
    ("has(\ta )", "has(a)"),
    ("soc2=='true'", 'soc2 == "true"'),
    ("a\t!=\t'x'", 'a != "x"'),
    ("a == 'say \"x\"'", "a == 'say \"x\"'"),
    ('a == "it\'s"', 'a == "it\'s"'),
    ("a == 'it\\n'", 'a == "it\\n"'),
    ("a in {'y', \"x\",'y',}", 'a in {"x", "y"}'),
    ("a in {}", "a in {}"),
    ("a notin{'x'}", 'a not in {"x"}'),
    ("a not \t in {'x'}", 'a not in {"x"}'),
    ("a contains'x'", 'a contains "x"'),
    ("a startswith'x'", 'a starts with "x"'),
    ("a ends \twith'x'", 'a ends with "x"'),
    ("in in {'in'}", 'in in {"in"}'),
    ("has == 'x'", 'has == "x"'),
    ("all contains 'x'", 'all contains "x"'),
    ("k8s.io/app_1-x == 'x'", 'k8s.io/app_1-x == "x"'),
    ("!has(a)", "!has(a)"),
    ("! !\t!has(a)", "!has(a)"),
    ("!(!has(a))", "has(a)"),
    ("!!a == 'x'", 'a == "x"'),
    ("((has(a)))", "has(a)"),
    ("has(a)&&has(b)", "(has(a) && has(b))"),
    ("has(a) || has(b) && has(c)", "(has(a) || (has(b) && has(c)))"),
    ("(has(a) || has(b)) && !(has(c) && has(d))", "((has(a) || has(b)) && !(has(c) && has(d)))"),
]


@pytest.mark.parametrize(("text", "canonical"), CANONICAL)
def test_canonical_text_is_the_one_that_calico_writes(text: str, canonical: str) -> None:
    assert str(parse(text)) == canonical
    assert str(parse(canonical)) == canonical


def test_selectors_that_differ_in_blanks_and_quotes_are_equal() -> None:
    assert parse("a=='x'&&has(b)") == parse('( a == "x" && has( b ) )')
    assert hash(parse("a=='x'")) == hash(parse('a == "x"'))
    assert parse("a == 'x'") != parse("a == 'y'")


@pytest.mark.parametrize(
    ("text", "value", "matches"),
    [
        ("a == 'x'", "x", True),
        ("a == 'x'", "X", False),
        ("a == 'x'", None, False),
        ("a == ''", "", True),
        ("a == ''", None, False),
        ("a != 'x'", "x", False),
        ("a != 'x'", "y", True),
        ("a != 'x'", None, True),
        ("a in {'x', 'y'}", "y", True),
        ("a in {'x', 'y'}", "z", False),
        ("a in {'x', 'y'}", None, False),
        ("a in {}", "x", False),
        ("a not in {'x', 'y'}", "y", False),
        ("a not in {'x', 'y'}", "z", True),
        ("a not in {'x', 'y'}", None, True),
        ("a not in {}", "x", True),
        ("a contains 'x'", "axb", True),
        ("a contains 'x'", "ab", False),
        ("a contains ''", "", True),
        ("a contains ''", None, False),
        ("a starts with 'x'", "xy", True),
        ("a starts with 'x'", "yx", False),
        ("a ends with 'x'", "yx", True),
        ("a ends with 'x'", "xy", False),
        ("has(a)", "", True),
        ("has(a)", None, False),
        ("!has(a)", None, True),
        ("!a == 'x'", None, True),
        ("!a != 'x'", None, False),
        ("all()", None, True),
        ("global()", None, True),
        ("!all()", "x", False),
        ("", None, True),
    ],
)
def test_labels_match_as_calico_evaluates_them(text: str, value: str | None, matches: bool) -> None:
    labels = {"other": "x"} if value is None else {"a": value}
    assert parse(text).matches(labels) is matches


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("has(a) || has(b) && has(c)", {"a", "ab", "ac", "bc", "abc"}),
        ("(has(a) || has(b)) && has(c)", {"ac", "bc", "abc"}),
        ("!has(a) && has(b)", {"b", "bc"}),
        ("!(has(a) && has(b))", {"", "a", "b", "c", "ac", "bc"}),
    ],
)
def test_and_binds_tighter_than_or_and_not_tightest(text: str, present: set[str]) -> None:
    every = ["", "a", "b", "c", "ab", "ac", "bc", "abc"]
    assert {labels for labels in every if parse(text).matches(dict.fromkeys(labels, "x"))} == present


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "soc2 == 'true' && tier in {'a', 'b'}",
            "label soc2 is 'true' and label tier is one of 'a', 'b'",
        ),
        ("", "everything"),
        ("!all()", "nothing"),
        ("a in {}", "nothing"),
        ("a not in {}", "everything"),
        ("has(a)", "label a is present"),
        ("!has(a)", "label a is absent"),
        ("a != 'x'", "label a is not 'x' (or absent)"),
        ("!a != 'x'", "label a is 'x'"),
        ("a not in {'x'}", "label a is none of 'x' (or absent)"),
        ("!a not in {'x'}", "label a is one of 'x'"),
        ('a == "it\'s"', 'label a is "it\'s"'),
        ("a contains 'x'", "label a contains 'x'"),
        ("!a starts with 'x'", "label a does not start with 'x' (or is absent)"),
        (
            "!(a ends with 'x' || has(b)) && (has(c) || has(d))",
            "not (label a ends with 'x' or label b is present) and (label c is present or label d is present)",
        ),
    ],
)
def test_selectors_are_described_in_words(text: str, words: str) -> None:
    assert parse(text).describe() == words


def test_long_sets_are_described_by_their_first_values() -> None:
    values = ", ".join(f"'v{number:04}'" for number in range(1_500))
    assert parse(f"a in {{{values}}}").describe().endswith("'v0009' and 1,490 more")


@pytest.mark.parametrize(
    ("text", "column", "expected", "found"),
    [
        ("a", 2, "an operator (==, !=, in, not in, contains, starts with, ends with) after the label 'a'", "the end"),
        ("a = 'x'", 3, "==", "'='"),
        ("a === 'x'", 5, STRING, "'='"),
        ("a == true", 6, STRING, "'true'"),
        ("a == ", 6, STRING, "the end of the text"),
        ("a == 'x", 6, "the string that begins here to end in the same quote", '"\'"'),
        ("a == 'x\"", 6, "the string that begins here", '"\'"'),
        ("a in ('x')", 6, "a set in braces, such as {'a', 'b'}", "'('"),
        ("a in {x}", 7, "a string in quotes, or }", "'x'"),
        ("a in {'x' 'y'}", 11, ", or }", '"\'"'),
        ("a in {'x',,}", 11, "a string in quotes, or }", "','"),
        ("a in {'x'", 10, ", or }", "the end of the text"),
        ("a in {'x',", 11, "a string in quotes, or }", "the end of the text"),
        ("a not == 'x'", 3, "an operator", "'not'. Calico's not is !, before the label."),
        ("a inx {'x'}", 3, "an operator", "'inx'"),
        ("a startswithx 'x'", 3, "an operator", "'startswithx'"),
        ("a Contains 'x'", 3, "an operator", "'Contains'"),
        ("a == 'x' and has(b)", 10, "&&", "'and'"),
        ("a == 'x' or has(b)", 10, "||", "'or'"),
        ("a == 'x' & has(b)", 10, "&&", "'&'"),
        ("a == 'x' | has(b)", 10, "||", "'|'"),
        ("a == 'x' &&", 12, OPERANDS, "the end of the text"),
        ("a == 'x' &&\nhas(b)", 12, OPERANDS, "'\\n'. Only spaces and tabs may stand between words"),
        ("a\u00a0== 'x'", 2, "an operator", "'\\xa0'"),
        ("(a == 'x'", 10, "&&, || or )", "the end of the text"),
        ("(a == 'x' b", 11, "&&, || or )", "'b'"),
        ("a == 'x')", 9, "&&, || or the end", "')'"),
        ("()", 2, OPERANDS, "')'"),
        ("!", 2, OPERANDS, "the end of the text"),
        ("!= 'x'", 1, OPERANDS, "'!'"),
        ("'a' == 'x'", 1, OPERANDS, '"\'"'),
        ("\u00e9 == 'x'", 1, OPERANDS, "'\u00e9'"),
        ("\0", 1, OPERANDS, "'\\x00'"),
        ("has (a)", 5, "an operator", "'('"),
        ("has()", 5, "a label", "')'"),
        ("has(a b)", 7, "the ) of has(", "'b'"),
        ("has(\na)", 5, "a label", "'\\n'"),
        ("all(a)", 5, "the ) of all(", "'a'"),
        ("a" * 513 + " == 'x'", 513, "the end of the label, which may have 512 characters", "'a'"),
    ],
)
def test_refusals_point_at_the_column_and_say_what_was_expected_there(
    text: str, column: int, expected: str, found: str
) -> None:
    with pytest.raises(SelectorError) as refusal:
        parse(text)
    assert refusal.value.column == column
    shown, _, hint = found.partition(". ")
    assert f"expected {expected}" in str(refusal.value)
    assert f"found {shown}" in str(refusal.value)
    assert f" at column {column}.{f' {hint}' if hint else ''}" in str(refusal.value)


@pytest.mark.parametrize("text", ["has (a)", "all ()", "global (\t)"])
def test_a_blank_before_a_functions_bracket_is_named(text: str) -> None:
    with pytest.raises(SelectorError, match="or no blank before its bracket, found '\\('"):
        parse(text)


def test_refusals_tell_the_consequence_and_an_example() -> None:
    with pytest.raises(SelectorError, match="would refuse the report, or let it cover nothing"):
        parse("a ~ 'x'")
    with pytest.raises(SelectorError, match=r"Write for example (.+)\.$") as refusal:
        parse("a ~ 'x'")
    assert parse(str(refusal.value).split("Write for example ")[1].removesuffix(".")).matches(
        {"soc2": "true", "tier": "a"}
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("app == frontend", "app == 'frontend'"),
        ("soc2 = 'true'", "soc2 == 'true'"),
        ("tier in {a, b} AND x = y.z/w or !has(c)", "tier in {'a', 'b'} && x == 'y.z/w' || !has(c)"),
    ],
)
def test_a_selector_with_known_slips_is_shown_as_it_was_meant(text: str, meant: str) -> None:
    with pytest.raises(SelectorError) as refusal:
        parse(text)
    assert refusal.value.remedy == f"Write {meant}."
    assert parse(meant)


@given(st.text("ab'=!&|(){}, inor", max_size=40))
def test_a_selector_that_a_message_suggests_is_read(text: str) -> None:
    refusal = None
    try:
        parse(text)
    except SelectorError as error:
        refusal = error
    if refusal:
        parse(refusal.remedy.removeprefix("Write for example ").removeprefix("Write ").removesuffix("."))


def test_long_texts_are_shown_around_the_column() -> None:
    with pytest.raises(SelectorError, match=r"^….{1,90}… is not a selector: expected .* at column 10001\.") as refusal:
        parse("has(abc)||" * 1_000 + "?" + "has(abc)" * 1_000)
    assert "'?'" in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * DEEPEST + "has(a)" + ")" * DEEPEST,
        "(" * DEEPEST + "has(a) || has(b)" + ")" * DEEPEST,
        "has(a) && (" * DEEPEST + "has(b)" + ")" * DEEPEST,
        "!(has(a) && " * DEEPEST + "has(b)" + ")" * DEEPEST,
        "has(a) || has(b) && (" * (DEEPEST // 2) + "has(c)" + ")" * (DEEPEST // 2),
    ],
)
def test_brackets_nest_up_to_the_limit_and_the_canonical_text_with_them(text: str) -> None:
    selector = parse(text)
    assert parse(str(selector)) == selector
    assert selector.describe() == parse(str(selector)).describe()
    assert selector.matches({"a": "x"}) is parse(str(selector)).matches({"a": "x"})


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("(" * 201 + "has(a)" + ")" * 201, 201),
        ("!( " * 201 + "has(a)" + ")" * 201, 602),
        ("(" * 100_000, 201),
        ("has(a) || has(b) && (" * 101 + "has(c)" + ")" * 101, None),
    ],
)
def test_deeper_nesting_is_refused(text: str, column: int | None) -> None:
    with pytest.raises(SelectorError, match=r"nests deeper than 200 brackets at column \d+") as refusal:
        parse(text)
    assert column in (None, refusal.value.column)


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("||".join(["a=='y'"] * 99_999 + ["has(a)"]), True),
        ("&&".join(["a=='x'"] * 99_999 + ["has(b)"]), False),
        ("!" * 100_001 + "has(a)", False),
        ("a in {" + ",".join(f"'{number}'" for number in range(100_000)) + ",'x'}", True),
        ("a in {" + "'x'," * 100_000 + "}", True),
        (" " * 1_000_000 + "has(a)", True),
        (f"a == '{'x' * 1_000_000}'", False),
        ("a == '\0'", False),
        (f"{'a' * LONGEST_LABEL} == 'x'", False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_long_chains_sets_and_strings_are_read_as_calico_reads_them(text: str, matches: bool) -> None:
    selector = parse(text)
    assert selector.matches({"a": "x"}) is matches
    assert parse(str(selector)) == selector


@pytest.mark.parametrize(
    "text",
    [
        "a == '" + "x" * LONGEST_TEXT,
        "a" * LONGEST_TEXT,
        "\0" * LONGEST_TEXT,
        "a in {" * 200_000,
        "a " + "not " * 300_000,
        "'" * 1_000_001,
    ],
    ids=lambda text: text[:8],
)
def test_megabytes_of_nonsense_get_a_short_message(text: str) -> None:
    with pytest.raises(SelectorError) as refusal:
        parse(text)
    assert len(str(refusal.value)) < 1_000


@pytest.mark.parametrize(
    "text",
    [
        f"a == '{'x' * LONGEST_TEXT}'",
        "a == '" + "\u00e9" * (LONGEST_TEXT // 2) + "'",
        " " * (LONGEST_TEXT + 1),
        "||".join(["a=='x'"] * 190_000),
    ],
    ids=["characters", "bytes", "blanks", "canonical text"],
)
def test_what_etcd_does_not_store_is_refused(text: str) -> None:
    with pytest.raises(SelectorError, match="longer than 1,572,864 bytes, which etcd does not store"):
        parse(text)


def test_a_lone_surrogate_is_refused_even_in_a_string() -> None:
    with pytest.raises(SelectorError, match="half a surrogate pair at column 5") as refusal:
        parse("a=='\ud800'")
    assert refusal.value.column == 5
    assert str(refusal.value).encode()


LABELS = st.text("abcinohs.-_/", min_size=1, max_size=8)
VALUES = st.text(st.characters(exclude_characters="'", exclude_categories=["Cs"]), max_size=5).map(
    lambda value: f"'{value}'"
)
CONDITIONS = st.one_of(
    st.tuples(LABELS, st.sampled_from([" ==", " !=", " contains", " starts with", "\tendswith"]), VALUES).map("".join),
    st.tuples(
        LABELS, st.sampled_from([" in", " not in", " notin"]), st.lists(VALUES).map(lambda v: f"{{{','.join(v)}}}")
    ).map("".join),
    LABELS.map(lambda label: f"has( {label} )"),
    st.sampled_from(["all()", "global()"]),
)
SELECTORS = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        inner.map(lambda text: f"!{text}"),
        inner.map(lambda text: f"({text})"),
        st.lists(inner, min_size=2, max_size=4).map(" && ".join),
        st.lists(inner, min_size=2, max_size=4).map("||".join),
    ),
    max_leaves=20,
)


@given(SELECTORS, st.lists(st.dictionaries(LABELS, st.text(max_size=3)), max_size=4))
def test_reading_the_canonical_text_changes_nothing(text: str, maps: list[dict[str, str]]) -> None:
    selector = parse(text)
    again = parse(str(selector))
    assert again == selector
    assert str(again) == str(selector)
    assert again.describe() == selector.describe()
    assert [again.matches(labels) for labels in maps] == [selector.matches(labels) for labels in maps]


@given(SELECTORS, st.dictionaries(LABELS, st.text(max_size=3)))
def test_a_negated_selector_matches_the_rest(text: str, labels: dict[str, str]) -> None:
    assert parse(f"!({text})").matches(labels) is not parse(text).matches(labels)


@given(st.one_of(st.text(), st.text("ab'\"!=&|(){}, \tinot\n\0\ud800")))
def test_any_text_is_read_or_gets_a_selector_error(text: str) -> None:
    try:
        parse(text)
    except SelectorError as error:
        refusal = error
    else:
        return
    assert 1 <= refusal.column <= len(text) + 1
    assert f"at column {refusal.column}" in str(refusal)
    assert str(refusal).encode()
