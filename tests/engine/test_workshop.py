"""Stack `workshop`, brought up on a cluster that a kubeconfig context leads to."""

from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from demo.engine import Engine
from sandbox import ControlPlane
from tests.engine.driver import Result, Stack
from tests.engine.live import Live
from tests.engine.stacks import Stacks, restore
from tests.project import ROOT

pytestmark = pytest.mark.xdist_group("engine")

HIPSTERSHOP = {"namespaces": {"names": ["hipstershop"]}}
CIS = {
    "highThreshold": 100,
    "medThreshold": 50,
    "includeUnscoredTests": True,
    "numFailedTests": 5,
    "resultsFilters": [{"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4", "1.2.5"]}],
}
REPORTS: dict[str, dict[str, Any]] = {
    "daily-soc2-inventory": {"reportType": "inventory", "endpoints": HIPSTERSHOP, "schedule": "8 6 * * *"},
    "daily-soc2-network-access": {"reportType": "network-access", "endpoints": HIPSTERSHOP, "schedule": "0 1 * * *"},
    "daily-hipstershop-policy-audit": {
        "reportType": "policy-audit",
        "endpoints": HIPSTERSHOP,
        "schedule": "0 0 * * *",
    },
    "daily-cis-benchmark": {"reportType": "cis-benchmark", "schedule": "0 0 * * *", "cis": CIS},
}
PAGE = ROOT.parent / "shared" / "workshop" / "expected-reports.yaml"


@dataclass(frozen=True)
class Workshop:
    """The stack, what its `up` came to, and FelixConfiguration/default before it."""

    stack: Stack
    up: Result
    felix_before: dict[str, Any]


@pytest.fixture(scope="module")
def workshop(engine: Engine, control_plane: ControlPlane, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    restore(control_plane)
    felix_before = Live(control_plane).felix
    stacks = Stacks(engine, control_plane, tmp_path_factory.mktemp("workshop"))
    stack = stacks("workshop").with_environment(KUBECONFIG=str(control_plane.kubeconfig))
    stack.config_set("--path", "cluster.context", control_plane.context)
    return Workshop(stack, stack.up(), felix_before)


def test_one_up_brings_the_workshop_up(workshop: Workshop) -> None:
    assert workshop.up.ok, workshop.up.said
    assert "Traceback" not in workshop.up.said


def test_the_live_reports_are_the_four_of_the_page(workshop: Workshop, live: Live) -> None:
    assert live.report_specs() == REPORTS


def test_the_live_reports_equal_the_manifests_of_the_page(workshop: Workshop, live: Live) -> None:
    if not PAGE.exists():
        pytest.skip("no ../shared: the page's manifests cannot be compared with")
    page = {report["metadata"]["name"]: report["spec"] for report in yaml.safe_load_all(PAGE.read_text())}
    assert live.report_specs() == page


def test_flow_and_dns_logs_are_flushed_every_30_seconds_and_nothing_else_changes(
    workshop: Workshop, live: Live
) -> None:
    felix = live.felix
    intervals = {"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"}
    assert felix["spec"] == {**workshop.felix_before["spec"], **intervals}
    annotations = felix["metadata"]["annotations"]
    own = {key: value for key, value in annotations.items() if key.startswith("pulumi.com/patch")}
    assert own == {"pulumi.com/patchFieldManager": "calico-reporting-workshop"}
    assert annotations == {**workshop.felix_before["metadata"]["annotations"], **own}


def test_no_reporter_job_is_started(workshop: Workshop, live: Live) -> None:
    assert live.jobs == {}


def test_outputs_name_what_was_set(workshop: Workshop) -> None:
    ten_times = {"interval": "30s", "againstDefault": "10 times as often"}
    assert workshop.up.outputs["intervals"] == {"flowLogsFlushInterval": ten_times, "dnsLogsFlushInterval": ten_times}
    assert {name: report["type"] for name, report in workshop.up.outputs["reports"].items()} == {
        name: spec["reportType"] for name, spec in REPORTS.items()
    }
    assert workshop.up.outputs["reports"]["daily-soc2-inventory"]["schedule"].startswith("every day at 06:08")
    assert workshop.up.outputs["runs"] == {}


def test_the_state_knows_neither_the_kubeconfig_nor_its_credentials(
    workshop: Workshop, control_plane: ControlPlane
) -> None:
    credentials = yaml.safe_load(control_plane.kubeconfig.read_text())["users"][0]["user"]
    assert "daily-cis-benchmark" in workshop.stack.state
    assert str(control_plane.directory) not in workshop.stack.state
    assert not any(secret in workshop.stack.state for secret in credentials.values())


def test_a_second_preview_has_no_changes(workshop: Workshop) -> None:
    preview = workshop.stack.preview("--expect-no-changes")
    assert preview.ok, preview.said
    assert preview.steps == {}
    assert preview.outputs == workshop.up.outputs
