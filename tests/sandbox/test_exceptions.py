"""What a real API server keeps of exceptions: ids and truth values in the spec, the terms in an annotation."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from reporting.objects.plan import plan
from reporting.objects.reasons import REASON
from reporting.source.stackfile import read_stack
from reporting.stack.exceptions import EXCEPTIONS
from sandbox import ControlPlane
from tests.unit.command_line import Run, run
from tests.unit.stacks import settings

__all__ = ["run"]

TERMS = {"reason": "the provider's", "owner": "platform", "until": "2099-03-01", "ticket": "OPS-1"}
REPORT: dict[str, Any] = {
    "reportType": "cis-benchmark",
    "schedule": "0 1 * * *",
    "suspend": {"reason": "rebuilt"},
    "cis": {"resultsFilters": [{"exclude": [{"id": "1.2.5", **TERMS}, "1.1.4"]}]},
}


@pytest.fixture
def server(each_kind: ControlPlane) -> Iterator[ControlPlane]:
    """Each kind, on which the report is gone again afterwards."""
    yield each_kind
    each_kind.kubectl("delete", "globalreport", "excused", "--ignore-not-found")


def applied(server: ControlPlane) -> dict[str, Any]:
    wanted = plan(settings(reportSets={"nodes": {"reports": {"excused": REPORT}}}))
    text = yaml.safe_dump(dict(wanted.reports["excused"].manifest))
    found: dict[str, Any] = json.loads(server.kubectl("apply", "--server-side", "-o", "json", "-f", "-", stdin=text))
    return found


def test_the_spec_has_ids_and_truth_values_and_the_terms_are_an_annotation(server: ControlPlane) -> None:
    stored = applied(server)

    assert stored["spec"]["suspend"] is True
    assert stored["spec"]["cis"]["resultsFilters"] == [{"exclude": ["1.2.5", "1.1.4"]}]
    assert stored["metadata"]["annotations"][REASON] == "rebuilt"
    assert json.loads(stored["metadata"]["annotations"][EXCEPTIONS]) == [
        {"suspend": True, "reason": "rebuilt"},
        {"exclude": "1.2.5", **TERMS},
    ]


def test_what_is_applied_again_is_unchanged(server: ControlPlane) -> None:
    assert applied(server)["metadata"]["resourceVersion"] == applied(server)["metadata"]["resourceVersion"]


def test_such_a_report_is_imported_without_its_terms_which_are_the_stacks_own(
    server: ControlPlane, run: Run, tmp_path: Path
) -> None:
    applied(server)
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\n", encoding="utf-8")
    (tmp_path / "live.json").write_text(server.kubectl("get", "globalreport", "excused", "-o", "json"))
    ran = run("import", tmp_path / "live.json", "--stack", "shop", "--context", "shop", "--project", tmp_path)

    assert ran.status == 0, ran.err
    assert EXCEPTIONS in ran.err
    [report] = plan(read_stack(tmp_path, "shop").settings()).reports.values()
    assert report.spec["cis"]["resultsFilters"] == [{"exclude": ["1.2.5", "1.1.4"]}]
    assert "annotations" not in report.manifest["metadata"]
