"""One look that has all there is to say of a stack's cluster: what the stack depends on, and how its reports get on."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from cluster.access import KubeconfigError, resolve
from cluster.look import PreflightError, check_answered, look_beside
from cluster.reading import read
from cluster.reports import seen_in
from cluster.transport.connection import Connection
from cluster.transport.patience import Deadline
from reporting.objects.live import JOBS, LiveCluster
from reporting.objects.ownership import Owner
from reporting.stack.settings import Settings
from reporting.status.seen import Seen
from reporting.status.sources import ALL

FIRST_SECONDS = 10.0
CONNECTIONS = 3


def look_at_whole(
    settings: Settings,
    owner: Owner,
    project: Path,
    turn: AbstractContextManager[object],
    environ: Mapping[str, str] = os.environ,
) -> tuple[LiveCluster, Seen]:
    """Each thing is read once. Nothing is changed.

    The first question, about an API of Kubernetes itself, has 10 s and one connection; only of who answers it is
    everything else asked, in `turn` and over a few. So many clusters that do not answer can be waited for at once, and
    those that do are not held up by each other until they seem not to.
    Raises PreflightError where no cluster is found or none answers.
    """
    try:
        with Connection(resolve(settings.cluster, project, environ), CONNECTIONS) as connection:
            first = read(connection, {JOBS: ""}, Deadline(FIRST_SECONDS))
            check_answered(connection.access, first.by_source.values())
            with turn:
                live, answers = look_beside(connection, settings, owner, ALL, first)
    except KubeconfigError as error:
        raise PreflightError(str(error)) from None
    return live, seen_in(answers)
