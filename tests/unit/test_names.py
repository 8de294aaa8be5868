"""Names: what Kubernetes takes, and how names made here are joined and cut.

The rules: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and .../labels/
"""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.dialects import names
from reporting.dialects.names import InvalidName

DNS_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
ANY_TEXT = st.text(st.characters(exclude_categories=()))
REPORT_NAMES = st.from_regex(DNS_SUBDOMAIN, fullmatch=True).filter(lambda name: len(name) <= 253)
LONG_REPORT_NAMES = st.lists(REPORT_NAMES.filter(lambda name: len(name) < 60), min_size=4, max_size=4).map(".".join)
RUN_IDS = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?", fullmatch=True)


@pytest.mark.parametrize("name", ["daily-soc2-inventory", "a", "0", "a.b.c", "a--b", "1.2.3-x", "a" * 253])
def test_dns_subdomains_are_names_of_reports(name: str) -> None:
    assert names.report_name(name) == name
    assert names.object_name(name) == name


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("Daily_SOC2 Inventory", "Write daily-soc2-inventory."),
        ("-a-", "Write a."),
        ("a..b", "Write a.b."),
        ("a.-b", "Write a.b."),
        ("a\n", "Write a."),
        ("a/b", "Write a-b."),
        ("", "Write one such as daily-soc2-inventory."),
        ("\u00fc", "Write one such as daily-soc2-inventory."),
        ("\ud800", "Write one such as daily-soc2-inventory."),
        ("\0", "Write one such as daily-soc2-inventory."),
        ("a" * 254, "Write a shorter one"),
        ("a-" * 1_000_000, "Write a shorter one"),
    ],
)
@pytest.mark.parametrize("check", [names.report_name, names.object_name])
def test_other_names_are_refused_with_the_nearest_valid_one(
    check: Callable[[str], str], name: str, way_out: str
) -> None:
    with pytest.raises(InvalidName) as refusal:
        check(name)
    message = str(refusal.value)
    assert way_out in message
    assert "the API server refuses" in message
    assert len(message) < 400
    assert message.encode()


@pytest.mark.parametrize("run", ["first-look", "a", "2026-11-23", "a" * 30])
def test_dns_labels_of_up_to_30_characters_are_ids_of_runs(run: str) -> None:
    assert names.run_id(run) == run


@pytest.mark.parametrize(
    ("run", "way_out"),
    [
        ("first.look", "Write first-look."),
        ("First Look", "Write first-look."),
        ("-", "Write one such as first-look."),
        ("a" * 31, "Write a shorter one, such as first-look."),
        ("a" * 1_000_000, "Write a shorter one, such as first-look."),
    ],
)
def test_other_ids_of_runs_are_refused(run: str, way_out: str) -> None:
    with pytest.raises(InvalidName, match=re.escape(way_out)):
        names.run_id(run)


@pytest.mark.parametrize("key", ["app", "kubernetes.io/os", "a.b/C_d.e", "x" * 63, "a/" + "x" * 63])
def test_qualified_names_are_keys_of_labels(key: str) -> None:
    assert names.label_key(key) == key


@pytest.mark.parametrize("key", ["", "/", "a/", "/a", "a/b/c", "A.b/c", "x" * 64, "-a", "a b", "a\n", "\ud800"])
def test_other_keys_of_labels_are_refused(key: str) -> None:
    with pytest.raises(InvalidName, match="Write one such as kubernetes"):
        names.label_key(key)


@pytest.mark.parametrize("value", ["", "linux", "A_b-c.d", "x" * 63])
def test_valid_label_values_stay_as_they_are(value: str) -> None:
    assert names.stated_label_value(value) == value
    assert names.label_value(value) == value


@pytest.mark.parametrize("value", ["a/b", "-a", "a-", "x" * 64, "a b", "\u00fc", "a\n"])
def test_invalid_label_values_are_refused_where_stated_and_hashed_where_made(value: str) -> None:
    with pytest.raises(InvalidName, match="No node can carry"):
        names.stated_label_value(value)
    assert LABEL_VALUE.fullmatch(names.label_value(value))


def test_a_made_label_value_keeps_what_is_readable() -> None:
    assert names.label_value("organization/calico-reporting/dev").startswith("organization-calico-reporting-dev-")


@given(ANY_TEXT, ANY_TEXT)
def test_made_label_values_are_valid_and_differ_where_the_texts_differ(one: str, other: str) -> None:
    assert LABEL_VALUE.fullmatch(names.label_value(one))
    assert len(names.label_value(one)) <= 63
    assert (names.label_value(one) == names.label_value(other)) == (one == other)


def test_texts_that_cannot_be_encoded_get_label_values_of_their_own() -> None:
    assert names.label_value("\ud800") != names.label_value("\ud801")


def test_a_short_job_name_is_the_run_and_the_report() -> None:
    assert names.run_job_name("first-look", "daily-soc2-inventory") == "first-look.daily-soc2-inventory"


def test_a_job_name_of_63_characters_is_not_cut() -> None:
    assert names.run_job_name("a", "b" * 61) == f"a.{'b' * 61}"


def test_a_cut_job_name_is_the_same_in_every_run() -> None:
    assert names.run_job_name("first-look", "x" * 60) == f"first-look.{'x' * 41}-934a372876"


def test_reports_that_differ_only_behind_the_cut_keep_jobs_of_their_own() -> None:
    common = "quarterly-network-access-report-of-the-payment-platform-in-region-"
    jobs = {names.run_job_name("audit-2026", f"{common}{region}") for region in range(1_000)}
    assert len(jobs) == 1_000


@given(RUN_IDS, REPORT_NAMES | LONG_REPORT_NAMES, RUN_IDS, REPORT_NAMES | LONG_REPORT_NAMES)
def test_job_names_are_valid_and_one_for_each_run_and_report(run: str, report: str, run2: str, report2: str) -> None:
    job = names.run_job_name(run, report)
    assert len(job) <= 63
    assert DNS_SUBDOMAIN.fullmatch(job)
    assert LABEL_VALUE.fullmatch(job)
    assert (job == names.run_job_name(run2, report2)) == ((run, report) == (run2, report2))


def test_a_job_of_an_invalid_run_or_report_is_not_named() -> None:
    with pytest.raises(InvalidName):
        names.run_job_name("a.b", "c")
    with pytest.raises(InvalidName):
        names.run_job_name("a", "C")


def test_a_report_of_32_characters_keeps_the_whole_time_in_its_job_name() -> None:
    assert names.LONGEST_READABLE_REPORT == 32


@given(ANY_TEXT)
def test_any_text_is_a_name_or_gets_this_modules_error(text: str) -> None:
    for check in (names.object_name, names.report_name, names.run_id, names.label_key, names.stated_label_value):
        try:
            assert check(text) == text
        except InvalidName as refusal:
            message = str(refusal)
            assert message.encode()
