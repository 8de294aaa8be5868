"""Options that are instants, such as --from, which several verbs have."""

from datetime import datetime

from reportctl.show.failure import Failure
from reporting.dialects.moments import parse_instant
from reporting.quote import quoted

_YEARS = range(1970, 9000)


def since_instant(text: str, option: str = "--from") -> datetime:
    """What the option says, in years that every calendar of the command line can hold. Raises Failure."""
    try:
        instant = parse_instant(text)
    except ValueError as error:
        raise Failure(f"{option}: {error}") from None
    if instant.year not in _YEARS:
        raise Failure(f"{option}: {quoted(text)} is not between {_YEARS.start} and {_YEARS.stop}.")
    return instant
