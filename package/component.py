"""A component of the package: its arguments, read and held against the cluster, and the component that they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi

from cluster.gate import Inspection, inspected
from components.log import say
from package.arguments import Arguments
from package.plain import plain
from reporting.finding import Finding, Severity, StackFileError
from reporting.objects.ownership import Owner


@dataclass(frozen=True)
class Found:
    """What the arguments come to on the cluster as it was found, whose it shall be, and what is to be said of it."""

    inspection: Inspection
    owner: Owner
    findings: list[Finding]


Spec = dict[str, Any]
"""A type in a package's schema."""

ANYTHING_BY_NAME: Spec = {"type": "object", "additionalProperties": {"$ref": "pulumi.json#/Any"}}
TEXTS: Spec = {"type": "array", "items": {"type": "string"}}

Make = Callable[[str, Found, pulumi.ResourceOptions], tuple[pulumi.ComponentResource, dict[str, Any]]]


@dataclass(frozen=True)
class Component:
    """One of `components/`, what it takes, what it gives, and how it is made: itself and its outputs."""

    kind: type[pulumi.ComponentResource]
    arguments: Arguments
    outputs: Mapping[str, Spec]
    make: Make

    def inspect(self, name: str, inputs: Mapping[str, object], *, has_provider: bool) -> Found:
        """The arguments, checked as a stack file is, on the cluster that they name.

        Raises StackFileError with every fault, before anything is registered.
        """
        owner = Owner(pulumi.get_project(), pulumi.get_stack())
        settings = self.arguments.settings(name, plain(inputs), has_provider=has_provider)
        inspection = inspected(settings, owner, Path.cwd(), preview=pulumi.runtime.is_dry_run())
        findings = self.arguments.own(name, inspection.findings)
        if errors := [finding for finding in findings if finding.severity is Severity.ERROR]:
            raise StackFileError(errors)
        return Found(inspection, owner, findings)

    def construct(
        self, name: str, found: Found, opts: pulumi.ResourceOptions
    ) -> tuple[pulumi.ComponentResource, dict[str, Any]]:
        """The component and its outputs, and beside it what is to be said of it."""
        made, outputs = self.make(name, found, opts)
        say(found.findings, made)
        return made, outputs
