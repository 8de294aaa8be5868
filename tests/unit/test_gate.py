"""What stands between a stack file and the cluster: one list of findings, whatever they are about."""

from pathlib import Path
from typing import Any

import pytest

import cluster.gate
from cluster.gate import Inspection, inspected
from cluster.look import PreflightError
from reporting.finding import Severity
from reporting.objects.live import FELIX, LiveCluster, Outcome
from reporting.objects.ownership import Owner
from tests.unit.stacks import with_reports

OWNER = Owner("calico-reporting", "team")
RUN = {"runs": {"look": {"reports": ["a"], "last": "2h", "until": "2026-11-23T10:00:00Z"}}}
GONE = "pulumi stack rm --force --preserve-config"


@pytest.fixture(autouse=True)
def _program_runs_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_RUN_PROGRAM", "true")


def through_the_gate(*, preview: bool = True, **values: Any) -> Inspection:
    return inspected(with_reports("a", **values), OWNER, Path(), preview=preview)


def seen(monkeypatch: pytest.MonkeyPatch, live: LiveCluster | PreflightError) -> None:
    def look(*_: Any) -> LiveCluster:
        if isinstance(live, PreflightError):
            raise live
        return live

    monkeypatch.setattr(cluster.gate, "look", look)


def test_stack_file_and_cluster_give_one_list_that_is_accepted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen(monkeypatch, LiveCluster(felix={"flowLogsFlushInterval": "10s"}, outcomes={FELIX: Outcome.FOUND}))
    found = through_the_gate(accept={"FELIX_CHANGES": "known", "KUBERNETES_AUDIT_LOG": "known too"})

    assert {finding.code: str(finding.accepted) for finding in found.findings} == {
        "FELIX_CHANGES": "known",
        "KUBERNETES_AUDIT_LOG": "known too",
    }
    assert list(found.plan.reports) == ["a"]


def test_a_refresh_that_comes_first_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    seen(monkeypatch, LiveCluster())
    monkeypatch.delenv("PULUMI_RUN_PROGRAM")

    assert "REFRESH_FIRST" in [finding.code for finding in through_the_gate().findings]
    accepted = through_the_gate(accept={"REFRESH_FIRST": "one machine"}).findings
    assert [str(finding.accepted) for finding in accepted if finding.code == "REFRESH_FIRST"] == ["one machine"]


def test_a_cluster_that_does_not_answer_is_an_error_with_the_way_to_destroy_what_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen(monkeypatch, PreflightError("The cluster cannot be reached."))
    [error] = [finding for finding in through_the_gate().findings if finding.severity is Severity.ERROR]

    assert (error.code, error.path) == ("UNREACHABLE", ("cluster",))
    assert error.what == "The cluster cannot be reached."
    assert GONE in error.remedy


@pytest.mark.parametrize(("preview", "refused"), [(True, False), (False, True)])
def test_without_a_look_runs_can_be_previewed_but_not_made(preview: bool, refused: bool) -> None:
    found = through_the_gate(preview=preview, preflight="skip", **RUN)
    errors = [finding for finding in found.findings if finding.severity is Severity.ERROR]

    assert [error.code for error in errors] == ["RUNS_UNSEEN"] * refused
    assert all(GONE in error.remedy for error in errors)
    assert [job.manifest is not None for job in found.plan.runs["look"].jobs] == [True]


def test_a_look_that_is_skipped_is_said_once_and_can_be_accepted() -> None:
    assert [finding.code for finding in through_the_gate(preflight="skip").findings].count("PREFLIGHT_SKIPPED") == 1
    [found] = [
        finding
        for finding in through_the_gate(preflight="skip", accept={"PREFLIGHT_SKIPPED": "a fork"}).findings
        if finding.code == "PREFLIGHT_SKIPPED"
    ]
    assert str(found.accepted) == "a fork"


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"retention": {"manage": True, "flows": 30}}, "retention"),
        ({"additionalStores": {"splunk": {"endpoint": "https://splunk.example.com:8088"}}}, "additionalStores"),
    ],
)
def test_without_a_look_no_field_of_the_operators_objects_is_set(values: dict[str, Any], key: str) -> None:
    found = {finding.code: finding for finding in through_the_gate(preview=False, preflight="skip", **values).findings}
    assert f"the stack sets {key}" in found["FIELDS_UNSEEN"].what
    assert found["FIELDS_UNSEEN"].severity is Severity.ERROR
    previewed = through_the_gate(preflight="skip", **values).findings
    assert "FIELDS_UNSEEN" not in [finding.code for finding in previewed]
