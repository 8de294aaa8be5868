"""Input that is too large, too deep or no text at all: a message, never a traceback, never a hang."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporting.finding import StackFileError
from reporting.objects.plan import plan
from reporting.source.expansion.project_files import LARGEST
from reporting.source.load import load
from reporting.source.runconfig import values_of_run
from reporting.source.stackfile import parse_stack, read_stack
from tests.unit.stacks import advised

NOW = datetime(2026, 12, 1, tzinfo=UTC)
HEAD = "config:\n  calico-reporting:cluster: {name: a, context: a}\n  calico-reporting:intervals: workshop\n"
MEGABYTES = 3 * 2**20

# Nothing here takes seconds; a hang is what this is against.
pytestmark = pytest.mark.timeout(120)


def message_for(text: str) -> str:
    with pytest.raises(StackFileError) as refused:
        parse_stack(text, Path("Pulumi.hostile.yaml")).settings(NOW)
    message = str(refused.value)
    assert message
    assert all(character.isprintable() or character == "\n" for character in message)
    return message


def in_report(line: str) -> str:
    return (
        f"{HEAD}  calico-reporting:reportSets:\n    a:\n      reports:\n        daily:\n"
        f"          reportType: inventory\n          {line}\n"
    )


def bomb(levels: int) -> str:
    lines = ["config:", "  x:a: &a0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"]
    lines += [f"  x:a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, levels)]
    return "\n".join(lines)


HOSTILE: dict[str, Callable[[], str]] = {
    "megabytes in a schedule": lambda: in_report(f"schedule: '{'1,' * (MEGABYTES // 2)} * * * *'"),
    "megabytes in a selector": lambda: in_report(
        f"schedule: ''\n          endpoints: {{selector: \"{'!' * MEGABYTES}\"}}"
    ),
    "megabytes in a profile": lambda: f"config:\n  calico-reporting:intervals: {'x' * MEGABYTES}\n",
    "megabytes in a key": lambda: f"config:\n  calico-reporting:{'k' * 1000}: {'x' * MEGABYTES}\n",
    "megabytes in a duration": lambda: f"{HEAD}  calico-reporting:felix: {{flowLogsFlushInterval: '{'1s' * 10**6}'}}\n",
    "megabytes in a name": lambda: f"{HEAD}  calico-reporting:adopt: ['{'-' * MEGABYTES}']\n",
    "nested lists": lambda: f"config:\n  x:a: {'[' * 10_000}{']' * 10_000}\n",
    "nested maps": lambda: f"config:\n  x:a: {'{a: ' * 10_000}1{'}' * 10_000}\n",
    "nested lists without an end": lambda: "[" * 100_000,
    "nested brackets in a selector": lambda: in_report(
        f"schedule: ''\n          endpoints: {{selector: \"{'(' * 100_000}all(){')' * 100_000}\"}}"
    ),
    "aliases that multiply": lambda: bomb(9),
    "an alias of itself": lambda: "config:\n  x:a: &a [*a]\n",
    "a NUL": lambda: f"{HEAD}  x:a: \0\n",
    "an escaped NUL": lambda: in_report('schedule: "\\0 * * * *"'),
    "control characters": lambda: in_report('schedule: "\\e[2J\\a * * * *"'),
    "a lone surrogate": lambda: f"{HEAD}  x:a: \ud800\n",
    "a byte order mark inside": lambda: in_report("schedule: '\ufeff0 0 * * *'"),
    "a huge whole number": lambda: f"{HEAD}  calico-reporting:retention: {{flows: {'9' * 299}}}\n",
    "a whole number beyond any size": lambda: f"{HEAD}  calico-reporting:retention: {{flows: {'9' * 100_000}}}\n",
    "a huge hexadecimal number": lambda: f"{HEAD}  calico-reporting:retention: {{flows: 0x{'f' * 250}}}\n",
    "a huge exponent": lambda: f"{HEAD}  calico-reporting:retention: {{flows: 1e999999999}}\n",
    "not a number": lambda: f"{HEAD}  calico-reporting:retention: {{flows: .nan}}\n",
    "a huge step": lambda: in_report(f"schedule: '*/{'9' * 10_000} * * * *'"),
    "a huge version": lambda: in_report(
        f"schedule: ''\n          cis: {{resultsFilters: [{{exclude: ['{'1.' * 10**6}1']}}]}}"
    ),
    "100,000 faults in a list": lambda: f"{HEAD}  calico-reporting:adopt: [{', '.join(['No'] * 100_000)}]\n",
    "100,000 unknown keys": lambda: "config:\n" + "".join(f"  calico-reporting:k{n}: 1\n" for n in range(100_000)),
    "100,000 names twice": lambda: (
        f"{HEAD}  calico-reporting:runs: {{a: {{last: 2h, until: 2026-11-23, reports: [{'a, ' * 100_000}]}}}}\n"
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_text_gets_a_message(case: str) -> None:
    lines = message_for(HOSTILE[case]()).splitlines()

    assert len(lines) <= 1001
    assert max(map(len, lines)) < 3000


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ("aliases that multiply", "more than 2,000,000 values"),
        ("nested lists", "nested more than 100 levels deep"),
        ("nested maps", "nested more than 100 levels deep"),
        ("nested brackets in a selector", "nests deeper than 200 brackets"),
        ("100,000 unknown keys", "more faults; the first 1,000 are shown"),
    ],
)
def test_what_is_too_much_is_said(case: str, reason: str) -> None:
    assert reason in message_for(HOSTILE[case]())


def test_100_000_names_of_namespaces_are_read() -> None:
    names = ", ".join(f"n{number}" for number in range(100_000))
    text = in_report(f"schedule: ''\n          endpoints: {{namespaces: {{names: [{names}]}}}}")

    assert len(plan(parse_stack(text, Path("x")).settings(NOW)).reports) == 1


def test_100_000_filters_and_tests_are_advised_on() -> None:
    tests = [f"1.{number}" for number in range(100_000)]
    filters = [{"exclude": ["1.1"]}] * 20_000
    reports = {
        "many": {"reportType": "cis-benchmark", "schedule": "", "cis": {"resultsFilters": filters}},
        "long": {"reportType": "cis-benchmark", "schedule": "", "cis": {"resultsFilters": [{"exclude": tests}]}},
    }
    stack = load(
        {"cluster": {"name": "a", "context": "a"}, "intervals": "workshop", "reportSets": {"a": {"reports": reports}}},
        NOW,
    )

    shadowed = [advice for advice in advised(stack, date(2026, 12, 1)) if advice.code == "CIS_FILTER_SHADOWED"]
    assert len(shadowed) == len(filters) - 1


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: x\n", encoding="utf-8")
    (tmp_path / "Pulumi.bytes.yaml").write_bytes(b"config:\n  a:b: \xff\xfe\n")

    with pytest.raises(StackFileError, match=r"is not UTF-8 text \(byte 15\)"):
        read_stack(tmp_path, "bytes")


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: x\n", encoding="utf-8")
    with (tmp_path / "Pulumi.big.yaml").open("wb") as file:
        file.truncate(LARGEST + 1)

    with pytest.raises(StackFileError, match="is over 32 MiB"):
        read_stack(tmp_path, "big")


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: x\n", encoding="utf-8")
    (tmp_path / "Pulumi.folder.yaml").mkdir()

    with pytest.raises(StackFileError, match="cannot be read"):
        read_stack(tmp_path, "folder")


def test_hostile_json_of_a_run_gets_a_message() -> None:
    for value in ("[" * 100_000, "{" * 100_000, "9" * 10_000, '{"a": 1' + "0" * 10_000 + "}", "\0", "[NaN]"):
        with pytest.raises(StackFileError):
            load(values_of_run({"calico-reporting:reportSets": value}), NOW)


WORDS = """
    cluster intervals felix reportSets runs reporter compliance adopt intervalsUntil kubernetesAuditLog retention links
    accept preflight name context reports reportType schedule endpoints selector namespaces names cis resultsFilters
    benchmarkSelection kubernetesVersion include exclude suspend jobNodeSelector last until start end flows product
    manager daily first-look
"""
KEYS = st.sampled_from(WORDS.split())
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["workshop", "inventory", "cis-benchmark", "0 6 * * *", "@every 1h", "2h", "2026-11-23", "1.28"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(KEYS, st.text(max_size=5)), inner, max_size=6)
    ),
    max_leaves=25,
)


@settings(max_examples=200)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_no_values_raise_anything_but_a_stack_file_error(values: dict[str, Any]) -> None:
    with suppress(StackFileError):
        advised(load(values, NOW), date(2026, 12, 1))


@settings(max_examples=200)
@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_no_config_of_a_run_raises_anything_but_a_stack_file_error(values: dict[str, Any]) -> None:
    config = {f"calico-reporting:{key}": json.dumps(value) for key, value in values.items()}
    with suppress(StackFileError):
        load(values_of_run(config), NOW)


YAMLISH = st.one_of(
    st.text(),
    st.lists(
        st.one_of(
            KEYS.map(lambda key: f"calico-reporting:{key}"),
            KEYS,
            st.sampled_from([*"{}[],:&*!|>-?#%@`'\" \n\t", "config:", "\n  ", ": ", "<<: ", "&a ", "*a ", "---\n"]),
            st.text(max_size=3),
        ),
        max_size=40,
    ).map("".join),
    VALUES.map(lambda value: HEAD + f"  calico-reporting:reportSets: {json.dumps(value)}\n"),
)


@settings(max_examples=600)
@given(YAMLISH)
@example("config:\n  <<: {a:b: 1}\n")
@example("config: {? [a] : b}\n")
@example("%YAML 9.9\n---\n")
@example("\ufeffconfig: {}\n")
def test_no_text_raises_anything_but_a_stack_file_error(text: str) -> None:
    with suppress(StackFileError):
        parse_stack(text, Path("Pulumi.fuzz.yaml")).settings(NOW)
