"""Events of stacks as iCalendar (RFC 5545). Imported where it is made."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import icalendar

from reporting.agenda.events import Event

_NAMESPACE = "urn:calico-reporting:agenda"
_UNITS = (
    ("DAILY", timedelta(days=1)),
    ("HOURLY", timedelta(hours=1)),
    ("MINUTELY", timedelta(minutes=1)),
)


def ics(project: str, stacks: Mapping[str, Iterable[Event]], made: datetime) -> str:
    """A calendar of all stacks' events. The same event has the same UID in each; `made` is the time of all."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//calico-reporting//reportctl schedule//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Compliance reporting, project {project}")
    for stack, events in stacks.items():
        for event in events:
            calendar.add_component(_event(project, stack, event, made))
    return str(calendar.to_ical(), "utf-8")


def _event(project: str, stack: str, event: Event, made: datetime) -> icalendar.Event:
    found = icalendar.Event()
    found.add("uid", str(uuid5(NAMESPACE_URL, "/".join((_NAMESPACE, project, stack, event.id)))))
    found.add("dtstamp", made)
    found.add("dtstart", event.at)
    found.add("summary", f"{event.title} ({stack})")
    found.add("description", event.about)
    found.add("transp", "TRANSPARENT")
    if event.every:
        found.add("rrule", _rule(event.every))
    return found


def _rule(every: timedelta) -> dict[str, str | int]:
    unit, length = next((unit, length) for unit, length in _UNITS if every % length == timedelta(0))
    return {"FREQ": unit, "INTERVAL": every // length}
