"""What the sandbox's API server drops, rewrites, fills in and refuses as Calico's own does, and CRDs alone do not."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sandbox import ControlPlane, SandboxError

ROOT = Path(__file__).resolve().parents[2]

LABELS = {"test": "aggregated"}
NUMBERS = {"highThreshold": 100, "medThreshold": 50, "numFailedTests": 5}

DROPPED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "schedule": ({"schedule": ""}, {}),
    "node selector": ({"jobNodeSelector": {}}, {}),
    "selector": ({"endpoints": {"selector": ""}}, {"endpoints": {}}),
    "namespaces": ({"endpoints": {"namespaces": {"names": [], "selector": ""}}}, {"endpoints": {"namespaces": {}}}),
    "accounts": (
        {"endpoints": {"serviceAccounts": {"names": [], "selector": ""}}},
        {"endpoints": {"serviceAccounts": {}}},
    ),
    "unscored tests": ({"cis": {**NUMBERS, "includeUnscoredTests": False}}, {"cis": NUMBERS}),
    "filters": ({"cis": {**NUMBERS, "resultsFilters": []}}, {"cis": NUMBERS}),
    "include and exclude": (
        {"cis": {**NUMBERS, "resultsFilters": [{"include": ["1.1"], "exclude": []}, {"include": [], "exclude": []}]}},
        {"cis": {**NUMBERS, "resultsFilters": [{"include": ["1.1"]}, {}]}},
    ),
    "version": (
        {"cis": {**NUMBERS, "resultsFilters": [{"benchmarkSelection": {"kubernetesVersion": ""}}]}},
        {"cis": {**NUMBERS, "resultsFilters": [{"benchmarkSelection": {}}]}},
    ),
}

KEPT: dict[str, dict[str, Any]] = {
    "suspend": {"suspend": False},
    "endpoints": {"endpoints": {}},
    "everything": {
        "schedule": "8 6 * * *",
        "suspend": True,
        "jobNodeSelector": {"kubernetes.io/os": "linux"},
        "endpoints": {
            "selector": "all()",
            "namespaces": {"names": ["hipstershop"], "selector": "all()"},
            "serviceAccounts": {"names": ["default"], "selector": "all()"},
        },
        "cis": {
            "includeUnscoredTests": True,
            "highThreshold": 90,
            "medThreshold": 40,
            "numFailedTests": 7,
            "resultsFilters": [
                {"benchmarkSelection": {"kubernetesVersion": "1.34"}, "include": ["1.1"], "exclude": ["1.1.4"]}
            ],
        },
    },
}

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "report type": ({"reportType": "invntory"}, "invntory: unknown report type"),
    "thresholds in the wrong order": ({"cis": {"highThreshold": 50, "medThreshold": 60}}, "60 below HighThreshold 50"),
    "equal thresholds": ({"cis": {"highThreshold": 50, "medThreshold": 50}}, "50 below HighThreshold 50"),
    "more than all": ({"cis": {"highThreshold": 101}}, "HighThreshold 101"),
    "less than none": ({"cis": {"medThreshold": -1}}, "MedThreshold: Invalid value: -1"),
    "no failed tests": ({"cis": {"numFailedTests": 0}}, "NumFailedTests: Invalid value: 0"),
    "unknown field": ({"selector": "all()"}, "unknown field selector"),
    "unknown field of cis": ({"cis": {"threshold": 1}}, "unknown field threshold"),
    "unknown field of a filter": ({"cis": {"resultsFilters": [{}, {"only": ["1.1"]}]}}, "unknown field only"),
    "unknown field of a benchmark": (
        {"cis": {"resultsFilters": [{"benchmarkSelection": {"version": "1.34"}}]}},
        "unknown field version",
    ),
    "unknown field of endpoints": ({"endpoints": {"names": ["a"]}}, "unknown field names"),
    "unknown field of namespaces": ({"endpoints": {"namespaces": {"name": "a"}}}, "unknown field name"),
    "unknown field of accounts": ({"endpoints": {"serviceAccounts": {"name": "a"}}}, "unknown field name"),
}

BAD_SCHEDULES = (
    "0 0 * *",
    "0 0 * * * *",
    "60 0 * * *",
    "0 24 * * *",
    "0 0 0 * *",
    "0 0 32 * *",
    "0 0 * 13 *",
    "0 0 * * 7",
    "0 0 * * monday",
    "5-1 0 * * *",
    "*/0 0 * * *",
    "TZ=UTC 0 0 * * *",
    "@Daily",
    "@reboot",
    "@every day",
    "0 0 30 2 *",
    "0 0 31 feb,4,Jun ?",
    "0 0 30,31 2 1,*/2",
)

GOOD_SCHEDULES = (
    "0 0 * * *",
    " 8  6 * * * ",
    "*/5 1-5,7 ?/2 JAN-mar Sun,6",
    "+1 007 1,2, *-5 */61",
    "0 0 31 1,2 *",
    "0 0 30 2 1",
    "0 0 29 2 *",
    "@hourly",
    "@every 1h30m",
    "@every -5m",
)


def report(spec: dict[str, Any], name: str = "aggregated", **metadata: Any) -> dict[str, Any]:
    """A GlobalReport that goes away with its test."""
    return {
        "apiVersion": "projectcalico.org/v3",
        "kind": "GlobalReport",
        "metadata": {"name": name, "labels": LABELS, **metadata},
        "spec": {"reportType": "inventory", **spec},
    }


def stored(plane: ControlPlane, verb: str, spec: dict[str, Any], *arguments: str, **metadata: Any) -> dict[str, Any]:
    """The report as the server answers it, after kubectl has created, replaced or applied it."""
    text = json.dumps(report(spec, **metadata))
    return dict(json.loads(plane.kubectl(verb, "-o", "json", *arguments, "-f", "-", stdin=text)))


def spec_of(report: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in report["spec"].items() if name != "reportType"}


@pytest.fixture
def aggregated(control_plane: ControlPlane) -> Iterator[ControlPlane]:
    """The server that behaves as Calico's own."""
    yield control_plane
    forget(control_plane)


@pytest.fixture
def crds_alone(native: ControlPlane) -> Iterator[ControlPlane]:
    """The other kind of server."""
    yield native
    forget(native)


def forget(plane: ControlPlane) -> None:
    plane.kubectl("delete", "globalreports", "--selector=test=aggregated")


pytestmark = pytest.mark.xdist_group("aggregated")


@pytest.mark.parametrize(("given", "kept"), DROPPED.values(), ids=DROPPED)
def test_empty_value_is_dropped(aggregated: ControlPlane, given: dict[str, Any], kept: dict[str, Any]) -> None:
    assert spec_of(stored(aggregated, "create", given)) == kept
    assert spec_of(stored(aggregated, "replace", given)) == kept


@pytest.mark.parametrize(("given", "kept"), DROPPED.values(), ids=DROPPED)
def test_empty_value_is_dropped_at_a_dry_run(
    aggregated: ControlPlane, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    assert spec_of(stored(aggregated, "apply", given, "--server-side", "--dry-run=server")) == kept


@pytest.mark.parametrize("given", KEPT.values(), ids=KEPT)
def test_value_that_is_not_empty_to_go_stays(aggregated: ControlPlane, given: dict[str, Any]) -> None:
    assert spec_of(stored(aggregated, "create", given)) == given


def test_empty_annotations_are_dropped(aggregated: ControlPlane) -> None:
    assert "annotations" not in stored(aggregated, "create", {}, annotations={})["metadata"]


@pytest.mark.parametrize(("given", "kept"), DROPPED.values(), ids=DROPPED)
def test_crds_alone_keep_empty_values(crds_alone: ControlPlane, given: dict[str, Any], kept: dict[str, Any]) -> None:
    assert spec_of(stored(crds_alone, "create", given)) == given != kept


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("300s", "5m0s"),
        ("60s", "1m0s"),
        ("90s", "1m30s"),
        ("3600s", "1h0m0s"),
        ("1h", "1h0m0s"),
        ("30s", "30s"),
        ("0s", "0s"),
        ("5m0s", "5m0s"),
        ("500ms", "500ms"),
    ],
)
def test_interval_is_written_as_go_writes_it(aggregated: ControlPlane, given: str, canonical: str) -> None:
    assert interval(aggregated, given, "--dry-run=server") == canonical
    assert interval(aggregated, given) == canonical


def test_crds_alone_keep_an_interval_as_it_was_written(crds_alone: ControlPlane) -> None:
    assert interval(crds_alone, "300s") == "300s"


def interval(plane: ControlPlane, value: str, *arguments: str) -> Any:
    """How the server answers an interval of FelixConfiguration/node.aggregated."""
    spec = {"logSeverityScreen": "Info", "healthPort": 9099}
    felix = {
        "apiVersion": "projectcalico.org/v3",
        "kind": "FelixConfiguration",
        "metadata": {"name": "node.aggregated"},
        "spec": {**spec, "flowLogsFlushInterval": value},
    }
    text = json.dumps(felix)
    try:
        answer = json.loads(plane.kubectl("create", "-o", "json", *arguments, "-f", "-", stdin=text))
    finally:
        plane.kubectl("delete", "--ignore-not-found", "-f", "-", stdin=text)
    assert {**answer["spec"], **spec, "flowLogsFlushInterval": value} == {
        **answer["spec"],
        "flowLogsFlushInterval": value,
    }
    return answer["spec"]["flowLogsFlushInterval"]


@pytest.mark.parametrize("stated", [{}, {"numFailedTests": 7}, {"highThreshold": 90, "medThreshold": 40}])
def test_cis_numbers_are_filled_in_at_create(aggregated: ControlPlane, stated: dict[str, int]) -> None:
    assert stored(aggregated, "create", {"cis": stated})["spec"]["cis"] == {**NUMBERS, **stated}


def test_report_without_cis_gets_none(aggregated: ControlPlane) -> None:
    assert spec_of(stored(aggregated, "create", {})) == {}


@pytest.mark.parametrize(
    ("field", "name"),
    [("highThreshold", "HighThreshold"), ("medThreshold", "MedThreshold"), ("numFailedTests", "NumFailedTests")],
)
def test_cis_number_that_is_missing_at_an_update_is_refused(aggregated: ControlPlane, field: str, name: str) -> None:
    stored(aggregated, "create", {"cis": NUMBERS})
    rest = {key: value for key, value in NUMBERS.items() if key != field}
    with pytest.raises(SandboxError, match=f"{name}: Invalid value: null"):
        stored(aggregated, "replace", {"cis": rest})
    stored(aggregated, "replace", {"cis": rest}, "--dry-run=server")


def test_stated_cis_number_that_is_taken_out_is_refused(aggregated: ControlPlane) -> None:
    stored(aggregated, "apply", {"cis": {"includeUnscoredTests": True}}, "--server-side")
    stored(
        aggregated,
        "apply",
        {"cis": {"includeUnscoredTests": True, "numFailedTests": 7}},
        "--server-side",
        "--force-conflicts",
    )
    with pytest.raises(SandboxError, match="NumFailedTests: Invalid value: null"):
        stored(aggregated, "apply", {"cis": {"includeUnscoredTests": True}}, "--server-side")


def test_crds_alone_fill_in_no_cis_numbers_and_miss_none(crds_alone: ControlPlane) -> None:
    assert spec_of(stored(crds_alone, "create", {"cis": {}})) == {"cis": {}}
    assert spec_of(stored(crds_alone, "replace", {"cis": {"highThreshold": 1}})) == {"cis": {"highThreshold": 1}}


@pytest.mark.parametrize(("spec", "said"), REFUSED.values(), ids=REFUSED)
def test_bad_report_passes_a_dry_run_and_is_refused(aggregated: ControlPlane, spec: dict[str, Any], said: str) -> None:
    stored(aggregated, "create", spec, "--dry-run=server")
    with pytest.raises(SandboxError, match=said):
        stored(aggregated, "create", spec)
    stored(aggregated, "create", {"cis": NUMBERS})
    with pytest.raises(SandboxError, match=said):
        stored(aggregated, "replace", {**spec, "cis": {**NUMBERS, **spec.get("cis", {})}})


def test_schedule_that_cannot_be_read_or_never_comes_is_refused(aggregated: ControlPlane) -> None:
    assert stored_schedules(aggregated, BAD_SCHEDULES, "--dry-run=server") == [*BAD_SCHEDULES]
    with pytest.raises(SandboxError, match="Schedule: Invalid value") as refusals:
        stored_schedules(aggregated, BAD_SCHEDULES)
    refused = set(re.findall(r'"aggregated-(\d+)" is forbidden', str(refusals.value)))
    assert [text for number, text in enumerate(BAD_SCHEDULES) if str(number) not in refused] == []


def test_schedule_that_comes_is_stored_as_it_was_written(aggregated: ControlPlane) -> None:
    assert stored_schedules(aggregated, GOOD_SCHEDULES) == [*GOOD_SCHEDULES]


def stored_schedules(plane: ControlPlane, schedules: tuple[str, ...], *arguments: str) -> list[str]:
    """Schedules as the server answers them, a report each, made by one call of kubectl."""
    reports = [report({"schedule": text}, f"aggregated-{number}") for number, text in enumerate(schedules)]
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": reports})
    output = '-o=jsonpath={.spec.schedule}{"\\n"}'
    return plane.kubectl("create", output, *arguments, "-f", "-", stdin=text).splitlines()


@pytest.mark.parametrize(
    "spec",
    [
        {"reportType": "invntory"},
        {"cis": {"highThreshold": 50, "medThreshold": 60, "numFailedTests": 0}},
        {"schedule": "0 0 31 2 *"},
        {"schedule": "never"},
    ],
    ids=str,
)
def test_crds_alone_store_what_calicos_server_refuses(crds_alone: ControlPlane, spec: dict[str, Any]) -> None:
    assert stored(crds_alone, "create", spec)["spec"] == {"reportType": "inventory", **spec}


def test_crds_alone_drop_an_unknown_field(crds_alone: ControlPlane) -> None:
    assert spec_of(stored(crds_alone, "create", {"selector": "all()"}, "--validate=false")) == {}


def test_report_type_is_known_once_the_parameter_says_so(aggregated: ControlPlane) -> None:
    parameter = ("configmap", "report-types", "--namespace=kube-system", "--type=merge")
    aggregated.kubectl("patch", *parameter, "--patch", json.dumps({"data": {"of-our-own": ""}}))
    try:
        while not created(aggregated, {"reportType": "of-our-own"}):
            pass
    finally:
        aggregated.kubectl("patch", *parameter, "--patch", json.dumps({"data": {"of-our-own": None}}))


def created(plane: ControlPlane, spec: dict[str, Any]) -> bool:
    """The server follows a change of the parameter by a watch."""
    with suppress(SandboxError):
        return bool(stored(plane, "create", spec))
    return False


def test_kind_of_server_that_runs_is_not_changed_under_its_users(native: ControlPlane) -> None:
    place = ("--directory", str(native.directory), "--name", native.name)
    command = [sys.executable, "-m", "sandbox", *place, "up"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "error: it runs already as the other kind of server; 'python -m sandbox down' first.\n"


def test_policies_are_in_effect_when_up_returns(tmp_path: Path) -> None:
    plane = ControlPlane.at(tmp_path, "anew")
    try:
        command = [sys.executable, "-m", "sandbox", "--directory", str(tmp_path), "--name", "anew", "up"]
        subprocess.run(command, cwd=ROOT, check=True)
        with pytest.raises(SandboxError, match="unknown report type"):
            stored(plane, "create", {"reportType": "invntory"})
    finally:
        plane.stop()
