"""What the components say for policies: why reports rest, and until when short intervals are wanted."""

from collections.abc import Callable
from typing import Any

import pytest

from components.felix_flush import FelixFlush
from components.reporting_stack import ReportingStack, ReportingStackArgs
from reporting.objects.live import LiveCluster, LiveObject
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.objects.pod_template import built_in_template
from reporting.objects.reasons import REASON, reasons_to_rest
from reporting.stack.exceptions import EXCEPTIONS
from reporting.stack.settings import Settings
from tests.project import STACKS
from tests.unit.registrations import Registrations, registered
from tests.unit.stacks import INVENTORY, sample, settings

SUSPENDED: dict[str, Any] = {**INVENTORY, "suspend": True}
BY_HAND: dict[str, Any] = {**INVENTORY, "schedule": ""}
RUN = {"reports": ["one"], "last": "2h", "until": "2026-11-23T10:00:00Z"}


def resting(report: dict[str, Any], **values: Any) -> Settings:
    return settings(reportSets={"all": {"reports": {"one": report, "two": INVENTORY}}}, **values)


@pytest.mark.parametrize(
    ("report", "values", "reason"),
    [
        (SUSPENDED, {"accept": {"SUSPENDED": "rebuilt until May"}}, "rebuilt until May"),
        (BY_HAND, {"accept": {"MANUAL_ONLY": "the auditor asks"}}, "the auditor asks"),
        (BY_HAND, {"runs": {"look": RUN, "again": RUN}}, "made by hand: look, again"),
        (
            {**BY_HAND, "suspend": True},
            {"accept": {"SUSPENDED": "rebuilt", "MANUAL_ONLY": "rarely"}},
            "rebuilt; rarely",
        ),
    ],
)
def test_a_report_that_rests_has_the_reason_of_its_stack_file(
    report: dict[str, Any], values: dict[str, Any], reason: str
) -> None:
    assert reasons_to_rest(resting(report, **values)) == {"one": reason}


@pytest.mark.parametrize(
    ("report", "accept"), [(SUSPENDED, "MANUAL_ONLY"), (BY_HAND, "SUSPENDED"), (INVENTORY, "SUSPENDED")]
)
def test_no_reason_is_made_up(report: dict[str, Any], accept: str) -> None:
    assert reasons_to_rest(resting(report, accept={accept: "no matter"})) == {}


def test_stacks_of_this_project_let_every_report_run() -> None:
    assert [reasons_to_rest(sample(stack)) for stack in STACKS] == [{}, {}, {}]


def registrations(of: Settings, live: LiveCluster) -> Registrations:
    return registered(lambda: _stack(of, live))


def test_the_reason_is_an_annotation_of_that_report_alone() -> None:
    seen = registrations(resting(SUSPENDED, accept={"SUSPENDED": "rebuilt until May"}), LiveCluster())
    assert seen.one("GlobalReport", "one").metadata["annotations"][REASON] == "rebuilt until May"
    assert "annotations" not in seen.one("GlobalReport", "two").metadata


def test_an_adopted_report_gets_the_stack_files_reason_over_its_own() -> None:
    live = LiveCluster(reports={"one": LiveObject("one", {}, {REASON: "long forgotten", "note": "kept"})})
    of = resting(SUSPENDED, accept={"SUSPENDED": "rebuilt until May"}, adopt=["one"])
    annotations = registrations(of, live).one("GlobalReport", "one").metadata["annotations"]
    assert annotations == {REASON: "rebuilt until May", "note": "kept"}


def test_what_is_rendered_and_what_is_registered_carry_the_same_annotations() -> None:
    terms = {"reason": "rebuilt until May", "owner": "platform", "until": "2027-05-31"}
    of = resting({**SUSPENDED, "suspend": terms, "annotations": {"note": "kept"}})
    registered_annotations = registrations(of, LiveCluster()).one("GlobalReport", "one").metadata["annotations"]

    assert set(registered_annotations) == {"note", REASON, EXCEPTIONS}
    assert plan(of).reports["one"].manifest["metadata"]["annotations"] == registered_annotations


@pytest.fixture
def felix_outputs(monkeypatch: pytest.MonkeyPatch) -> Callable[[Settings], dict[str, Any]]:
    """What FelixFlush registers as its outputs in a stack with these settings."""
    seen: dict[str, Any] = {}
    monkeypatch.setattr(FelixFlush, "register_outputs", lambda _self, outputs: seen.update(outputs))

    def outputs(of: Settings) -> dict[str, Any]:
        registered(lambda: _stack(of, LiveCluster(pod_template=built_in_template("v3.22.1"))))
        return seen

    return outputs


def test_felix_says_until_when_the_workshops_intervals_are_wanted(
    felix_outputs: Callable[[Settings], dict[str, Any]],
) -> None:
    assert felix_outputs(settings(intervals="workshop", intervalsUntil="2026-12-31")) == {
        "spec": {"flowLogsFlushInterval": "30s", "dnsLogsFlushInterval": "30s"},
        "intervalsUntil": "2026-12-31",
    }


def test_felix_names_no_day_where_the_stack_file_names_none(
    felix_outputs: Callable[[Settings], dict[str, Any]],
) -> None:
    assert set(felix_outputs(settings())) == {"spec"}


def _stack(of: Settings, live: LiveCluster) -> None:
    ReportingStack("reporting", ReportingStackArgs(plan(of, live), Owner("calico-reporting", "workshop")), live=live)
