"""What a look at a cluster says of each of a stack's reports, and what it never says."""

from datetime import timedelta
from typing import Any

import pytest

from reporting.evidence.lateness import State
from reporting.objects.live import COMPLIANCE, JOBS, POD_TEMPLATE, REPORTS, Outcome
from reporting.objects.ownership import Owner
from reporting.status.causes import causes
from reporting.status.row import Row
from reporting.status.seen import Seen
from reporting.status.sources import API_SERVER_ROLES, LICENSE, PODS
from tests.unit.seen import NOON, job_of, made, report, seen, status_of
from tests.unit.stacks import settings, with_reports

TICK = NOON.replace(hour=6, minute=8)
DAY = timedelta(days=1)
FAILED = {"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded", "message": "too often"}
ROLE, OLD_ROLE = API_SERVER_ROLES


def failed() -> dict[str, Any]:
    return {"lastFailedReportJobs": [job_of(TICK, name="broken")], "lastScheduledReportJob": job_of(TICK)}


def job(name: str, **status: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": {}, "status": status}


def pod(of: str, **status: Any) -> dict[str, Any]:
    return {"metadata": {"name": f"{of}-x", "labels": {"job-name": of}}, "status": status}


def one(found: Seen, **values: Any) -> Row:
    return status_of(with_reports("daily", **values), found)["daily"]


def test_a_report_that_came_is_ok_and_needs_nothing() -> None:
    row = one(seen(report("daily", made(TICK))))
    assert (row.state, row.differs, row.in_words, row.fine) == (State.OK, False, "", True)


def test_a_report_that_is_not_there_is_absent() -> None:
    row = one(seen())
    assert (row.state, row.differs) == (State.ABSENT, None)
    assert row.in_words == "it is not on the cluster; bring it there: pulumi up"


def test_a_cluster_without_the_kind_says_so() -> None:
    row = one(seen(others={REPORTS: Outcome.NOT_SERVED}))
    assert (row.state, row.reason) == (State.ABSENT, "the cluster knows no GlobalReport")


@pytest.mark.parametrize("outcome", [Outcome.FORBIDDEN, Outcome.UNAVAILABLE])
def test_reports_that_cannot_be_read_are_unknown_and_never_absent(outcome: Outcome) -> None:
    found = status_of(with_reports("a", "b"), seen(others={REPORTS: outcome}))
    assert [(row.report, row.state) for row in found.values()] == [(None, State.UNKNOWN)]


def test_a_right_that_is_missing_is_named() -> None:
    (row,) = status_of(with_reports("a"), seen(others={REPORTS: Outcome.FORBIDDEN})).values()
    assert row.reason == "this login may not list globalreports in API group projectcalico.org"


def test_a_failure_has_the_reason_of_its_pod_and_the_command_that_makes_it_up() -> None:
    ended = {"state": {"terminated": {"exitCode": 1, "reason": "OOMKilled"}}, "name": "reporter"}
    found = seen(
        report("daily", failed()),
        jobs=[job("broken", conditions=[FAILED])],
        pods=[pod("broken", containerStatuses=[ended])],
    )
    row = one(found)
    assert row.state is State.FAILED
    assert "container reporter ended with exit code 1, OOMKilled" in row.reason
    assert row.way_out == (
        "make it by hand: bin/reportctl run daily --stack workshop "
        "--start 2026-11-22T06:08:00Z --end 2026-11-23T06:08:00Z --wait"
    )


def test_without_pods_a_failure_has_the_reason_of_its_job() -> None:
    found = seen(report("daily", failed()), jobs=[job("broken", conditions=[FAILED])], others={PODS: Outcome.FORBIDDEN})
    assert "BackoffLimitExceeded (too often)" in one(found).reason


def test_a_failure_whose_job_is_gone_or_may_not_be_read_says_which() -> None:
    assert "the Job is gone" in one(seen(report("daily", failed()))).reason
    assert (
        "list jobs in API group batch" in one(seen(report("daily", failed()), others={JOBS: Outcome.FORBIDDEN})).reason
    )


def test_a_running_job_says_what_it_waits_for() -> None:
    waiting = {"name": "reporter", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}
    status = {"activeReportJobs": [job_of(TICK, name="slow")], "lastScheduledReportJob": job_of(TICK, name="slow")}
    running = seen(
        report("daily", status, created=TICK - DAY / 4),
        jobs=[job("slow", active=1)],
        pods=[pod("slow", containerStatuses=[waiting])],
        now=TICK + timedelta(minutes=40),
    )
    row = one(running)
    assert (row.state, row.reason) == (
        State.RUNNING,
        "its Job waits for its image: ImagePullBackOff (no such image)",
    )


def test_a_suspended_report_has_the_reason_that_the_stack_file_gives() -> None:
    stated = settings(
        reportSets={"a": {"reports": {"daily": {"reportType": "inventory", "schedule": "8 6 * * *", "suspend": True}}}},
        accept={"SUSPENDED": "the audit is over"},
    )
    row = status_of(stated, seen(report("daily", suspend=True)))["daily"]
    assert (row.state, row.reason) == (State.SUSPENDED, "the audit is over")


def test_a_schedule_that_calico_cannot_read_comes_by_hand_only_and_says_why() -> None:
    row = one(seen(report("daily", schedule="0 0 * * 7")))
    assert (row.state, row.differs) == (State.BY_HAND, True)
    assert "Calico cannot read its schedule '0 0 * * 7'" in row.reason


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"schedule": "9 6 * * *"}, "the cluster has another schedule"),
        ({"suspend": False}, "the cluster has another suspend"),
        (
            {"endpoints": {"selector": "all()"}, "schedule": "9 6 * * *"},
            "the cluster has another endpoints and schedule",
        ),
    ],
)
def test_a_report_that_is_not_as_the_stack_says_differs(changed: dict[str, Any], what: str) -> None:
    row = one(seen(report("daily", made(TICK.replace(minute=9)), **changed)))
    assert (row.state, row.differs, row.fine) == (State.OK, True, False)
    assert row.in_words == f"{what}; write what the stack says: pulumi up"


def test_what_the_api_server_drops_is_no_difference() -> None:
    assert one(seen(report("daily", made(TICK), jobNodeSelector={}))).differs is False


def test_a_report_of_another_stack_differs_and_says_whose_it_is() -> None:
    foreign = report("daily", made(TICK))
    foreign["metadata"]["labels"] = Owner("calico-reporting", "production").labels()
    row = one(seen(foreign))
    assert row.differs is True
    assert "it belongs to stack production of project calico-reporting" in row.reason


def test_a_rendered_report_has_no_labels_and_does_not_differ_for_that() -> None:
    rendered = report("daily", made(TICK))
    rendered["metadata"]["labels"] = {"team": "audit"}
    assert one(seen(rendered)).differs is False


def test_an_instant_before_a_report_was_made_finds_it_absent() -> None:
    row = one(seen(report("daily", created=NOON + DAY)))
    assert (row.state, row.way_out) == (State.ABSENT, "")
    assert "2026-11-24T12:00:00Z" in row.reason


def test_an_instant_that_the_status_has_forgotten_is_unknown() -> None:
    assert one(seen(report("daily", made(TICK + DAY, TICK + 2 * DAY)))).state is State.UNKNOWN


def test_a_report_that_never_came_is_told_with_every_cause_that_can_be_seen() -> None:
    off = seen(report("daily"), others={COMPLIANCE: Outcome.ABSENT, POD_TEMPLATE: Outcome.ABSENT})
    row = one(off)
    assert (row.state, row.reason) == (State.NEVER, "nothing was ever scheduled")
    assert "the compliance feature is off" in row.way_out
    assert "no PodTemplate tigera-compliance/tigera.io.report" in row.way_out


def test_without_a_cause_that_can_be_seen_the_controller_has_to_be_asked() -> None:
    assert "kubectl logs -n tigera-compliance deployment/compliance-controller" in one(seen(report("daily"))).way_out


def role(*resources: str, verbs: tuple[str, ...] = ("get", "update"), group: str = "crd.projectcalico.org") -> Any:
    return {"rules": [{"apiGroups": [group], "resources": list(resources), "verbs": list(verbs)}]}


@pytest.mark.parametrize("source", API_SERVER_ROLES)
def test_a_role_that_cannot_write_the_status_is_a_cause(source: Any) -> None:
    (cause,) = causes(seen(others={source: role("globalreports")}))
    assert f"ClusterRole {source.name} does not let" in cause


@pytest.mark.parametrize(
    "rules",
    [
        role("globalreports", "globalreports/status"),
        role("*"),
        role("globalreports", "*/status"),
        role("globalreports", group="apps"),
        role("felixconfigurations"),
        role("globalreports", verbs=("get",)),
        {"rules": "nonsense"},
        Outcome.FORBIDDEN,
    ],
)
def test_a_role_that_can_or_that_says_nothing_of_reports_is_none(rules: Any) -> None:
    assert causes(seen(others={ROLE: rules})) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ({"expiry": "2026-11-22T00:00:00Z"}, "expired at 2026-11-22T00:00:00Z"),
        ({"features": ["drop-action-override"]}, "lacks feature compliance-reports"),
    ],
)
def test_a_license_that_has_ended_or_lacks_the_feature_is_a_cause(status: dict[str, Any], said: str) -> None:
    (cause,) = causes(seen(others={LICENSE: {"status": status}}))
    assert said in cause


@pytest.mark.parametrize(
    "license_key",
    [
        {},
        {"status": {"expiry": "2027-01-01T00:00:00Z", "features": ["compliance-reports"]}},
        {"status": {"features": ["cnx", "all"]}},
        {"status": {"features": []}},
        {"status": {"expiry": "never", "features": "x"}},
        Outcome.FORBIDDEN,
    ],
)
def test_a_license_that_lasts_or_cannot_be_read_is_none(license_key: Any) -> None:
    assert causes(seen(others={LICENSE: license_key})) == []


@pytest.mark.parametrize("source", [COMPLIANCE, POD_TEMPLATE, ROLE, LICENSE])
@pytest.mark.parametrize("outcome", [Outcome.FORBIDDEN, Outcome.UNAVAILABLE, Outcome.NOT_SERVED])
def test_what_may_not_be_read_is_no_cause(source: Any, outcome: Outcome) -> None:
    assert causes(seen(others={source: outcome})) == []
