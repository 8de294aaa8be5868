"""Calico compliance reporting: a stack's settings, checked, as objects on one cluster."""

from pathlib import Path

import pulumi
from pulumi.runtime.config import get_config_env, get_config_secret_keys_env

from components.cluster import provider
from components.diagnostics import show
from components.inspection import inspected_cluster
from components.preflight import PreflightError
from components.reporting_stack import ReportingStack, ReportingStackArgs
from reporting.advice import advise
from reporting.ownership import Owner
from reporting.problems import StackFileError
from reporting.runconfig import values_of_run
from reporting.settings import load

owner = Owner(pulumi.get_project(), pulumi.get_stack())
try:
    settings = load(values_of_run(get_config_env(), get_config_secret_keys_env()))
    show(advise(settings))
    live = inspected_cluster(settings, owner, Path.cwd(), preview=pulumi.runtime.is_dry_run())
except (StackFileError, PreflightError) as error:
    raise pulumi.RunError(str(error)) from None

stack = ReportingStack(
    "reporting",
    ReportingStackArgs(settings, owner, live),
    pulumi.ResourceOptions(providers=[provider(settings.cluster)]),
)
for name, value in stack.outputs.items():
    pulumi.export(name, value)
