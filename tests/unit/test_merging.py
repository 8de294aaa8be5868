"""Values laid over others as RFC 7386 has it, each keeping the place where it was said."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.source.expansion.merging import Layer, Place, merged, taken_out

# https://www.rfc-editor.org/rfc/rfc7386#appendix-A, those of objects.
EXAMPLES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]

KEYS = st.sampled_from("abc")
VALUES: Any = st.recursive(
    st.none() | st.integers() | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
MAPS = st.dictionaries(KEYS, VALUES, max_size=3)


@pytest.mark.parametrize(("base", "over", "wanted"), EXAMPLES)
def test_maps_are_merged_as_the_rfc_shows(base: dict[str, Any], over: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert merged(base, over) == wanted


@given(MAPS, MAPS)
def test_merging_twice_changes_nothing_more(base: dict[str, Any], over: dict[str, Any]) -> None:
    once = merged(base, over)
    assert merged(once, over) == once


@given(MAPS)
def test_an_empty_layer_changes_nothing(base: dict[str, Any]) -> None:
    assert merged(base, {}) == base


def layer(file: str, values: dict[str, Any], *paths: tuple[str | int, ...]) -> Layer:
    return Layer(values, {path: Place(Path(file), line) for line, path in enumerate(paths, 1)})


def test_each_value_keeps_the_place_where_it_was_said() -> None:
    base = layer("base.yaml", {"a": {"b": 1, "c": [1, 2]}}, ("a",), ("a", "b"), ("a", "c"), ("a", "c", 1))
    over = layer("stack.yaml", {"a": {"c": [3]}}, ("a",), ("a", "c"), ("a", "c", 0))
    both = over.over(base)
    assert both.values == {"a": {"b": 1, "c": [3]}}
    assert both.place(("a", "b")) == Place(Path("base.yaml"), 2)
    assert both.place(("a", "c", 0)) == Place(Path("stack.yaml"), 3)
    assert both.place(("a", "c", 1)) == Place(Path("stack.yaml"), 2)


def test_the_place_of_what_nobody_said_is_the_nearest_above() -> None:
    base = layer("base.yaml", {"a": {"b": 1}}, ("a",), ("a", "b"))
    assert layer("stack.yaml", {"a": {"b": None}}, ("a",)).over(base).place(("a", "b")) == Place(Path("stack.yaml"), 1)
    assert base.place(("z",)) is None


def test_what_is_said_without_a_place_takes_none_of_what_it_overrides() -> None:
    base = layer("base.yaml", {"a": {"b": 1, "c": 2}}, ("a",), ("a", "b"), ("a", "c"))
    of_a_run = Layer({"a": {"b": 3}}).over(base)
    assert of_a_run.place(("a", "b")) is None
    assert of_a_run.place(("a", "nothing")) is None
    assert of_a_run.place(("a", "c")) == Place(Path("base.yaml"), 3)


def test_nulls_that_take_nothing_out_are_told_from_those_that_do() -> None:
    over = {"a": {"b": None, "c": None}, "d": None, "e": [None]}
    assert dict(taken_out({"a": {"b": 1}}, over)) == {("a", "b"): True, ("a", "c"): False, ("d",): False}
