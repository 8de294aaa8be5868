"""Why a Job failed or what it waits for, from statuses as Kubernetes writes them."""

from typing import Any

import pytest

from reporting.objects.job_status import Result, job_result, waits_for, why_failed

BACKOFF = {"reason": "BackoffLimitExceeded", "message": "Job has reached the specified backoff limit"}
DEADLINE = {"reason": "DeadlineExceeded", "message": "Job was active longer than specified deadline"}


def job(**failed: str) -> dict[str, Any]:
    conditions = [{"type": "FailureTarget", "status": "True"}, {"type": "Failed", "status": "True", **failed}]
    return {"spec": {"activeDeadlineSeconds": 480}, "status": {"conditions": conditions}}


def pod(*states: dict[str, Any], init: tuple[dict[str, Any], ...] = (), **status: Any) -> dict[str, Any]:
    def statuses(of: tuple[dict[str, Any], ...], prefix: str) -> list[dict[str, Any]]:
        return [{"name": f"{prefix}{number or ''}", "state": state} for number, state in enumerate(of)]

    return {
        "status": {
            "initContainerStatuses": statuses(init, "certificates"),
            "containerStatuses": statuses(states, "reporter"),
            **status,
        }
    }


def ended(code: int, reason: str | None = None, message: str | None = None) -> dict[str, Any]:
    return {"terminated": {"exitCode": code, "reason": reason, "message": message}}


def waiting(reason: str, message: str | None = None) -> dict[str, Any]:
    return {"waiting": {"reason": reason, "message": message}}


UNSCHEDULABLE: dict[str, Any] = {
    "conditions": [
        {
            "type": "PodScheduled",
            "status": "False",
            "reason": "Unschedulable",
            "message": "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.",
        }
    ]
}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (pod(ended(1, "Error")), "container reporter ended with exit code 1, Error"),
        (pod(ended(137, "OOMKilled")), "container reporter ended with exit code 137, OOMKilled"),
        (
            pod(ended(2, "Error", "no report\ncalled daily")),
            "container reporter ended with exit code 2, Error (no report called daily)",
        ),
        (pod(ended(128, None, "exec format error")), "container reporter ended with exit code 128, exec format error"),
        (pod(ended(1)), "container reporter ended with exit code 1"),
        (
            pod(waiting("PodInitializing"), init=(ended(3, "Error"),)),
            "container certificates ended with exit code 3, Error",
        ),
        (pod(ended(0, "Completed"), ended(1, "Error")), "container reporter1 ended with exit code 1, Error"),
        (
            pod(reason="Evicted", message="The node was low on resource: ephemeral-storage."),
            "its Pod ended with Evicted (The node was low on resource: ephemeral-storage.)",
        ),
    ],
)
def test_the_pods_own_reason_is_said(found: dict[str, Any], said: str) -> None:
    assert why_failed(job(**BACKOFF), [found]) == said


def test_without_pods_the_jobs_reason_is_said() -> None:
    said = "BackoffLimitExceeded (Job has reached the specified backoff limit)"
    assert why_failed(job(**BACKOFF), []) == said
    assert why_failed(job(), []) == "the reason is not known"


def test_two_pods_that_failed_alike_are_said_once() -> None:
    alike = pod(ended(1, "Error"))
    assert why_failed(job(**BACKOFF), [alike, alike]) == "container reporter ended with exit code 1, Error"


def test_a_deadline_is_said_with_its_length() -> None:
    running = pod({"running": {"startedAt": "2026-11-23T10:00:00Z"}})
    assert why_failed(job(**DEADLINE), [running]) == "it had not ended after its deadline of 480 s (DeadlineExceeded)"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (pod(waiting("ImagePullBackOff", "Back-off pulling image")), "ImagePullBackOff (Back-off pulling image)"),
        (pod(**UNSCHEDULABLE), "it waits for a node: Unschedulable (0/3 nodes are available"),
    ],
)
def test_a_deadline_is_said_with_what_the_pod_waited_for(found: dict[str, Any], said: str) -> None:
    reason = why_failed(job(**DEADLINE), [found])
    assert reason.startswith("it had not ended after its deadline of 480 s (DeadlineExceeded); it waits for")
    assert said in reason


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (pod(waiting("ErrImagePull", "unauthorized")), "waits for its image: ErrImagePull (unauthorized)"),
        (pod(waiting("InvalidImageName")), "waits for its image: InvalidImageName"),
        (
            pod(waiting("CreateContainerConfigError", 'secret "reporter-tls" not found')),
            'waits for container reporter: CreateContainerConfigError (secret "reporter-tls" not found)',
        ),
        (pod(waiting("ContainerCreating")), ""),
        (pod(waiting("PodInitializing"), init=(waiting("ImagePullBackOff"),)), "waits for its image: ImagePullBackOff"),
        (pod({"running": {}}), ""),
        ({}, ""),
    ],
)
def test_what_a_pod_waits_for_is_said(found: dict[str, Any], said: str) -> None:
    assert waits_for([found]) == said


def test_what_a_pod_says_stays_on_one_line_and_short() -> None:
    reason = why_failed(job(**BACKOFF), [pod(ended(1, "Error", "\x1b[31mred\r\n" + "x" * 5000))])
    assert reason.isprintable()
    assert len(reason) < 700


@pytest.mark.parametrize(
    ("conditions", "result"),
    [
        ([{"type": "Complete", "status": "True"}], Result.SUCCEEDED),
        ([{"type": "Failed", "status": "True"}], Result.FAILED),
        ([{"type": "FailureTarget", "status": "True"}], Result.RUNNING),
        ([{"type": "Suspended", "status": "True"}], Result.RUNNING),
        ([], Result.RUNNING),
    ],
)
def test_a_jobs_result_counts_once_its_pods_have_ended(conditions: list[dict[str, str]], result: Result) -> None:
    assert job_result({"conditions": conditions}) is result
