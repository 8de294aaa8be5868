"""Who may do what, in words."""

from reporting.spans import listed
from reporting.stack.access import Grant, May


def right_in_words(grant: Grant) -> str:
    """What may be done: `view every report`."""
    match grant.may:
        case May.VIEW if grant.reports is not None:
            noun = "report" if len(grant.reports) == 1 else "reports"
            return f"view {noun} {listed(grant.reports)}"
        case May.VIEW:
            return "view every report of the cluster"
        case May.MANAGE:
            return "create, change and delete every report of the cluster"
        case May.RUN:
            return "run reports by hand"


def subjects(grant: Grant) -> list[str]:
    """Who may, each with its kind: `group auditors`."""
    kinds = (("group", grant.groups), ("user", grant.users), ("service account", grant.service_accounts))
    return [f"{kind} {name}" for kind, names in kinds for name in dict.fromkeys(names)]


def grant_in_words(grant: Grant) -> str:
    """Both in a sentence: `group auditors may view every report`."""
    return f"{listed(subjects(grant))} may {right_in_words(grant)}"
