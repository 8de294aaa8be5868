"""Whose a report is: kubectl's, another stack's, or this stack's own with its state lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.live import Live
from tests.engine.stacks import INVENTORY, WINDOW, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")


def test_a_report_of_nobody_is_refused_with_three_ways_out_and_adopted_with_its_labels(
    stacks: Stacks, live: Live
) -> None:
    kept = {"labels": {"team": "audit"}, "annotations": {"example.com/ticket": "42"}}
    live.create_report("a", {"reportType": "inventory", "schedule": "0 5 * * *", "suspend": True}, **kept)
    before = live.versions()
    stack = stacks("team", values("a", "b"))
    refused = stack.up()
    assert not refused.ok
    for way_out in (
        "pulumi config set --path 'adopt[0]' a",
        "give this stack's report another name",
        "kubectl delete globalreport a",
    ):
        assert way_out in refused.said
    assert live.versions() == before

    stack.paste("pulumi config set --path 'adopt[0]' a", live.control_plane)
    preview = stack.preview()
    assert preview.to("GlobalReport") == {"a": "import", "b": "create"}
    assert stack.up().ok
    adopted = live.reports["a"]
    assert adopted["metadata"]["uid"] == before["a"][0]
    assert adopted["spec"] == {**INVENTORY, "endpoints": {"namespaces": {"names": ["hipstershop"]}}}
    for field, of_before in kept.items():
        assert adopted["metadata"][field].items() >= of_before.items()
    assert adopted["metadata"]["labels"]["calico-reporting/stack"] == "team"
    again = stack.preview("--expect-no-changes")
    assert again.ok, again.said


def test_two_stacks_take_turns_on_the_intervals_and_leave_each_others_reports_alone(stacks: Stacks, live: Live) -> None:
    one, two = stacks("one", values("a")), stacks("two", values("a", "b", intervals="production"))
    assert one.up().ok
    refused = two.up()
    assert not refused.ok
    assert "GlobalReport a exists already and belongs to stack one of project calico-reporting" in refused.said
    assert list(live.reports) == ["a"]

    two.says(values("b", intervals="production"))
    taken = two.up()
    assert taken.ok, taken.said
    assert "(set by stack one), now 5m0s" in taken.said
    assert live.felix["spec"]["flowLogsFlushInterval"] == "5m0s"

    preview = one.preview()
    assert preview.steps == {"FelixConfigurationPatch default": "update"}
    assert "(set by stack two), now 30s" in preview.said
    assert one.up().ok
    of_one = live.felix["spec"]
    assert of_one["flowLogsFlushInterval"] == "30s"

    assert two.destroy().ok
    assert list(live.reports) == ["a"]
    assert live.felix["spec"] == of_one


def test_a_stack_that_lost_its_state_takes_reports_and_finished_jobs_back(
    stacks: Stacks, live: Live, tmp_path: Path
) -> None:
    runs = {"look": {"reports": ["a", "b"], **WINDOW}}
    stack = stacks("team", values("a", "b", runs=runs))
    assert stack.up().ok
    uids, jobs = live.uids(), live.jobs
    live.patch("globalreport", "b", {"spec": {"schedule": "0 9 * * *"}})

    changed = {**INVENTORY, "schedule": "30 6 * * *"}
    lost = stack.says({**values("b", runs=runs), "reportSets": {"new": {"reports": {"a": changed, "b": INVENTORY}}}})
    lost = lost.without_its_state(replace(stack.engine, state=tmp_path / "another-state"))
    preview = lost.preview()
    assert preview.ok, preview.said
    assert preview.to("GlobalReport") == {"a": "import", "b": "import"}
    assert preview.to("Job") == {"look.a": "import", "look.b": "import"}
    up = lost.up()
    assert up.ok, up.said
    assert live.uids() == uids
    assert {name: report["schedule"] for name, report in live.report_specs().items()} == {
        "a": "30 6 * * *",
        "b": "0 6 * * *",
    }
    assert {name: job["status"] for name, job in live.jobs.items()} == {
        name: job["status"] for name, job in jobs.items()
    }
    again = lost.preview("--expect-no-changes")
    assert again.ok, again.said
