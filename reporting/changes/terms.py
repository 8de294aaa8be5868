"""The terms of an exception against those before."""

from reporting.finding import Accepted
from reporting.spans import brief


def stated_terms(terms: Accepted) -> str:
    """`is excused: rebuilt (owner platform, until 2027-03-01)`."""
    return f"is excused: {brief(str(terms))}"


def other_terms(old: Accepted | None, new: Accepted | None) -> str:
    """`is excused: rebuilt (until 2027-03-01), instead of: rebuilt (until 2026-12-01)`."""
    if new is None:
        return f"is no longer excused with a reason; before: {_shown(old)}"
    return f"{stated_terms(new)}, instead of: {_shown(old)}"


def _shown(terms: Accepted | None) -> str:
    return brief(str(terms)) if terms else "no reason"
