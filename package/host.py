"""The process that makes the package's components for the engine.

Not `pulumi.provider.experimental.component_provider_host`: it leaves unknown arguments out, takes a value of another
kind for an empty one, ends at the first that is missing, and shows a traceback with every error.
"""

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.provider import ConstructResult, Provider, main

from components.kubernetes import provider
from package.component import Component
from package.felix_flush import FELIX_FLUSH
from package.report_set import REPORT_SET
from package.reporter_run import REPORTER_RUN
from package.reporting_stack import REPORTING_STACK
from package.schema import schema
from reporting.finding import StackFileError
from reporting.stack.cluster import Cluster

COMPONENTS: dict[str, Component] = {
    component.kind.__name__: component for component in (FELIX_FLUSH, REPORT_SET, REPORTER_RUN, REPORTING_STACK)
}

# Pulumi's name for the package whose resources the components are made of.
_KUBERNETES = "kubernetes"


def serve() -> None:
    """Answer the engine until it ends."""
    main(Package(), sys.argv[1:])


class Package(Provider):
    """All components. Those of one cluster that bring no provider of their own share one, as in a stack."""

    def __init__(self) -> None:
        version = _version()
        super().__init__(version, json.dumps(schema(COMPONENTS, version)))
        self._providers: dict[Cluster, pulumi.ProviderResource] = {}

    def construct(
        self, name: str, resource_type: str, inputs: Any, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """The component of that type. Raises InputPropertiesError, which the engine shows without a traceback."""
        component = COMPONENTS[resource_type.rpartition(":")[2]]
        opts = options or pulumi.ResourceOptions()
        try:
            found = component.inspect(name, inputs, has_provider=_has_provider(opts))
        except StackFileError as error:
            raise InputPropertiesError(_message(error), []) from None
        cluster = found.inspection.plan.settings.cluster
        made, outputs = component.construct(name, found, self._with_provider(opts, cluster))
        return ConstructResult(made.urn, outputs)

    def _with_provider(self, opts: pulumi.ResourceOptions, cluster: Cluster) -> pulumi.ResourceOptions:
        if _has_provider(opts):
            return opts
        if cluster not in self._providers:
            self._providers[cluster] = provider(cluster)
        return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(providers=[self._providers[cluster]]))


def _has_provider(opts: pulumi.ResourceOptions) -> bool:
    return isinstance(opts.providers, dict) and _KUBERNETES in opts.providers


def _message(error: StackFileError) -> str:
    """All of it in one: the engine prints it behind the resource's name."""
    return "".join(f"\n  {finding}" for finding in error.findings)


def _version() -> str:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
