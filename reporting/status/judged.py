"""Why a report's state is what it is, and what to do about it, from all that was seen on its cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.dialects.moments import rfc3339
from reporting.evidence.lateness import Standing, State
from reporting.evidence.report_status import ReportJob
from reporting.objects.job_status import waits_for, why_failed
from reporting.objects.jobs import NAMESPACE
from reporting.objects.live import JOBS, Outcome
from reporting.objects.ownership import owner_in_words
from reporting.objects.reports import PlannedReport
from reporting.spans import listed
from reporting.status.causes import LOOK_AT_CONTROLLER, causes
from reporting.status.differences import LABELS
from reporting.status.row import Row
from reporting.status.seen import Object, Seen, SeenReport


@dataclass(frozen=True)
class Judged:
    """A report that is on the cluster: as it is wanted, as it was seen, and what that means."""

    stack: str
    planned: PlannedReport
    report: SeenReport
    seen: Seen
    found: Standing
    differing: Sequence[str]

    def row(self) -> Row:
        """It in one line; its clauses without their stops."""
        return Row(
            stack=self.stack,
            report=self.planned.name,
            state=self.found.state,
            differs=bool(self.differing),
            made=self.found.made,
            next_output=self.found.next_output,
            late_by=self.found.late_by,
            reason="; ".join(filter(None, [self._reason(), self._difference()])),
            way_out="; ".join(filter(None, [self._way_out(), self._way_back()])),
        )

    def _reason(self) -> str:
        match self.found:
            case Standing(state=State.FAILED, about=ReportJob() as job):
                return f"{self.found.reason}: {self._why_failed(job)}"
            case Standing(state=State.LATE | State.RUNNING, about=ReportJob() as job):
                waited = waits_for(self._pods(job))
                return f"its Job {waited}" if waited else self.found.reason
            case Standing(state=State.SUSPENDED | State.BY_HAND):
                return self.planned.reason or self.found.reason
        return self.found.reason

    def _why_failed(self, job: ReportJob) -> str:
        if found := self.seen.jobs.get(job.job or ""):
            return why_failed(found, self._pods(job))
        if self.seen.outcome(JOBS) is Outcome.FOUND:
            return "why cannot be told any more, because the Job is gone"
        return f"why is not known, because Jobs could not be read (it takes the right to {JOBS.right})"

    def _pods(self, job: ReportJob) -> list[Object]:
        return self.seen.pods.get(job.job or "", [])

    def _way_out(self) -> str:
        match self.found:
            case Standing(state=State.FAILED, about=ReportJob(start=start, end=end)) if start:
                window = f"--start {rfc3339(start)} --end {rfc3339(end)}"
                return f"make it by hand: bin/reportctl run {self.planned.name} --stack {self.stack} {window} --wait"
            case Standing(state=State.LATE, about=ReportJob(job=str(name))):
                return f"see what it does: kubectl describe job -n {NAMESPACE} {name}"
            case Standing(state=State.NEVER | State.LATE):
                return "; ".join(causes(self.seen)) or LOOK_AT_CONTROLLER
        return ""

    def _difference(self) -> str:
        if LABELS in self.differing:
            return f"on the cluster it belongs to {owner_in_words(self.report.labels)}"
        return f"the cluster has another {listed(self.differing)}" if self.differing else ""

    def _way_back(self) -> str:
        if LABELS in self.differing:
            return "take it over or rename it: pulumi preview says how"
        return "write what the stack says: pulumi up" if self.differing else ""
