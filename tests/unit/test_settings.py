"""What a stack file may say, what is refused, and that a Pulumi run reads the same values."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from reporting.dialects.moments import parse_day, parse_instant
from reporting.finding import StackFileError
from reporting.objects.plan import plan
from reporting.source.load import load
from reporting.source.runconfig import values_of_run
from reporting.source.stackfile import StackFile, parse_stack, read_stack
from reporting.stack.links import CLOUD_HOME
from reporting.stack.settings import Settings
from tests.project import SAMPLE, STACKS

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MINIMAL = {"cluster": {"name": "example", "context": "example"}, "intervals": "workshop"}
INVENTORY = {"reportType": "inventory", "schedule": "8 6 * * *"}
ONE_SET = {"soc2": {"reports": {"daily": INVENTORY}}}


def parsed(text: str) -> StackFile:
    return parse_stack(text, Path("Pulumi.example.yaml"))


def faults(values: dict[str, Any]) -> list[str]:
    with pytest.raises(StackFileError) as refused:
        load({**MINIMAL, **values}, NOW)
    return [str(problem) for problem in refused.value.findings]


def one_report(**fields: Any) -> dict[str, Any]:
    return {"reportSets": {"soc2": {"reports": {"daily": {**INVENTORY, **fields}}}}}


def one_run(**fields: Any) -> dict[str, Any]:
    return {"reportSets": ONE_SET, "runs": {"first-look": {"reports": ["daily"], **fields}}}


REFUSED = [
    # An unknown key, at every level, with the key that was meant.
    ({"intervalls": "workshop"}, "intervalls: unknown key. Did you mean intervals?"),
    ({"felix": {"flowLogFlushInterval": "30s"}}, "felix.flowLogFlushInterval: unknown key. Did you mean flowLogs"),
    (one_report(suspended=True), "reportSets.soc2.reports.daily.suspended: unknown key. Did you mean suspend?"),
    # Profiles and choices.
    ({"intervals": "worksop"}, "intervals: 'worksop' is not a profile. Write workshop"),
    ({"intervals": 30}, "intervals: 30 is not a profile"),
    ({"intervals": "30"}, "intervals: '30' has a number without a unit"),
    ({"intervals": "500ms"}, "intervals: '500ms' is below one second"),
    ({"intervals": "-5m"}, "intervals: '-5m' is not a flush interval"),
    ({"intervals": "1.5s"}, "intervals: '1.5s' is 1.5s and so not a whole number of seconds"),
    ({"compliance": "off"}, "compliance: 'off' is none of present, enable, absent"),
    ({"compliance": False}, "compliance: false is none of present, enable, absent"),
    ({"preflight": "no"}, "preflight: 'no' is none of check, skip"),
    # The cluster.
    ({"cluster": {"name": "example"}}, "pulumi config set --path cluster.context"),
    (
        {"felix": {"bpfEnabled": True}},
        "felix.bpfEnabled: unknown key. Known here are the fields about flow, DNS and L7 logs",
    ),
    ({"cluster": {"context": "example"}}, "cluster: has no name"),
    ({"cluster": {"name": "Example", "context": "x"}}, "cluster.name: 'Example' is not an object's name"),
    ({"cluster": {"name": "a", "kubeconfig": "/root/.kube/config"}}, "is not a path inside the project"),
    ({"cluster": {"name": "a", "kubeconfig": "~/.kube/config"}}, "is not a path inside the project"),
    ({"cluster": {"name": "a", "context": "a", "inCluster": True}}, "only one of them can be right"),
    ({"cluster": "example"}, "cluster: 'example' is not a map"),
    # Intervals.
    ({"felix": {"flowLogsFlushInterval": "0s"}}, "felix.flowLogsFlushInterval: '0s' is not a flush interval"),
    ({"felix": {"flowLogsFlushInterval": 30}}, "30 is not a duration. Write text with a unit"),
    ({"felix": {"flowLogsFileAggregationKindForAllowed": 3}}, "3 is out of range"),
    # Retention.
    ({"retention": {"flows": 0}}, "retention.flows: 0 is out of range: from 1 to 36,500 is allowed"),
    ({"retention": {"flows": 36_501}}, "36501 is out of range"),
    ({"retention": {"manage": True}}, "retention: manage is true, and no days are said"),
    ({"retention": {"confirmLoss": {"flows": 0}}}, "retention.confirmLoss.flows: 0 is out of range"),
    ({"retention": {"confirmLoss": {"flow": 8}}}, "retention.confirmLoss.flow: unknown key. Did you mean flows?"),
    # Reports.
    (one_report(schedule="0 0 * * 7"), "reportSets.soc2.reports.daily.schedule: '0 0 * * 7' has day of week '7'"),
    (one_report(schedule="* * * * *"), "runs 60 times in an hour; Calico allows at most 12"),
    (one_report(schedule="@every 1m"), "runs 60 times in an hour"),
    (one_report(schedule=5), "5 is not a schedule"),
    (one_report(endpoints={"selector": "soc2 = 'true'"}), "endpoints.selector: "),
    (one_report(endpoints={"namespaces": {"names": ["Hips"]}}), "endpoints.namespaces.names[0]: 'Hips'"),
    (one_report(suspend="yes"), "'yes' is not true or false"),
    (one_report(jobNodeSelector={"-x": "linux"}), "'-x' is not a label's key"),
    (one_report(cis={"highThreshold": 100}), "a report of type inventory has cis, which Calico ignores"),
    (one_report(reportType="CIS"), "reportType: 'CIS' is not an object's name"),
    ({"reportSets": {"soc2": {"reports": {"Daily_X": INVENTORY}}}}, "'Daily_X' is not a report's name"),
    ({"reportSets": {"soc2": {"reports": {}}}}, "an empty set makes no report"),
    ({"reportSets": {"soc2": {"reports": {"daily": {"reportType": "inventory"}}}}}, "schedule: is not there"),
    (
        {"reportSets": {**ONE_SET, "pci": {"reports": {"daily": INVENTORY}}}},
        "reportSets.pci.reports.daily: the report is also in set soc2",
    ),
    # CIS benchmarks.
    (one_report(reportType="cis-benchmark", cis={"highThreshold": 101}), "cis.highThreshold: 101 is out of range"),
    (one_report(reportType="cis-benchmark", cis={"highThreshold": 50}), "highThreshold 50 is not above medThreshold"),
    (one_report(reportType="cis-benchmark", cis={"medThreshold": 100}), "highThreshold 100 is not above"),
    (one_report(reportType="cis-benchmark", cis={"numFailedTests": 0}), "cis.numFailedTests: 0 is out of range"),
    (
        one_report(reportType="cis-benchmark", cis={"resultsFilters": [{"exclude": ["1.2.x"]}]}),
        "cis.resultsFilters[0].exclude[0]: '1.2.x' is not a benchmark id",
    ),
    (
        one_report(
            reportType="cis-benchmark", cis={"resultsFilters": [{"benchmarkSelection": {"kubernetesVersion": 1.3}}]}
        ),
        "1.3 is a number to YAML",
    ),
    # Runs.
    (one_run(last="2h"), "pulumi config set --path 'runs.first-look.until'"),
    (one_run(start="2026-11-23T10:00:00Z", end="2026-11-23T09:00:00Z"), "before its start"),
    (one_run(last="2h", until="2027-01-01T00:00:00Z"), "in the future (it is 2026-12-01T00:00:00Z)"),
    (one_run(last="2h", until="2026-11-23T10:00:00"), "without a zone nobody can say"),
    (one_run(last="2h", until="2026-11-31"), "is not an instant that exists"),
    (one_run(last="2h", start="2026-11-23"), "it has last, start"),
    (one_run(last="200y", until="2026-11-23"), "runs.first-look.last: "),
    (one_run(last="2500000h", until="0100-01-01"), "before the year 1"),
    ({"runs": {"first-look": {"reports": ["dayly"], "last": "2h", "until": "2026-11-23"}}}, "'dayly' is no report"),
    ({"reportSets": ONE_SET, "runs": {"First": {"reports": ["daily"]}}}, "'First' is not a run's id"),
    (
        {"reportSets": ONE_SET, "runs": {"a": {"reports": ["daily", "daily"], "last": "2h", "until": "2026-11-23"}}},
        "more than once",
    ),
    (
        {"reportSets": ONE_SET, "runs": {"a": {"reports": [], "last": "2h", "until": "2026-11-23"}}},
        "runs.a.reports: is empty",
    ),
    # The rest.
    ({"adopt": ["nobody"]}, "adopt[0]: 'nobody' is no report of this stack"),
    ({"intervalsUntil": "tomorrow"}, "'tomorrow' is not a day"),
    ({"intervalsUntil": "2026-12-31T10:00:00Z"}, "is not a day"),
    ({"retention": {"flows": 0}}, "retention.flows: 0 is out of range"),
    ({"accept": {"SUSPENDED": ""}}, "accept.SUSPENDED: "),
    ({"links": {"product": "cloud", "manager": "http://manager"}}, "is not the manager's address"),
    ({"links": {"product": "cloud", "manager": "https://me:secret@manager"}}, "is not the manager's address"),
    ({"reporter": {"deadline": "25h"}}, "'25h' is out of range"),
    ({"reportSets": []}, "reportSets: an empty list is not a map"),
]


@pytest.mark.parametrize(("values", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_a_fault_is_named_with_its_key_and_the_way_out(values: dict[str, Any], message: str) -> None:
    found = faults(values)

    assert any(message in fault for fault in found), found
    assert all(re.fullmatch(r"[^ ]+: .*  \[[A-Z_]+\]", fault, re.DOTALL) for fault in found)


def test_all_faults_are_shown_at_once() -> None:
    found = faults(
        {
            "intervals": "worksop",
            "reportSets": {
                "soc2": {"reports": {"daily": {**INVENTORY, "schedule": "0 0 * * 7"}, "Weekly": INVENTORY}},
                "pci": {"reports": {"daily": {"schedule": "", "suspend": 1}}},
            },
            "runs": {"a": {"reports": ["nobody"], "last": "2h"}},
            "colour": "blue",
        }
    )

    for key in (
        "intervals: ",
        "reportSets.soc2.reports.daily.schedule: ",
        "reportSets.soc2.reports.Weekly: ",
        "reportSets.pci.reports.daily.reportType: ",
        "reportSets.pci.reports.daily.suspend: ",
        "reportSets.pci.reports.daily: ",
        "runs.a: ",
        "runs.a.reports[0]: ",
        "colour: ",
    ):
        assert any(fault.startswith(key) for fault in found), key


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n- b\n", "a stack file is a list"),
        ("config: [a]\n", "config is a list"),
        ("config: text\n", "config is 'text'"),
        ("config:\n  a:b: 1\n  a:b: 2\n", "this key is there twice, first on line 2"),
        ("config:\n  calico-reporting:reportSets:\n    1: {}\n", "key 1 is not text"),
        ("config: {\n", "not YAML"),
        ("config: *nowhere\n", "alias *nowhere has no anchor"),
        ("config: {}\n---\nconfig: {}\n", "a second document"),
        ("config:\n  calico-reporting:intervals: !!binary aGk=\n", "has no meaning here"),
        ("config:\n\tx: 1\n", "not YAML"),
    ],
)
def test_text_that_is_no_stack_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(StackFileError) as refused:
        parsed(text).settings(NOW)
    assert message in str(refused.value)


def test_a_key_without_namespace_is_the_projects_own_as_it_is_to_pulumi() -> None:
    text = "config:\n  cluster: {name: a, context: a}\n  intervals: fast\n"

    assert parsed(text.replace("fast", "workshop")).settings(NOW).intervals.said == "workshop"
    with pytest.raises(StackFileError) as refused:
        parsed(text).settings(NOW)
    assert [(fault.key, fault.line) for fault in refused.value.findings] == [("intervals", 3)]


def test_a_key_with_and_without_namespace_is_refused_where_the_second_stands() -> None:
    with pytest.raises(StackFileError) as refused:
        parsed("config:\n  calico-reporting:intervals: workshop\n  intervals: production\n")
    [fault] = refused.value.findings
    assert (fault.code, fault.key, fault.line) == ("DUPLICATE", "intervals", 3)


def test_a_stack_that_says_nothing_is_told_how_to_begin() -> None:
    with pytest.raises(StackFileError) as refused:
        parsed("config: {}\n").settings(NOW)
    [fault] = refused.value.findings
    assert "it has no file, or an empty one" in fault.what
    assert "bin/reportctl init --stack NAME" in fault.remedy


def test_a_missing_profile_and_cluster_say_what_to_set() -> None:
    with pytest.raises(StackFileError) as refused:
        parsed("config:\n  calico-reporting:preflight: skip\n").settings(NOW)

    messages = [str(problem) for problem in refused.value.findings]
    assert any("pulumi config set --path cluster.name" in message for message in messages)
    assert any("intervals: is not there. Write for example intervals: production" in message for message in messages)


def test_a_stack_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(StackFileError, match="dev, production, workshop"):
        read_stack(SAMPLE, "staging")


def test_a_key_knows_its_line_and_a_missing_one_that_of_the_nearest_above() -> None:
    read = parsed(
        "config:\n"
        "  calico-reporting:reportSets:\n"
        "    soc2:\n"
        "      reports:\n"
        "        daily:\n"
        "          reportType: inventory\n"
        "          schedule: 0 0 * * 7\n"
    )
    report = ("reportSets", "soc2", "reports", "daily")

    assert read.place((*report, "schedule")).line == 7
    assert read.place((*report, "endpoints", "selector")).line == 5
    assert read.place(("felix",)).line == 1


def from_a_run(text: str) -> dict[str, object]:
    """What Pulumi hands to a program: objects as JSON, a plain date as Go prints it, every scalar as text."""
    config = yaml.safe_load(text)["config"]
    return values_of_run({key: _as_pulumi_hands_it(value) for key, value in config.items()})


def _as_pulumi_hands_it(value: Any) -> str:
    if isinstance(value, date):
        return _go(value)
    if isinstance(value, dict | list):
        return json.dumps(value, default=_go)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _go(value: date) -> str:
    clock = value.astimezone(UTC).strftime("%H:%M:%S") if isinstance(value, datetime) else "00:00:00"
    return f"{value:%Y-%m-%d} {clock} +0000 UTC"


@pytest.mark.parametrize("quote", ["", '"', "'"])
@pytest.mark.parametrize("compliance", ["present", "absent"])
def test_the_same_text_means_the_same_from_the_file_and_from_a_run(quote: str, compliance: str) -> None:
    text = (
        "config:\n"
        "  other:key: ignored\n"
        "  calico-reporting:cluster: {name: example, inCluster: true}\n"
        f"  calico-reporting:intervals: {quote}workshop{quote}\n"
        f"  calico-reporting:compliance: {compliance}\n"
        "  calico-reporting:kubernetesAuditLog: true\n"
        f"  calico-reporting:intervalsUntil: {quote}2026-12-31{quote}\n"
        "  calico-reporting:adopt: [daily]\n"
        "  calico-reporting:reportSets:\n"
        "    soc2: {reports: {daily: {reportType: inventory, schedule: 8 6 * * *, suspend: false}}}\n"
        "  calico-reporting:runs:\n"
        f"    first: {{reports: [daily], last: 2h, until: {quote}2026-11-23T10:00:00Z{quote}}}\n"
        f"    second: {{reports: [daily], start: {quote}2026-11-22{quote}, end: {quote}2026-11-23{quote}}}\n"
    )
    file = parsed(text).settings(NOW)

    assert load(from_a_run(text), NOW) == file
    assert file.intervals_until == date(2026, 12, 31)
    assert file.runs["first"].window.end == datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize("stack", STACKS)
def test_the_sample_stacks_mean_the_same_on_both_roads(stack: str) -> None:
    file = SAMPLE / f"Pulumi.{stack}.yaml"

    assert load(from_a_run(file.read_text(encoding="utf-8")), NOW) == read_stack(SAMPLE, stack).settings(NOW)


def test_empty_defaults_of_the_project_are_as_good_as_nothing() -> None:
    run = {"calico-reporting:cluster": "{}", "calico-reporting:intervals": "", "calico-reporting:intervalsUntil": ""}

    assert values_of_run(run) == {}


def test_a_secret_is_refused_without_its_value() -> None:
    with pytest.raises(StackFileError) as refused:
        values_of_run({"calico-reporting:links": '{"product": "hunter2"}'}, ["calico-reporting:links"])

    assert "links: is a secret" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-23", "2026-11-23T00:00:00+00:00"),
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00+00:00"),
        ("2026-11-23t10:00:00z", "2026-11-23T10:00:00+00:00"),
        ("2026-11-23T11:00:00+01:00", "2026-11-23T10:00:00+00:00"),
        ("2026-11-23 00:00:00 +0000 UTC", "2026-11-23T00:00:00+00:00"),
        ("2026-11-23 11:00:00 +0100 +0100", "2026-11-23T10:00:00+00:00"),
        ("2026-11-23 11:00:00 +0100 CET", "2026-11-23T10:00:00+00:00"),
    ],
)
def test_an_instant_is_read_as_people_and_as_go_write_it(text: str, instant: str) -> None:
    assert parse_instant(text).isoformat() == instant


@pytest.mark.parametrize("text", ["", "now", "2026-11-23T10:00", "2026-11-23T10:00:00", "2026-13-01", "٢٠٢٦-11-23", 5])
def test_what_is_no_instant_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="is not an instant"):
        parse_instant(text)


def test_a_day_is_read_with_and_without_quotes() -> None:
    assert parse_day("2026-12-31") == parse_day("2026-12-31 00:00:00 +0000 UTC") == date(2026, 12, 31)


def test_a_reports_own_endpoints_take_the_place_of_its_sets() -> None:
    settings = load(
        {
            **MINIMAL,
            "reportSets": {
                "soc2": {
                    "endpoints": {"selector": "soc2 == 'true'"},
                    "reports": {
                        "shared": INVENTORY,
                        "own": {**INVENTORY, "endpoints": {"namespaces": {"names": ["a"]}}},
                        "nodes": {"reportType": "cis-benchmark", "schedule": ""},
                    },
                }
            },
        },
        NOW,
    )
    specs = {name: planned.spec for name, planned in plan(settings).reports.items()}

    assert specs["shared"]["endpoints"] == {"selector": "soc2 == 'true'"}
    assert specs["own"]["endpoints"] == {"namespaces": {"names": ["a"]}}
    assert specs["nodes"] == {"reportType": "cis-benchmark"}


def test_endpoints_of_a_cis_report_are_left_out_of_the_object() -> None:
    settings = load({**MINIMAL, **one_report(reportType="cis-benchmark", endpoints={"selector": "a == 'b'"})}, NOW)

    assert plan(settings).reports["daily"].spec == {"reportType": "cis-benchmark", "schedule": "8 6 * * *"}


@pytest.mark.parametrize(("said", "seconds"), [("workshop", 30), ("production", 300), ("15s", 15), ("10m", 600)])
def test_intervals_are_a_profile_or_any_duration(said: str, seconds: int) -> None:
    felix = plan(load({**MINIMAL, "intervals": said}, NOW)).felix
    assert {field: int(interval.seconds) for field, interval in felix.intervals.items()} == {
        "flowLogsFlushInterval": seconds,
        "dnsLogsFlushInterval": seconds,
    }


def test_absent_compliance_leaves_felix_alone() -> None:
    settings = load({**MINIMAL, **one_run(last="2h", until="2026-11-23"), "compliance": "absent"}, NOW)

    assert plan(settings).reports == {}
    assert settings.wanted_runs() == {}
    assert plan(settings).felix.spec == {"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"}


def test_settings_cannot_be_changed() -> None:
    for name in Settings.model_fields:
        with pytest.raises(ValueError, match="frozen"):
            setattr(load(MINIMAL, NOW), name, None)


def test_links_have_addresses_only_where_those_are_stable() -> None:
    cloud = load({**MINIMAL, "links": {"product": "cloud"}}, NOW).links
    enterprise = load({**MINIMAL, "links": {"product": "enterprise", "manager": "https://m.example.com/"}}, NOW).links
    assert cloud is not None
    assert enterprise is not None

    assert cloud.addresses()["home"] == CLOUD_HOME
    assert "kibana" not in cloud.addresses()
    assert enterprise.addresses()["kibana"] == "https://m.example.com/tigera-kibana"
    assert enterprise.addresses()["serviceGraph"] == "Manager, left menu: Service Graph"
