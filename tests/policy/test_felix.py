"""Which fields of FelixConfiguration a program may set."""

from typing import Any

import pytest

from policy.rules.felix import FELIX_FIELDS
from policy.rules.resource import Resource
from reporting.stack.felix import FelixOverrides
from tests.policy.resources import FELIX, FELIX_PATCH, felix, report


def violations(resource: Resource, **config: Any) -> list[str]:
    return list(FELIX_FIELDS.check(resource, FELIX_FIELDS.config(**config)))


def test_the_fields_are_those_that_a_stack_file_can_set() -> None:
    own: dict[str, Any] = {str(field.alias): 1 for field in FelixOverrides.model_fields.values()}
    assert violations(felix(**own)) == []


@pytest.mark.parametrize("of", [FELIX, FELIX_PATCH, "kubernetes:crd.projectcalico.org/v1:FelixConfigurationPatch"])
def test_a_field_that_is_not_reportings_is_refused_by_its_name(of: str) -> None:
    [message] = violations(felix(of=of, bpfEnabled=True, flowLogsFlushInterval="300s", logSeverityScreen="Debug"))
    assert message.startswith("FelixConfiguration/default gets bpfEnabled, logSeverityScreen, and reporting sets")
    assert "felix-fields.fields of policy-config.json" in message


def test_reportings_own_fields_and_those_of_the_team_pass() -> None:
    assert violations(felix(flowLogsFlushInterval="300s", dnsLogsLatency=False)) == []
    assert violations(felix(bpfEnabled=True), fields=["bpfEnabled"]) == []


def test_other_objects_have_other_fields() -> None:
    assert violations(report(bpfEnabled=True)) == []
