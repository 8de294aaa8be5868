"""Exceptions as rows of a table, and as maps for programs."""

from reporting.exceptions.judged import JudgedException

COLUMNS = ("until", "state", "stack", "kind", "what", "report", "reason", "owner", "ticket", "where")


def as_map(one: JudgedException) -> dict[str, str | None]:
    """An exception by column; None stands for what is not stated."""
    stated, terms = one.stated, one.stated.terms
    return {
        "until": stated.until.isoformat() if stated.until else None,
        "state": one.state.value,
        "stack": one.stack,
        "kind": stated.kind.value,
        "what": stated.what,
        "report": stated.report or None,
        "reason": terms.reason if terms else None,
        "owner": terms.owner if terms else None,
        "ticket": terms.ticket if terms else None,
        "where": one.key,
    }
