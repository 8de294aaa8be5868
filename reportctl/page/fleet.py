"""The page of a fleet: all stacks in one table, what needs somebody first, and what is so of each below its line.

Its script sorts and filters, and nothing else: without it the page says the same.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from reportctl.page.rendering import render
from reportctl.show.findings import relative
from reporting.fleet import words
from reporting.fleet.counts import counts
from reporting.fleet.row import MADE, FleetRow, State
from reporting.objects.exceptions import State as ExceptionState
from reporting.status.row import GRAVE

_SCRIPT = Path(__file__).with_name("fleet.js")

_TAGS = {State.WARNING: "warning", State.DRIFT: "warning", State.OK: "fine"}
_EXCEPTION_TAGS = {ExceptionState.OVER: "error"}


def render_fleet(project: str, rows: Sequence[FleetRow], made: datetime) -> str:
    """One HTML document that needs nothing beside it."""
    script = _SCRIPT.read_text(encoding="utf-8")
    return render(
        "fleet.html.j2",
        project=project,
        rows=rows,
        made=made,
        totals={state: sum(row.state is state for row in rows) for state in State},
        reports=sum(row.wanted for row in rows),
        reports_made=sum(row.count(*MADE) for row in rows),
        reports_missed=sum(row.count(*GRAVE) for row in rows),
        words=words,
        State=State,
        count=counts,
        relative=relative,
        order=list(State),
        tag=lambda state: _TAGS.get(state, "error"),
        exception_tag=lambda state: _EXCEPTION_TAGS.get(state, "warning"),
        script=Markup(script),  # noqa: S704 - this project's own
        digest=b64encode(sha256(script.encode()).digest()).decode(),
    )
