"""Which controls of SOC 2 and PCI DSS a report supports evidence for. None is satisfied by a report alone.

Cited: Tigera's documentation names the area
(https://docs.tigera.io/calico-enterprise/latest/compliance/overview). Inferred: from the controls' own texts,
AICPA's Trust Services Criteria and PCI DSS v4.0, and what the report contains.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reporting.stack.reports import CIS_BENCHMARK, INVENTORY, NETWORK_ACCESS, POLICY_AUDIT

SOC2 = "SOC 2"
PCI_DSS = "PCI DSS v4.0"


class Basis(StrEnum):
    """Who says that a report supports evidence for a control."""

    CITED = "cited"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Control:
    """A control of a framework, and on what basis a report is held to support evidence for it."""

    framework: str
    number: str
    basis: Basis


def controls_for(report_type: str) -> tuple[Control, ...]:
    """The controls that a report of this type supports evidence for; none for a type of one's own."""
    return _CONTROLS.get(report_type, ())


def _inferred(framework: str, *numbers: str) -> tuple[Control, ...]:
    return tuple(Control(framework, number, Basis.INFERRED) for number in numbers)


def _cited(framework: str, *numbers: str) -> tuple[Control, ...]:
    return tuple(Control(framework, number, Basis.CITED) for number in numbers)


_CONTROLS: Mapping[str, tuple[Control, ...]] = {
    INVENTORY: (*_inferred(SOC2, "CC6.1"), *_inferred(PCI_DSS, "12.5.1", "1.2.5")),
    NETWORK_ACCESS: (
        *_cited(SOC2, "CC6.1", "CC6.6", "CC6.7"),
        *_inferred(PCI_DSS, "1.3.1", "1.3.2", "1.4.1", "1.4.2", "1.2.7"),
    ),
    POLICY_AUDIT: (*_inferred(SOC2, "CC8.1", "CC7.2"), *_inferred(PCI_DSS, "1.2.2", "6.5.1", "10.2", "10.5.1")),
    CIS_BENCHMARK: (*_inferred(SOC2, "CC7.1", "CC6.8"), *_inferred(PCI_DSS, "2.2.1")),
}
