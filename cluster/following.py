"""Following Jobs until each has ended: what becomes of them, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from cluster.jobs import Jobs, Seen
from cluster.transport.faults import Refused, Unanswered
from reporting.objects.job_status import Result, exceeded_deadline, job_result, waits_for, why_failed
from reporting.objects.jobs import CONTAINER

LOG_LINES = 12

# Beyond a Job's deadline, for its Pod to be ended and the Job to be marked.
GRACE_SECONDS = 120
_PAUSE_SECONDS = 1.0

Show = Callable[[str, str], None]
"""Where people see what a Job does now: its name, and how it gets on."""

ENDED = "ended"
"""What is shown of a Job that has ended; how, its result says."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What has become of a Job; where it failed, why, and the last lines of its log (or why there are none)."""

    result: Result
    reason: str = ""
    log: tuple[str, ...] = ()
    exceeded_deadline: bool = False


def follow(jobs: Jobs, names: Iterable[str], labels: Mapping[str, str], seconds: float, show: Show) -> dict[str, Ended]:
    """The end of each Job, all of which have these labels. One that has not ended after so many seconds has failed."""
    following = _Following(jobs, list(names), labels, show)
    last = monotonic() + seconds
    while following.pending and monotonic() < last:
        following.look()
        if following.pending:
            sleep(_PAUSE_SECONDS)
    following.give_up(seconds)
    return following.ended


class _Following:
    """What is known so far. Pods are remembered: a Job that reaches its deadline deletes them."""

    def __init__(self, jobs: Jobs, names: list[str], labels: Mapping[str, str], show: Show):
        self.pending = names
        self.ended: dict[str, Ended] = {}
        self._jobs = jobs
        self._labels = labels
        self._pods: dict[str, list[Mapping[str, Any]]] = {}
        self._show = show

    def look(self) -> None:
        try:
            seen = self._jobs.look(self.pending, self._labels)
        except Unanswered as unanswered:
            for name in self.pending:
                self._show(name, f"the cluster does not answer ({unanswered}); it is asked again")
            return
        for name in list(self.pending):
            self._pods[name] = seen.pods.get(name) or self._pods.get(name, [])
            self._look_at(name, seen)

    def give_up(self, seconds: float) -> None:
        for name in list(self.pending):
            self._end(name, Ended(Result.FAILED, f"it has not ended within {seconds:.0f} s, its deadline included"))

    def _look_at(self, name: str, seen: Seen) -> None:
        job = seen.jobs.get(name)
        if job is None:
            self._end(name, Ended(Result.FAILED, "the Job is gone: somebody has deleted it"))
            return
        match job_result(job.get("status")):
            case Result.SUCCEEDED:
                self._end(name, Ended(Result.SUCCEEDED))
            case Result.FAILED:
                self._end(name, self._failed(name, job, seen))
            case Result.RUNNING:
                self._show(name, waits_for(self._pods[name]) or _phase(self._pods[name]))

    def _failed(self, name: str, job: Mapping[str, Any], seen: Seen) -> Ended:
        reason, late = why_failed(job, self._pods[name]), exceeded_deadline(job)
        if not seen.may_list_pods:
            reason = f"{reason} (this login has no right to list pods, which know more)"
            return Ended(Result.FAILED, reason, exceeded_deadline=late)
        return Ended(Result.FAILED, reason, self._log(self._pods[name]), late)

    def _log(self, pods: list[Mapping[str, Any]]) -> tuple[str, ...]:
        if not pods:
            return ("no log: its Pod is gone",)
        pod = pods[-1]
        try:
            lines = self._jobs.log(pod["metadata"]["name"], _container(pod), LOG_LINES)
        except Refused as refused:
            return (_no_log(refused),)
        except Unanswered as unanswered:
            return (f"no log: the cluster does not answer ({unanswered})",)
        return tuple(map(_printable, lines)) or ("no log: it printed nothing",)

    def _end(self, name: str, ended: Ended) -> None:
        self.pending.remove(name)
        self.ended[name] = ended
        self._show(name, ENDED)


def _phase(pods: list[Mapping[str, Any]]) -> str:
    phase = pods[-1].get("status", {}).get("phase") if pods else None
    return {"Running": "running", "Pending": "its Pod starts"}.get(phase or "", "waits for its Pod")


def _container(pod: Mapping[str, Any]) -> str:
    """The container that failed, or else the reporter, or the only one."""
    status = pod.get("status", {})
    statuses = [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]
    failed = [one["name"] for one in statuses if (one.get("state") or {}).get("terminated", {}).get("exitCode")]
    names = [container["name"] for container in pod["spec"]["containers"]]
    return str(next((name for name in (*failed, CONTAINER) if name in (*failed, *names)), names[0]))


def _no_log(refused: Refused) -> str:
    if refused.status == 403:
        return "no log: this login has no right to get pods/log in namespace tigera-compliance"
    return "no log: its Pod is gone" if refused.status == 404 else f"no log: {refused}"


def _printable(line: str) -> str:
    return "".join(character if character.isprintable() else " " for character in line).rstrip()
