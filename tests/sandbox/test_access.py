"""Each level of access on a real API server, by impersonation: what it may, and what it may not."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reporting.objects.access import sources
from reporting.objects.manifest import Manifest
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from sandbox.errors import SandboxError
from tests.cluster import Kubectl
from tests.project import ROOT
from tests.unit.stacks import with_reports

pytestmark = pytest.mark.xdist_group("access")

OWNER = Owner("calico-reporting", "production")
NAMES = ("access-a", "access-b")
OPERATOR = ("--as=system:serviceaccount:calico-reporting:calico-reporting",)
SOMEBODY = ("--as=somebody@example.com", "--as-group=auditors", "--as-group=system:authenticated")
IN_REPORTER = "--namespace=tigera-compliance"
VIEW, NAMED = {"may": "view"}, {"may": "view", "reports": ["access-a"]}
MANAGE, RUN = {"may": "manage"}, {"may": "run"}

Ask = Callable[..., str]
Grant = Callable[[Mapping[str, Any]], Ask]


def stack(grant: Mapping[str, Any]) -> Settings:
    return with_reports(*NAMES, access={"auditors": {"groups": ["auditors"], **grant}})


def manifests(of: Settings) -> list[Manifest]:
    return list(plan(of).access["auditors"].objects(OWNER).values())


def as_list(objects: list[Manifest]) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})


@pytest.fixture
def reports(kubectl: Kubectl) -> Iterator[None]:
    """Two reports."""
    made = as_list([planned.manifest for planned in plan(with_reports(*NAMES)).reports.values()])
    kubectl("apply", "--server-side", "-f", "-", stdin=made)
    yield
    kubectl("delete", "-f", "-", stdin=made)


@pytest.fixture
def grant(kubectl: Kubectl, reports: None) -> Iterator[Grant]:
    """Grant something to group auditors, and ask as one of them."""
    made: list[str] = []

    def run(stated: Mapping[str, Any]) -> Ask:
        made.append(as_list(manifests(stack(stated))))
        kubectl("apply", "--server-side", "-f", "-", stdin=made[-1])
        return lambda *arguments, stdin=None: str(kubectl(*arguments, *SOMEBODY, stdin=stdin))

    yield run
    for text in made:
        kubectl("delete", "-f", "-", stdin=text)


def refused(ask: Ask, *arguments: str, stdin: str | None = None) -> bool:
    """Whether the API server says no, and for want of a right."""
    with pytest.raises(SandboxError) as error:
        ask(*arguments, stdin=stdin)
    return "Forbidden" in str(error.value) or "forbidden" in str(error.value)


JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: access-probe, namespace: tigera-compliance}
spec:
  suspend: true
  template: {spec: {restartPolicy: Never, containers: [{name: reporter, image: reporter}]}}
"""


def test_nobody_may_anything_without(kubectl: Kubectl, reports: None) -> None:
    def ask(*arguments: str, stdin: str | None = None) -> str:
        return str(kubectl(*arguments, *SOMEBODY, stdin=stdin))

    assert refused(ask, "get", "globalreports")
    assert refused(ask, "get", "globalreport", "access-a")


def test_viewers_of_one_report_get_no_other_and_list_all(grant: Grant) -> None:
    ask = grant(NAMED)
    assert "inventory" in ask("get", "globalreport", "access-a", "-o", "yaml")
    assert refused(ask, "get", "globalreport", "access-b")
    assert {f"globalreport.projectcalico.org/{name}" for name in NAMES} <= set(
        ask("get", "globalreports", "-o", "name").split()
    )
    assert ask("get", "globalreporttype", "inventory", "-o", "name")
    assert refused(ask, "get", "globalreporttype", "cis-benchmark")
    assert refused(ask, "get", "globalreporttypes")


def test_viewers_get_every_report_and_change_none(grant: Grant) -> None:
    ask = grant(VIEW)
    assert ask("get", "globalreport", "access-b", "-o", "name")
    assert ask("get", "globalreports", "-o", "name")
    assert ask("get", "globalreporttype", "cis-benchmark", "-o", "name")
    assert refused(ask, "label", "globalreport", "access-a", "x=y", "--dry-run=server")
    assert refused(ask, "delete", "globalreport", "access-a", "--dry-run=server")
    assert refused(ask, "create", "-f", "-", "--dry-run=server", stdin=JOB)


def test_managers_change_and_delete_reports_and_nothing_else(grant: Grant) -> None:
    ask = grant(MANAGE)
    assert ask("label", "globalreport", "access-a", "x=y", "--dry-run=server")
    assert ask("delete", "globalreport", "access-a", "--dry-run=server")
    assert ask("get", "globalreport", "access-a", "--subresource=status", "-o", "name")
    assert refused(ask, "label", "felixconfiguration", "default", "x=y", "--dry-run=server")
    assert refused(ask, "label", "globalreporttype", "inventory", "x=y", "--dry-run=server")
    assert refused(ask, "create", "-f", "-", "--dry-run=server", stdin=JOB)


def test_who_runs_by_hand_makes_and_follows_jobs_in_the_reporters_namespace_alone(grant: Grant) -> None:
    ask = grant(RUN)
    assert ask("get", "podtemplate", "tigera.io.report", IN_REPORTER, "-o", "name")
    assert ask("create", "-f", "-", "--dry-run=server", stdin=JOB)
    ask("get", "jobs", IN_REPORTER)
    ask("get", "pods", IN_REPORTER)
    assert refused(ask, "create", "-f", "-", "--dry-run=server", stdin=JOB.replace("tigera-compliance", "default"))
    assert refused(ask, "get", "secrets", IN_REPORTER)
    assert refused(ask, "delete", "job", "access-probe", IN_REPORTER, "--dry-run=server")
    assert refused(ask, "get", "globalreports")


@pytest.mark.parametrize("kind", ["groups", "users"])
def test_the_api_server_refuses_a_subject_without_a_name_and_takes_others(kubectl: Kubectl, kind: str) -> None:
    """So what else is refused here is refused for what it means."""
    _, binding = manifests(stack(VIEW))
    for name, taken in (("", False), ("system:anonymous", True), ("a\tb", True)):
        subject = {**binding["subjects"][0], "kind": kind.rstrip("s").capitalize(), "name": name}
        text = json.dumps({**binding, "subjects": [subject]})
        arguments = ("create", "-f", "-", "--dry-run=server")
        if taken:
            kubectl(*arguments, stdin=text)
        else:
            with pytest.raises(SandboxError, match=r"subjects\[0\]\.name: Required"):
                kubectl(*arguments, stdin=text)


@pytest.fixture
def commands(kubectl: Kubectl) -> Iterator[None]:
    """The rights that docs/access.md says to grant to the accounts of docs/rbac.yaml."""
    kubectl("apply", "-f", str(ROOT / "docs/rbac.yaml"))
    page = Path(ROOT / "docs/access.md").read_text(encoding="utf-8").replace("\\\n", " ")
    found = [line.split()[1:] for line in re.findall(r"^kubectl create \w+binding .*$", page, re.MULTILINE)]
    assert found
    for command in found:
        kubectl(*command)
    yield
    for command in found:
        kubectl("delete", *command[1:3], *[part for part in command if part.startswith("--namespace")])


def apply(kubectl: Kubectl, objects: list[Manifest]) -> None:
    arguments = ("apply", "--server-side", "--dry-run=server", "-f", "-")
    for manifest in objects:
        kubectl(*arguments, *OPERATOR, stdin=json.dumps(manifest))


def test_granting_takes_a_right_of_its_own(kubectl: Kubectl) -> None:
    kubectl("apply", "-f", str(ROOT / "docs/rbac.yaml"))
    with pytest.raises(SandboxError, match="Forbidden"):
        apply(kubectl, manifests(stack(VIEW)))


@pytest.mark.parametrize("level", [VIEW, NAMED, MANAGE, RUN], ids=["view", "named", "manage", "run"])
def test_with_it_each_level_can_be_granted_and_taken_away(
    kubectl: Kubectl, commands: None, level: Mapping[str, Any]
) -> None:
    of = stack(level)
    for manifest in manifests(of):
        kubectl("apply", "--server-side", "-f", "-", *OPERATOR, stdin=json.dumps(manifest))
    for source in sources("auditors", of.access["auditors"], OWNER):
        place = [f"--namespace={source.namespace}"] if source.namespace else []
        kubectl("get", source.plural, str(source.name), *place, *OPERATOR, "-o", "name")
        kubectl("delete", source.plural, str(source.name), *place, *OPERATOR)


def test_nothing_can_be_handed_on_but_rights_on_reports(kubectl: Kubectl, commands: None) -> None:
    role, binding = manifests(stack(VIEW))
    secrets = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}
    with pytest.raises(SandboxError, match="attempting to grant RBAC permissions not currently held"):
        apply(kubectl, [{**role, "rules": [secrets]}])
    with pytest.raises(SandboxError, match="attempting to grant RBAC permissions not currently held"):
        apply(kubectl, [{**binding, "roleRef": {**binding["roleRef"], "name": "cluster-admin"}}])
    with pytest.raises(SandboxError, match="Forbidden"):
        kubectl("delete", "clusterrole", "view", "--dry-run=server", *OPERATOR)
