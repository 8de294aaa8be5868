"""That a cluster has a CIS report, and which tests it may leave out."""

from typing import Any

import pytest

from policy.rules.cis import CIS_EXCLUSIONS, CIS_REPORT
from policy.rules.resource import Resource
from tests.policy.resources import felix, report

FILTERS = [
    {"benchmarkSelection": {"kubernetesVersion": "1.28"}, "exclude": ["1.1.4", "1.2.5"]},
    {"include": ["2.1"], "exclude": ["1.1.4", "4.2.6"]},
]


def missing(*resources: Resource, **config: Any) -> list[str]:
    return list(CIS_REPORT.check(resources, CIS_REPORT.config(**config)))


def excluded(resource: Resource, **config: Any) -> list[str]:
    return list(CIS_EXCLUSIONS.check(resource, CIS_EXCLUSIONS.config(**config)))


def test_a_cluster_with_reports_and_none_of_cis_is_named_with_what_to_write() -> None:
    [message] = missing(report("a"), report("b"), felix())
    assert message.startswith("Cluster shop has no report of type cis-benchmark")
    assert "reportType: cis-benchmark" in message


def test_a_cluster_whose_intervals_alone_are_set_needs_a_cis_report_too() -> None:
    assert missing(felix(flowLogsFlushInterval="30s"))


def test_a_cis_report_covers_its_own_cluster_and_no_other() -> None:
    cis = report("cis", reportType="cis-benchmark")
    assert missing(report("a"), felix(), cis) == []
    [message] = missing(report("a"), cis, report("b", cluster="bank"))
    assert message.startswith("Cluster bank ")


def test_a_stack_without_calico_needs_none() -> None:
    assert missing() == []
    assert missing(Resource("urn:pulumi:shop::any::aws:s3/bucket:Bucket::logs", "aws:s3/bucket:Bucket", {})) == []


def test_a_team_excepts_stacks_by_their_whole_name() -> None:
    assert missing(report("a"), exceptStacks=["shop|bank"]) == []
    assert missing(report("a"), exceptStacks=["sho"])


def test_exclusions_that_are_not_on_the_list_are_named_once() -> None:
    resource = report("cis", reportType="cis-benchmark", cis={"resultsFilters": FILTERS})
    [message] = excluded(resource, allowed=["1.2.5"])
    assert message.startswith("Report cis leaves out 1.1.4, 4.2.6, and of the team's list it may leave out 1.2.5")
    assert "cis-exclusions.allowed of policy-config.json" in message


@pytest.mark.parametrize("of", ["GlobalReport", "GlobalReportPatch"])
def test_without_a_list_nothing_may_be_left_out(of: str) -> None:
    resource = report("cis", of=f"kubernetes:projectcalico.org/v3:{of}", cis={"resultsFilters": FILTERS[:1]})
    assert len(excluded(resource)) == 1


def test_exclusions_on_the_list_pass() -> None:
    resource = report("cis", reportType="cis-benchmark", cis={"resultsFilters": FILTERS})
    assert excluded(resource, allowed=["1.1.4", "1.2.5", "4.2.6"]) == []


@pytest.mark.parametrize("cis", [None, {}, {"resultsFilters": None}, {"resultsFilters": [{"include": ["1.1"]}]}])
def test_reports_that_leave_nothing_out_pass(cis: object) -> None:
    assert excluded(report("cis", cis=cis)) == []
