"""A resource as a Pulumi program registers it, and which of Calico's objects it is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# As any Pulumi language and any way of making Kubernetes objects writes the type: directly, from YAML, from a chart.
_TYPE = re.compile(r"kubernetes:(?:crd\.)?projectcalico\.org/[^:/]+:(?P<kind>GlobalReport|FelixConfiguration)(Patch)?")
_FELIX_FLUSH = "calico-reporting:index:FelixFlush"


@dataclass(frozen=True)
class Resource:
    """One resource: its URN, its type, what it is given, and the URN of its provider, which stands for the cluster."""

    urn: str
    type: str
    props: Mapping[str, Any]
    provider: str = ""

    @property
    def stack(self) -> str:
        return self.urn.split("::")[0].removeprefix("urn:pulumi:")

    @property
    def name(self) -> str:
        """The object's name in Kubernetes."""
        return str(self.metadata.get("name", ""))

    @property
    def metadata(self) -> Mapping[str, Any]:
        return _map(self.props.get("metadata"))

    @property
    def annotations(self) -> Mapping[str, Any]:
        return _map(self.metadata.get("annotations"))

    @property
    def labels(self) -> Mapping[str, Any]:
        return _map(self.metadata.get("labels"))

    @property
    def spec(self) -> Mapping[str, Any]:
        return _map(self.props.get("spec"))

    @property
    def is_report(self) -> bool:
        """Whether it is a GlobalReport, or a patch of one."""
        return self._kind == "GlobalReport"

    @property
    def is_felix(self) -> bool:
        """Whether it is a FelixConfiguration, or a patch of one."""
        return self._kind == "FelixConfiguration"

    @property
    def is_patch(self) -> bool:
        """Whether it states some fields of an object that is made elsewhere."""
        return self.type.endswith("Patch")

    @property
    def is_felix_flush(self) -> bool:
        """Whether it is the component of this project that sets log-flush intervals."""
        return self.type == _FELIX_FLUSH

    @property
    def in_felix_flush(self) -> bool:
        """Whether that component made it; a URN has the types of all parents."""
        return _FELIX_FLUSH in self.urn.split("::")[2].split("$")[:-1]

    @property
    def _kind(self) -> str | None:
        match = _TYPE.fullmatch(self.type)
        return match["kind"] if match else None


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
