"""Each code of advice with a stack file that earns it and one that does not, and what the texts say."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.finding import Accepted, Finding, Severity
from reporting.findings.catalogue import OF_STACKS
from reporting.source.load import load
from reporting.source.stackfile import parse_stack
from reporting.stack.cis import ResultsFilter, shadowed_filters
from reporting.stack.settings import Settings
from tests.project import STACKS
from tests.unit.stacks import advised, sample

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
FILES = Path(__file__).parent / "advice"
CLUSTER = {"name": "example", "context": "example"}


def settings_of(file: Path) -> Settings:
    return parse_stack(file.read_text(encoding="utf-8"), file).settings(NOW)


def advice_on(**values: Any) -> dict[str, Finding]:
    settings = load({"cluster": CLUSTER, "intervals": "production", **values}, NOW)
    return {advice.code: advice for advice in advised(settings, TODAY)}


def report_set(**reports: dict[str, Any]) -> dict[str, Any]:
    return {"example": {"reports": {name.replace("_", "-"): report for name, report in reports.items()}}}


def inventory(schedule: str = "8 6 * * *", **fields: Any) -> dict[str, Any]:
    return {"reportType": "inventory", "schedule": schedule, **fields}


def test_every_code_has_its_two_files() -> None:
    assert sorted(OF_STACKS) == sorted(folder.name for folder in FILES.iterdir())


@pytest.mark.parametrize("code", OF_STACKS)
def test_a_stack_file_that_earns_the_advice(code: str) -> None:
    earned = [advice for advice in advised(settings_of(FILES / code / "triggers.yaml"), TODAY) if advice.code == code]

    assert earned
    for advice in earned:
        assert advice.what.endswith(".")
        assert advice.remedy
        assert advice.accepted is None
        assert str(advice).startswith(f"{advice.key}: ")
        assert str(advice).endswith(f"  [{code}]")


@pytest.mark.parametrize("code", OF_STACKS)
def test_a_stack_file_that_does_not_earn_the_advice(code: str) -> None:
    assert code not in [advice.code for advice in advised(settings_of(FILES / code / "silent.yaml"), TODAY)]


@pytest.mark.parametrize("code", OF_STACKS)
def test_advice_points_at_a_line_of_its_own(code: str) -> None:
    file = FILES / code / "triggers.yaml"
    read = parse_stack(file.read_text(encoding="utf-8"), file)
    advice = next(advice for advice in advised(read.settings(NOW), TODAY) if advice.code == code)

    assert read.place(advice.path).line > read.place(("cluster",)).line


def test_a_production_stack_without_oddities_gets_no_advice() -> None:
    assert advice_on(reportSets=report_set(daily=inventory()), kubernetesAuditLog=True) == {}


@pytest.mark.parametrize(
    ("felix", "factor", "path"),
    [
        ({}, "10 times", ("intervals",)),
        ({"flowLogsFlushInterval": "10s"}, "30 times", ("felix", "flowLogsFlushInterval")),
        ({"l7LogsFlushInterval": "60s"}, "5 times", ("felix", "l7LogsFlushInterval")),
    ],
)
def test_storage_is_told_as_a_factor_over_the_default(felix: dict[str, str], factor: str, path: tuple[str]) -> None:
    settings = load({"cluster": CLUSTER, "intervals": "workshop", "felix": felix}, NOW)
    found = {advice.path: advice for advice in advised(settings, TODAY)}

    assert f"up to {factor} as many" in found[path].what


@pytest.mark.parametrize("intervals", ["workshop", "15s"])
def test_advice_follows_the_day_it_is_given_on(intervals: str) -> None:
    settings = load({"cluster": CLUSTER, "intervals": intervals, "intervalsUntil": "2026-12-31"}, NOW)
    last_day = date(2026, 12, 31)

    assert "WORKSHOP_OVER" not in {advice.code for advice in advised(settings, last_day)}
    assert "WORKSHOP_OVER" in {advice.code for advice in advised(settings, last_day + timedelta(days=1))}


def test_a_runs_window_is_held_against_retention() -> None:
    run = {"reports": ["access"], "last": "192h", "until": "2026-11-23T10:00:00Z"}
    access = {"reportType": "network-access", "schedule": ""}
    advice = advice_on(reportSets=report_set(access=access), runs={"long": run})["WINDOW_OVER_RETENTION"]

    assert advice.path == ("runs", "long", "reports", 0)
    assert "flow logs are kept for 8 days" in advice.what


def test_a_window_beyond_the_range_of_durations_is_only_a_long_window() -> None:
    access = {"reportType": "network-access", "schedule": ""}
    run = {"reports": ["access"], "start": "0001-01-01", "end": "2026-11-23"}

    assert "WINDOW_OVER_RETENTION" in advice_on(reportSets=report_set(access=access), runs={"ages": run})


def test_a_long_name_is_only_harder_to_read() -> None:
    name = "quarterly-payment-platform-inventory"
    advice = advice_on(reportSets={"example": {"reports": {name: inventory()}}})["LONG_NAME"]

    assert advice.severity is Severity.NOTE
    assert "they stay distinct, and are only harder to read" in advice.what


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [("0 0 * * 1", "expect one report and then no more"), ("0 0 1 * *", "expect no report, or one and then no more")],
)
def test_a_long_period_says_plainly_what_comes_of_it_and_how_that_is_known(schedule: str, expected: str) -> None:
    advice = advice_on(reportSets=report_set(seldom=inventory(schedule)))["LONG_PERIOD"]

    assert expected in advice.what
    assert "undocumented, inferred from its source" in advice.what


def test_a_policy_audit_of_everything_is_accepted_and_not_given_endpoints_that_change_it() -> None:
    reports = {name: {"reportType": name, "schedule": "8 6 * * *"} for name in ("policy-audit", "network-access")}
    settings = load({"cluster": CLUSTER, "intervals": "production", "reportSets": report_set(**reports)}, NOW)
    audit, access = [found.remedy for found in advised(settings, TODAY) if found.code == "WHOLE_CLUSTER"]

    assert "accept WHOLE_CLUSTER for this report" in audit
    assert "say so with endpoints: {selector: all()}" in access


@pytest.mark.parametrize(
    ("report_type", "read"),
    [("inventory", True), ("network-access", True), ("policy-audit", False), ("cis-benchmark", False)],
)
def test_the_kubernetes_audit_log_matters_to_reports_that_replay_pods(report_type: str, read: bool) -> None:
    advice = advice_on(reportSets=report_set(daily={"reportType": report_type, "schedule": "8 6 * * *"}))

    assert ("KUBERNETES_AUDIT_LOG" in advice) is read


@pytest.mark.parametrize(
    ("report_type", "read"),
    [("inventory", True), ("network-access", True), ("policy-audit", True), ("cis-benchmark", False)],
)
def test_the_retention_of_audit_logs_matters_to_all_that_read_them(report_type: str, read: bool) -> None:
    report = {"reportType": report_type, "schedule": "0 0 1,15 * *"}
    settings = {"cluster": CLUSTER, "intervals": "production", "retention": {"auditReports": 10, "flows": 99}}
    found = advised(load({**settings, "reportSets": report_set(seldom=report)}, NOW), TODAY)
    kept = [advice.what for advice in found if advice.code == "WINDOW_OVER_RETENTION"]

    assert any("audit logs are kept for 10 days (auditReports)" in what for what in kept) is read


@pytest.mark.parametrize(("given", "meant"), [("cis-benchmarks", "cis-benchmark"), ("policy-audits", "policy-audit")])
def test_a_type_spelled_almost_right_names_the_right_one(given: str, meant: str) -> None:
    advice = advice_on(reportSets=report_set(daily={"reportType": given, "schedule": "8 6 * * *"}))

    assert advice["TYPE_LIKE_BUILT_IN"].remedy == f"Write {meant}."


@pytest.mark.parametrize("stack", STACKS)
def test_a_sample_stack_has_nothing_to_be_told_on_any_day(stack: str) -> None:
    assert [advice for advice in advised(sample(stack), date.max) if advice.accepted is None] == []


def test_accepted_advice_keeps_its_place_and_says_the_reason() -> None:
    accept = {"SUSPENDED": "the cluster is being rebuilt"}
    advice = advice_on(reportSets=report_set(daily=inventory(suspend=True)), accept=accept)

    assert advice["SUSPENDED"].accepted == Accepted("the cluster is being rebuilt")
    assert "ACCEPT_UNUSED" not in advice


def test_nothing_is_said_of_reports_that_are_not_made() -> None:
    reports = report_set(daily=inventory("0 0 31 * *"))

    assert set(advice_on(reportSets=reports, compliance="absent")) == {"COMPLIANCE_ABSENT"}


def test_a_sets_endpoints_count_for_its_reports() -> None:
    access = {"reportType": "network-access", "schedule": "0 1 * * *"}
    example = {"endpoints": {"selector": "soc2 == 'true'"}, "reports": {"access": access}}

    assert "WHOLE_CLUSTER" not in advice_on(reportSets={"example": example})
    assert "WHOLE_CLUSTER" in advice_on(
        reportSets={"example": {**example, "reports": {"access": {**access, "endpoints": {}}}}}
    )


def test_severities_are_the_catalogues() -> None:
    advice = advice_on(reportSets=report_set(daily=inventory("59 23 31 * *")))

    assert advice["NEXT_DAY"].severity is Severity.NOTE
    assert advice["MISSING_DATE"].severity is Severity.WARNING


VERSIONS = st.one_of(st.none(), st.lists(st.sampled_from(["1", "2", "28"]), min_size=1, max_size=3).map(".".join))


@given(st.lists(VERSIONS, max_size=12))
def test_a_filter_is_shadowed_where_an_earlier_one_selects_all_of_its_nodes(versions: list[str | None]) -> None:
    def covers(wide: str | None, narrow: str | None) -> bool:
        return wide is None or f"{narrow}.".startswith(f"{wide}.")

    filters = [
        ResultsFilter.model_validate({"benchmarkSelection": {"kubernetesVersion": version} if version else {}})
        for version in versions
    ]
    expected = {
        index: next((earlier for earlier in range(index) if covers(versions[earlier], versions[index])), None)
        for index in range(len(versions))
    }

    assert dict(shadowed_filters(filters)) == {index: found for index, found in expected.items() if found is not None}
