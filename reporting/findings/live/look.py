"""Whether the cluster could be looked at, and when."""

from reporting.finding import Code, Finding, Severity

_PROVIDER = "https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/#inputs"
_REFRESH = "https://www.pulumi.com/docs/iac/cli/commands/pulumi_refresh/"

UNREACHABLE = Code(
    "UNREACHABLE", Severity.ERROR, "a cluster that cannot be found or does not answer", _PROVIDER, acceptable=False
)


def unreachable(fault: str) -> Finding:
    """Nobody answered: why, and what to do where the cluster is gone for good.

    A destroy has to run this program, because of its hooks, and would end here again.
    """
    return UNREACHABLE.at(("cluster",), fault, _GONE)


_GONE = "Where the cluster is gone for good, so is its stack: pulumi stack rm --force --preserve-config"

RUNS_UNSEEN = Code("RUNS_UNSEEN", Severity.ERROR, "runs on a cluster that is not looked at", acceptable=False)


def runs_unseen() -> Finding:
    """Jobs would have to be made from a template that nobody has seen."""
    return RUNS_UNSEEN.at(
        ("preflight",),
        "is skip and the stack has runs, whose Jobs are made from the cluster's own PodTemplate. Nothing was changed.",
        f"Set it back: pulumi config set preflight check. {_GONE}",
    )


FIELDS_UNSEEN = Code(
    "FIELDS_UNSEEN", Severity.ERROR, "fields of the operator's objects, set without a look at them", acceptable=False
)


def fields_unseen(key: str) -> Finding:
    """What is there could be lost: days of data, or what the stack has set before."""
    return FIELDS_UNSEEN.at(
        ("preflight",),
        f"is skip and the stack sets {key}, without knowing what that takes away. Nothing was changed.",
        f"Set it back: pulumi config set preflight check. {_GONE}",
    )


REFRESH_FIRST = Code("REFRESH_FIRST", Severity.WARNING, "a refresh that comes before the look at the cluster", _REFRESH)


def refresh_first() -> Finding:
    """`options.refresh: always` refreshes before the program runs, unless the refresh runs the program itself."""
    return REFRESH_FIRST.at(
        (),
        "PULUMI_RUN_PROGRAM is not true: without it (or --run-program) a refresh comes before this look at the "
        "cluster, and takes an outage of Calico's API for the deletion of every report.",
        "Set it: export PULUMI_RUN_PROGRAM=true",
    )
