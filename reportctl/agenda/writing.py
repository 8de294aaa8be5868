"""A calendar as a file or on standard output, and what it leaves out."""

import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from reportctl.agenda.ics import ics
from reportctl.show.console import note
from reportctl.show.files import write
from reporting.agenda.events import events, times_unknown
from reporting.objects.plan import Plan
from reporting.spans import listed


def write_calendar(  # noqa: PLR0913
    file: str, project: str, plans: Mapping[str, Plan], after: datetime, count: int, *, quiet: bool
) -> None:
    """Write the events of all stacks; `-` prints them. Raises Failure."""
    text = ics(project, {name: events(wanted, after, count) for name, wanted in plans.items()}, after)
    if file == "-":
        sys.stdout.write(text)
    else:
        write(Path(file), text)
        note(f"wrote {file}", quiet=quiet)
    for name, wanted in plans.items():
        if left_out := times_unknown(wanted):
            said = f"{name}: not in the calendar, because @every counts from its creation: {listed(left_out)}"
            note(said, quiet=quiet)
