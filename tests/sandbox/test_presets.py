"""The reports that frameworks make, on real API servers of both kinds."""

import json
from collections.abc import Iterator

import pytest

from reportctl.verbs.render import manifest_files, to_yaml
from reporting.objects.plan import Plan, plan
from reporting.objects.reports import CONTROLS
from sandbox import ControlPlane
from tests.unit.stacks import settings

PREFIXES = ("sandbox-a", "sandbox-b")


@pytest.fixture
def wanted() -> Plan:
    """A set of each framework that is built in, with everything that a set may say of it."""
    endpoints = {"namespaces": {"names": ["hipstershop"]}}
    sets = {
        prefix: {"framework": framework, "prefix": prefix, "between": "22:00-04:00", "endpoints": endpoints}
        for prefix, framework in zip(PREFIXES, ("soc2", "pci-dss-v4"), strict=True)
    }
    return plan(settings(reportSets=sets))


@pytest.fixture
def server(each_kind: ControlPlane, wanted: Plan) -> Iterator[ControlPlane]:
    """Without the reports again when the test ends."""
    yield each_kind
    each_kind.kubectl("delete", "globalreports", "--ignore-not-found", *wanted.reports)


def test_every_report_of_every_framework_is_accepted_and_kept_as_it_is(server: ControlPlane, wanted: Plan) -> None:
    rendered = to_yaml(manifest_files(wanted)["reports.yaml"])
    server.kubectl("apply", "--server-side", "--filename=-", stdin=rendered)
    items = json.loads(server.kubectl("get", "globalreports", *wanted.reports, "-o", "json"))["items"]
    stored = {item["metadata"]["name"]: item for item in items}
    assert len(stored) == 8
    for name, planned in wanted.reports.items():
        numbers = {"cis"} if planned.report.report_type == "cis-benchmark" else set()
        assert {key: value for key, value in stored[name]["spec"].items() if key not in numbers} == planned.spec
        assert stored[name]["metadata"]["annotations"][CONTROLS] == planned.annotations[CONTROLS]
