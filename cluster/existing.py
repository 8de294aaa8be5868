"""The GlobalReports and FelixConfigurations that a cluster has, whole, to make a stack file of them."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cluster.access import KubeconfigError, resolve
from cluster.look import PreflightError, check_answered
from cluster.reading import LONGEST_SECONDS, Answers, read
from cluster.transport.connection import Connection
from cluster.transport.patience import Deadline
from reporting.objects.live import FELIX, REPORTS, Outcome, Source
from reporting.stack.cluster import Cluster


def existing(cluster: Cluster, project: Path, environ: Mapping[str, str] = os.environ) -> list[dict[str, Any]]:
    """Every object of the two kinds. Raises PreflightError where there are no GlobalReports to be had."""
    try:
        with Connection(resolve(cluster, project, environ)) as connection:
            answers = read(connection, {REPORTS: "", FELIX: ""}, Deadline(LONGEST_SECONDS))
            check_answered(connection.access, answers.by_source.values())
    except KubeconfigError as error:
        raise PreflightError(str(error)) from None
    _check_readable(answers)
    return [_whole(source, item) for source in (FELIX, REPORTS) for item in answers.items(source)]


def _check_readable(answers: Answers) -> None:
    for source in (REPORTS, FELIX):
        outcome = answers.by_source[source].outcome
        if outcome is not Outcome.FOUND:
            raise PreflightError(f"{_FAULTS[outcome].format(source=source)} Nothing was written.")


_FAULTS = {
    Outcome.FORBIDDEN: (
        "This login has no right to {source.right}, and without seeing them all a stack file would leave some out. "
        "Have that right granted (docs/rbac.yaml), or have somebody who has it run: "
        "kubectl get globalreports,felixconfigurations -o yaml"
    ),
    Outcome.NOT_SERVED: (
        "The cluster knows no {source.kind} (projectcalico.org/v3): it is another cluster than you think, or its "
        "Calico has no compliance reports, or its API server is not installed. Check the context."
    ),
    Outcome.UNAVAILABLE: (
        "{source.kind} (projectcalico.org/v3) could not be read, because Calico's API does not answer. Run this again "
        "when 'kubectl get apiservice v3.projectcalico.org' says True."
    ),
    Outcome.ABSENT: "The cluster has no {source.kind}.",
}


def _whole(source: Source, item: Mapping[str, Any]) -> dict[str, Any]:
    """As kubectl prints it: the items of a list come without their kind."""
    return {"apiVersion": f"{source.group}/{source.version}", "kind": source.kind, **item}
