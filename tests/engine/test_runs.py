"""Reporter runs in a stack: once, over their window, and what becomes of them afterwards."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.engine.live import NAMESPACE, Live
from tests.engine.stacks import WINDOW, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

OUTCOME = "sandbox.calico-reporting/outcome"
LATER = {**WINDOW, "end": "2026-11-20T11:00:00Z"}


def runs(**windows: Mapping[str, str]) -> dict[str, Any]:
    """Runs of reports a and b by id."""
    return {run_id: {"reports": ["a", "b"], **window} for run_id, window in windows.items()}


def pods_end_with(live: Live, **annotations: str) -> None:
    """What becomes of the Pods that are made from the PodTemplate from now on."""
    named = {f"sandbox.calico-reporting/{key}": value for key, value in annotations.items()}
    live.patch("podtemplate", "tigera.io.report", {"template": {"metadata": {"annotations": named}}})


def environment_of(job: Mapping[str, Any]) -> dict[str, str]:
    [container] = job["spec"]["template"]["spec"]["containers"]
    return {entry["name"]: entry["value"] for entry in container["env"]}


def test_a_run_is_made_once_whatever_becomes_of_its_template_and_goes_with_its_id(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", "b", runs=runs(look=WINDOW)))
    up = stack.up()
    assert up.ok, up.said
    assert up.outputs["runs"]["look"] == {
        report: {"job": f"{NAMESPACE}/look.{report}", **WINDOW, "result": "succeeded"} for report in ("a", "b")
    }
    made = live.jobs
    assert (
        environment_of(made["look.a"]).items()
        >= {
            "TIGERA_COMPLIANCE_REPORT_NAME": "a",
            "TIGERA_COMPLIANCE_REPORT_START_TIME": WINDOW["start"],
            "TIGERA_COMPLIANCE_REPORT_END_TIME": WINDOW["end"],
            "LINSEED_URL": "https://tigera-linseed.tigera-elasticsearch.svc",
        }.items()
    )

    upgraded = {"terminationGracePeriodSeconds": 5, "containers": [{"name": "reporter", "image": "reporter:v3.23.0"}]}
    live.patch("podtemplate", "tigera.io.report", {"template": {"spec": upgraded}})
    unchanged = stack.preview("--expect-no-changes")
    assert unchanged.ok, unchanged.said

    live.control_plane.kubectl("delete", "job", "look.a", f"--namespace={NAMESPACE}")
    assert stack.preview().steps == {"Job look.a": "create"}
    assert stack.up().ok
    again = live.jobs
    assert again["look.b"]["metadata"]["uid"] == made["look.b"]["metadata"]["uid"]
    assert environment_of(again["look.a"])["TIGERA_COMPLIANCE_REPORT_END_TIME"] == WINDOW["end"]
    assert again["look.a"]["spec"]["template"]["spec"]["containers"][0]["image"] == "reporter:v3.23.0"

    before = live.versions()
    changed = stack.says(values("a", "b", runs=runs(look=LATER))).up()
    assert not changed.ok
    assert "Run look was made over 2026-11-20T08:00:00Z..2026-11-20T10:00:00Z" in changed.said
    assert "Take a new id" in changed.said
    assert live.versions() == before

    removed = stack.says(values("a", "b", runs=runs(second=LATER))).up()
    assert removed.to("Job") == {
        "second.a": "create",
        "second.b": "create",
        "look.a": "delete",
        "look.b": "delete",
    }
    assert sorted(live.jobs) == ["second.a", "second.b"]


def test_a_failed_job_fails_the_up_with_the_pods_reason_and_the_way_out(stacks: Stacks, live: Live) -> None:
    pods_end_with(live, outcome="fail", reason="LinseedUnreachable", message="no answer from linseed")
    stack = stacks("team", values("a", "b", runs={"look": {"reports": ["a"], **WINDOW}}))
    failed = stack.up()
    assert not failed.ok
    assert sorted(live.reports) == ["a", "b"]
    assert "LinseedUnreachable" in failed.said
    assert "new id" in failed.said
    remove = "pulumi config rm --path 'runs.look'"
    assert remove in failed.said
    still = stack.up()
    assert not still.ok
    assert "new id" in still.said
    stack.paste(remove, live.control_plane)
    removed = stack.up()
    assert removed.ok, removed.said
    assert live.jobs == {}


def test_a_job_that_hangs_ends_at_its_deadline_with_a_message(stacks: Stacks, live: Live) -> None:
    pods_end_with(live, outcome="hang")
    stack = stacks("team", values("a", "b", runs=runs(look=WINDOW), reporter={"deadline": "2s"}))
    hung = stack.up()
    assert not hung.ok
    assert "DeadlineExceeded" in hung.said
    assert "pulumi config set --path reporter.deadline" in hung.said
