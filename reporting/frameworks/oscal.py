"""Controls in OSCAL: how they are called, and how it is said that a report supports evidence for one.

No document here says that a control is satisfied: no report can tell that by itself.
https://pages.nist.gov/OSCAL-Reference/models/v1.2.0/
"""

from typing import Any

from reporting.frameworks.preset import Supported

VERSION = "1.2.0"
NAMESPACE = "urn:calico-reporting:evidence"


def control_id(short: str, control: str) -> str:
    """A control's id, which in OSCAL begins with a letter: `soc2-cc6.1`."""
    return f"{short}-{control.lower()}"


def supports(control: Supported) -> dict[str, Any]:
    """A property: which control, and as its class the basis."""
    return {**supports_property(f"{control.framework} {control.control}"), "class": control.basis}


def supports_property(value: str) -> dict[str, Any]:
    """A property of this program's own."""
    return {"name": "supports-evidence-for", "ns": NAMESPACE, "value": value}
