"""What the cluster tells of reports that are not archived; what it told once is kept, because it forgets."""

import os
from pathlib import Path

from cluster.reports import look_at_reports
from reportctl.evidence.assembly import Told
from reporting.evidence.manifest import Known
from reporting.stack.cluster import Cluster
from reporting.status.seen import Seen


def told_now(cluster: Cluster, project: Path) -> Told:
    """Failed Jobs and when the reports were made. Raises PreflightError where the cluster cannot be looked at."""
    seen: Seen = look_at_reports(cluster, project.absolute(), os.environ)
    return Told(
        {name: {job.end: job.job for job in report.status.failed if job.job} for name, report in seen.reports.items()},
        {name: report.created for name, report in seen.reports.items() if report.created},
    )


def together(known: Known, now: Told) -> Told:
    """What was told at any time. Of two times of a report's making the first known counts."""
    names = {*known.failed, *now.failed}
    failed = {name: {**now.failed.get(name, {}), **known.failed.get(name, {})} for name in names}
    return Told(failed, {**now.created, **known.created})
