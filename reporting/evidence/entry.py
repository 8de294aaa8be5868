"""What an archive has: one entry for each time that a report was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from reporting.dialects.moments import Window


@dataclass(frozen=True, slots=True)
class Entry:
    """A report in an archive, by the archive's own id. `fault` says why it cannot be had, where that is known.

    `formats` are the forms in which it can be had, where the archive names any.
    """

    id: str
    report: str
    window: Window
    formats: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries that were asked for. `faults` say by report, or under no name, why there may be more."""

    entries: tuple[Entry, ...] = ()
    faults: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def faults_of(self, report: str) -> tuple[str, ...]:
        """Why there may be more of a report than its entries here."""
        return (*self.faults.get(report, ()), *self.faults.get("", ()))
