"""A framework as a report set takes it: under which short name, and the names of the reports that it makes."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from reporting.frameworks.model import Basis, Framework


@dataclass(frozen=True, slots=True)
class Supported:
    """A control that a report supports evidence for, and on what basis that is held; `source` where it is cited."""

    framework: str
    short: str
    control: str
    basis: Basis
    source: str | None

    def __str__(self) -> str:
        return f"{self.control} ({self.basis})"


@dataclass(frozen=True, slots=True)
class Preset:
    """A framework and its short name, which its reports' names and its OSCAL ids have in them."""

    short: str
    framework: Framework

    def report_names(self, prefix: str = "") -> dict[str, str]:
        """The type of each report that it makes, by name: `daily-soc2-inventory`."""
        before = f"{prefix}-" if prefix else ""
        return {f"{before}daily-{self.short}-{of_type}": of_type for of_type in self.framework.reports}

    def supported_by(self, report_type: str) -> tuple[Supported, ...]:
        """The controls that reports of a type support evidence for, in the file's order."""
        found = ((name, control.support(report_type)) for name, control in self.framework.controls.items())
        return tuple(
            Supported(self.framework.name, self.short, name, support.basis, support.source)
            for name, support in found
            if support
        )


def in_words(controls: Iterable[Supported]) -> str:
    """Controls by framework: `SOC 2: CC6.1 (inferred), CC6.6 (cited)`."""
    by_framework = groupby(controls, key=lambda one: one.framework)
    return "; ".join(f"{name}: {', '.join(map(str, found))}" for name, found in by_framework)
