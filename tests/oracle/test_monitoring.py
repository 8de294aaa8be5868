"""docs/monitoring: what its metrics and alerts say, evaluated as Prometheus does, against what `reportctl` says."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from reportctl.status.openmetrics import openmetrics
from reporting.dialects.moments import rfc3339
from reporting.dialects.schedule import Schedule
from reporting.evidence.lateness import State, standing
from reporting.evidence.report_status import ReportJob, ReportStatus
from reporting.status.row import GRAVE, Row
from tests.oracle.custom_resource_state import Sample, samples
from tests.oracle.oracle import SOURCE, ask
from tests.project import ROOT
from tests.unit.controller_model import Controller

DOCS = ROOT / "docs"
CONFIG = yaml.safe_load((DOCS / "monitoring/kube-state-metrics.yaml").read_text(encoding="utf-8"))
GROUPS = yaml.safe_load((DOCS / "monitoring/rules.yaml").read_text(encoding="utf-8"))["spec"]["groups"]
RULES = {rule["alert"]: rule for group in GROUPS for rule in group["rules"]}
PAGE = (DOCS / "monitoring.md").read_text(encoding="utf-8")

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAILY = ["CalicoReportFailed", "CalicoReportLate", "CalicoReportNever"]


def firing(alerts: list[str], series: list[Sample], now: datetime) -> dict[str, list[dict[str, str]]]:
    """The labels with which each alert fires over these series."""
    asked = [{"expression": RULES[alert]["expr"], "at": now.timestamp(), "series": series} for alert in alerts]
    answers = dict(zip(alerts, ask(asked, SOURCE / "prometheus"), strict=True))
    assert {alert: answer["error"] for alert, answer in answers.items() if "error" in answer} == {}
    return {alert: [one["labels"] for one in answer["vector"]] for alert, answer in answers.items() if answer["vector"]}


def of_kube_state_metrics(*items: dict[str, Any]) -> list[Sample]:
    (resource,) = CONFIG["spec"]["resources"]
    return [sample for item in items for sample in samples(resource, item)]


def item(name: str, status: dict[str, Any], created: datetime, **spec: Any) -> dict[str, Any]:
    metadata = {"name": name, "creationTimestamp": rfc3339(created), "labels": {"calico-reporting/stack": "workshop"}}
    return {
        "metadata": metadata,
        "spec": {"reportType": "inventory", "schedule": "8 6 * * *", **spec},
        "status": status,
    }


def test_a_reports_metrics_have_its_name_and_stack() -> None:
    found = of_kube_state_metrics(item("daily", {}, NOW - DAY))
    assert {sample["labels"]["__name__"] for sample in found} == {
        "calico_report_info",
        "calico_report_created",
        "calico_report_suspended",
    }
    assert {(sample["labels"]["report"], sample["labels"]["stack"]) for sample in found} == {("daily", "workshop")}
    info = next(sample["labels"] for sample in found if sample["labels"]["__name__"] == "calico_report_info")
    assert (info["type"], info["schedule"]) == ("inventory", "8 6 * * *")


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 59),
    st.integers(0, 23),
    st.integers(0, 10 * 24 * 60),
    st.one_of(st.none(), st.integers(0, 240)),
    st.booleans(),
    st.booleans(),
)
def test_the_alerts_on_daily_reports_say_what_the_status_says(  # noqa: PLR0917
    minute: int, hour: int, age: int, outage: int | None, fails: bool, suspended: bool
) -> None:
    """Up to a day later for a first window, because these metrics know no cron."""
    text, created = f"{minute} {hour} * * *", NOW - timedelta(minutes=age)
    schedule = Schedule(text)
    ends = schedule.next_runs(created, 12)
    real = Controller(schedule, created, fails=ends[1:2] if fails else ())
    real.run(NOW, lambda moment: outage is not None and moment > created + outage * HOUR)
    status: Any = real.status()
    found = standing(schedule, created, ReportStatus.read(status), NOW, suspended=suspended)
    series = of_kube_state_metrics(item("daily", status, created, schedule=text, suspend=suspended))
    alerts = firing(DAILY, series, NOW)
    assert ("CalicoReportFailed" in alerts) == (found.state is State.FAILED)
    if found.state is not State.FAILED:
        assert ("CalicoReportLate" in alerts) == (found.state is State.LATE)
    if NOW - created > 25 * HOUR or found.state is not State.NEVER:
        assert ("CalicoReportNever" in alerts) == (found.state is State.NEVER)


@pytest.mark.parametrize(("seconds", "fires"), [(0, False), (1, True)])
def test_a_daily_report_is_late_or_never_came_25_hours_after_its_beginning(seconds: int, fires: bool) -> None:
    """A window of 24 hours, and the controller's and the status's own 30 minutes."""
    end = NOW - 25 * HOUR - timedelta(seconds=seconds)
    done = {"lastSuccessfulReportJobs": [_window(end)], "lastScheduledReportJob": _window(end)}
    late = of_kube_state_metrics(item("late", done, NOW - 9 * DAY), item("never", {}, end))
    assert list(firing(DAILY, late, NOW)) == (["CalicoReportLate", "CalicoReportNever"] if fires else [])


def _window(end: datetime) -> dict[str, Any]:
    return {"start": rfc3339(end - DAY), "end": rfc3339(end), "job": {"name": "job"}}


def test_reports_of_other_schedules_are_left_to_the_status() -> None:
    old = [item("hourly", {}, NOW - 9 * DAY, schedule="0 * * * *"), item("hand", {}, NOW - 9 * DAY, schedule="")]
    assert firing(DAILY, of_kube_state_metrics(*old), NOW) == {}


def of_status(rows: list[Row], stacks: list[str], looked: datetime) -> list[Sample]:
    families = text_string_to_metric_families(openmetrics(rows, stacks, looked).decode())
    return [
        {"labels": {**sample.labels, "__name__": sample.name}, "value": sample.value}
        for family in families
        for sample in family.samples
    ]


STATUS = ["CalicoReportNeedsAttention", "CalicoReportDiffers", "CalicoReportsUnknown", "CalicoReportsNotLookedAt"]


@pytest.mark.parametrize("state", [state for state in State if state is not State.UNKNOWN])
def test_a_report_needs_attention_in_its_grave_states_alone(state: State) -> None:
    alerts = firing(STATUS, of_status([Row("one", "daily", state, False)], ["one"], NOW), NOW)
    expected = [{"__name__": "calico_reporting_report_state", "stack": "one", "report": "daily", "state": state.value}]
    assert alerts == ({"CalicoReportNeedsAttention": expected} if state in GRAVE else {})


def test_differences_and_stacks_that_nobody_reached_are_told() -> None:
    rows = [Row("one", "daily", State.OK, True), Row("two", None, State.UNKNOWN)]
    alerts = firing(STATUS, of_status(rows, ["one", "two"], NOW), NOW)
    assert list(alerts) == ["CalicoReportDiffers", "CalicoReportsUnknown"]
    assert alerts["CalicoReportsUnknown"][0]["stack"] == "two"


def test_a_textfile_that_nobody_writes_any_more_is_told() -> None:
    series = of_status([Row("one", "daily", State.OK, False)], ["one"], NOW - 3 * HOUR)
    assert list(firing(STATUS, series, NOW)) == ["CalicoReportsNotLookedAt"]


def test_every_rule_is_one_of_these_and_has_its_line_on_the_page() -> None:
    assert list(RULES) == [*DAILY, *STATUS]
    assert re.findall(r"^\| `(Calico\w+)`", PAGE, re.MULTILINE) == list(RULES)


def test_every_metric_of_the_status_has_its_line_on_the_page() -> None:
    made = {sample["labels"]["__name__"] for sample in of_status([_FULL], ["one"], NOW)}
    assert set(re.findall(r"^\| `(calico_reporting_\w+)`", PAGE, re.MULTILINE)) == made


_FULL = Row("one", "daily", State.OK, False, ReportJob(NOW, completed=NOW), NOW)
