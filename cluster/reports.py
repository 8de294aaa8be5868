"""A look at how the reports on a cluster get on. Nothing is changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cluster.access import KubeconfigError, resolve
from cluster.look import PreflightError, check_answered
from cluster.reading import LONGEST_SECONDS, Answers, read
from cluster.transport.connection import Connection
from cluster.transport.patience import Deadline
from reporting.stack.cluster import Cluster
from reporting.status.seen import Seen
from reporting.status.sources import ALL


def look_at_reports(cluster: Cluster, project: Path, environ: Mapping[str, str], at: datetime | None = None) -> Seen:
    """All that the reports' status depends on: one list of each kind, side by side.

    Seen at an instant, or now by the cluster's own clock, which its controller goes by. Raises PreflightError where
    no cluster is found or none answers.
    """
    try:
        with Connection(resolve(cluster, project, environ)) as connection:
            answers = read(connection, dict.fromkeys(ALL, ""), Deadline(LONGEST_SECONDS))
    except KubeconfigError as error:
        raise PreflightError(str(error)) from None
    check_answered(connection.access, answers.by_source.values())
    return seen_in(answers, at)


def seen_in(answers: Answers, at: datetime | None = None) -> Seen:
    """What the answers tell of it."""
    now = (datetime.now(UTC) + answers.clock_skew).replace(microsecond=0)
    outcomes = {source: answer.outcome for source, answer in answers.by_source.items()}
    return Seen(at or now, {source: answers.items(source) for source in ALL}, outcomes)
