"""Calico compliance reporting: a stack's settings, checked, as objects on one cluster."""

from pathlib import Path

import pulumi
from pulumi.runtime.config import get_config_env, get_config_secret_keys_env

from cluster.gate import inspected
from components.kubernetes import provider
from components.log import say
from components.reporting_stack import ReportingStack, ReportingStackArgs
from reporting.finding import StackFileError
from reporting.objects.ownership import Owner
from reporting.source.expansion.bases import with_bases
from reporting.source.expansion.merging import Layer
from reporting.source.load import HERE, settings_of
from reporting.source.runconfig import values_of_run

owner = Owner(pulumi.get_project(), pulumi.get_stack())
try:
    said = with_bases(Layer(values_of_run(get_config_env(), get_config_secret_keys_env(), owner.project)), HERE)
    settings = settings_of(said)
except StackFileError as error:
    say(error.findings)
    raise
found = inspected(settings, owner, Path.cwd(), preview=pulumi.runtime.is_dry_run())
say(said.placed(found.findings))

stack = ReportingStack(
    "reporting",
    ReportingStackArgs(found.plan, owner),
    pulumi.ResourceOptions(providers=[provider(settings.cluster)]),
    live=found.live,
)
for name, value in stack.outputs.items():
    pulumi.export(name, value)
