"""Why a Job failed, or what it waits for, in a sentence: from the Job and its Pods as the API server has them.

https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-states
https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

Object = Mapping[str, Any]

_BEING_MADE = ("ContainerCreating", "PodInitializing")
_LONGEST_MESSAGE = 600


class Result(StrEnum):
    """What has become of a Job."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RUNNING = "running"


def job_result(status: Mapping[str, Any] | None) -> Result:
    """The result that a Job's status tells."""
    true = _true_conditions(status)
    if "Complete" in true:
        return Result.SUCCEEDED
    return Result.FAILED if "Failed" in true else Result.RUNNING


def why_failed(job: Object, pods: Iterable[Object]) -> str:
    """Why a failed Job failed: its Pod's own reason where there is one, and the Job's."""
    reasons = [reason for pod in pods for reason in _pod_failures(pod)]
    failed = _failure(job)
    if exceeded_deadline(job):
        waited = waits_for(pods)
        reasons += [f"it {waited}"] if waited and not reasons else []
        return _joined([f"it had not ended after its deadline of {_deadline(job)} (DeadlineExceeded)", *reasons])
    return _joined(reasons) or _in_words(failed.get("reason"), failed.get("message")) or "the reason is not known"


def exceeded_deadline(job: Object) -> bool:
    """Whether a Job failed because it had not ended in time."""
    return _failure(job).get("reason") == "DeadlineExceeded"


def waits_for(pods: Iterable[Object]) -> str:
    """What keeps a Job's Pods from running, such as `waits for its image: ImagePullBackOff (...)`; or nothing."""
    return next((found for pod in pods for found in (*_unscheduled(pod), *_waiting(pod))), "")


def _deadline(job: Object) -> str:
    return f"{job.get('spec', {}).get('activeDeadlineSeconds')} s"


def _failure(job: Object) -> Object:
    return _true_conditions(job.get("status")).get("Failed", {})


def _true_conditions(status: Mapping[str, Any] | None) -> dict[str, Object]:
    conditions = (status or {}).get("conditions") or []
    return {condition["type"]: condition for condition in conditions if condition.get("status") == "True"}


def _pod_failures(pod: Object) -> Iterator[str]:
    status = pod.get("status") or {}
    if said := _in_words(status.get("reason"), status.get("message")):
        yield f"its Pod ended with {said}"
    for container in _containers(status):
        ended = (container.get("state") or {}).get("terminated") or {}
        if ended.get("exitCode"):
            yield _exit(container["name"], ended)


def _exit(container: str, ended: Object) -> str:
    said = _in_words(ended.get("reason"), ended.get("message"))
    return f"container {container} ended with exit code {ended['exitCode']}{f', {said}' if said else ''}"


def _unscheduled(pod: Object) -> Iterator[str]:
    for condition in (pod.get("status") or {}).get("conditions") or []:
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            yield f"waits for a node: {_in_words(condition.get('reason'), condition.get('message'))}"


def _waiting(pod: Object) -> Iterator[str]:
    for container in _containers(pod.get("status") or {}):
        waiting = (container.get("state") or {}).get("waiting") or {}
        if waiting.get("reason") and waiting["reason"] not in _BEING_MADE:
            reason = _in_words(waiting["reason"], waiting.get("message"))
            what = "its image" if "Image" in waiting["reason"] else f"container {container['name']}"
            yield f"waits for {what}: {reason}"


def _containers(status: Object) -> list[Object]:
    return [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]


def _in_words(reason: str | None, message: str | None) -> str:
    """`OOMKilled (out of memory)`, or the half of it that is there."""
    said = _one_line(message or "")
    return f"{reason} ({said})" if reason and said else reason or said


def _one_line(text: str) -> str:
    words = "".join(character if character.isprintable() else " " for character in text).split()
    line = " ".join(words)
    return line if len(line) <= _LONGEST_MESSAGE else f"{line[:_LONGEST_MESSAGE]}…"


def _joined(reasons: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(reasons))
