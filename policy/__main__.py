"""The policy pack: the rules as Pulumi's engine calls them, set as policy-config.json says."""

import sys
from pathlib import Path

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from rules import RULES
from rules.resource import Resource
from rules.rule import ResourceRule, Rule, StackRule
from team_config import TeamConfigError, team_config

CONFIG = Path(__file__).with_name("policy-config.json")


def policy(rule: ResourceRule | StackRule) -> Policy:
    """A rule in the form that the engine knows."""
    if isinstance(rule, ResourceRule):
        return _resource_policy(rule)
    return _stack_policy(rule)


def _resource_policy(rule: ResourceRule) -> Policy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        for message in rule.check(_resource(args), args.get_config()):
            report(message, None)

    return ResourceValidationPolicy(rule.name, rule.description, validate, config_schema=_schema(rule))


def _stack_policy(rule: StackRule) -> Policy:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        for message in rule.check(map(_resource, args.resources), args.get_config()):
            report(message, None)

    return StackValidationPolicy(rule.name, rule.description, validate, config_schema=_schema(rule))


def _resource(args: ResourceValidationArgs | PolicyResource) -> Resource:
    return Resource(args.urn, args.resource_type, args.props, args.provider.urn if args.provider else "")


def _schema(rule: Rule) -> PolicyConfigSchema | None:
    properties = {name: dict(schema) for name, schema in rule.properties.items()}
    return PolicyConfigSchema(properties) if properties else None


def _initial_config() -> dict[str, EnforcementLevel | dict[str, object]]:
    stated = team_config(CONFIG, {rule.name: rule.properties for rule in RULES})
    return {
        name: {**values, "enforcementLevel": EnforcementLevel(values["enforcementLevel"])}
        for name, values in stated.items()
    }


try:
    PolicyPack(
        "calico-reporting",
        [policy(rule) for rule in RULES],
        EnforcementLevel.MANDATORY,
        initial_config=_initial_config(),
    )
except TeamConfigError as error:
    sys.exit(str(error))
