"""Who may do what: what a stack file may say of it, the objects it makes, and how a change reads."""

from typing import Any

import pytest

from components.access import Access, AccessArgs
from reporting.dialects.names import access_object_name
from reporting.finding import StackFileError
from reporting.objects.access import sources
from reporting.objects.live import LiveCluster, Outcome
from reporting.objects.ownership import Owner
from reporting.objects.plan import plan
from reporting.stack.settings import Settings
from tests.unit.registrations import Registrations, registered
from tests.unit.stacks import INVENTORY, compared, examined, with_reports

OWNER = Owner("calico-reporting", "workshop")
AUDITORS: dict[str, Any] = {
    "may": "view",
    "reports": ["a", "b"],
    "groups": ["auditors"],
    "users": ["ann@example.com"],
    "serviceAccounts": ["audit/exporter"],
}
NAME = "calico-reporting:workshop:auditors"


def stack(**grants: Any) -> Settings:
    return with_reports("a", "b", "c", access=grants)


def registrations(of: Settings, live: LiveCluster | None = None) -> Registrations:
    def program() -> None:
        for name, planned in plan(of).access.items():
            Access(name, AccessArgs(planned, OWNER), live=live)

    return registered(program)


def refusal(**grant: Any) -> str:
    with pytest.raises(StackFileError) as refused:
        stack(auditors={"may": "view", "groups": ["auditors"], **grant})
    [finding] = refused.value.findings
    return str(finding)


def test_viewers_of_named_reports_get_these_and_their_types_alone() -> None:
    [role] = registrations(stack(auditors=AUDITORS)).of("ClusterRole")
    assert role.inputs["rules"] == [
        {"apiGroups": ["projectcalico.org"], "resources": ["globalreports"], "verbs": ["list"]},
        {
            "apiGroups": ["projectcalico.org"],
            "resources": ["globalreports"],
            "verbs": ["get"],
            "resourceNames": ["a", "b"],
        },
        {
            "apiGroups": ["projectcalico.org"],
            "resources": ["globalreporttypes"],
            "verbs": ["get"],
            "resourceNames": [INVENTORY["reportType"]],
        },
    ]


def test_a_binding_leads_from_its_role_to_every_subject_once() -> None:
    doubled = {**AUDITORS, "groups": ["auditors", "auditors"]}
    [binding] = registrations(stack(auditors=doubled)).of("ClusterRoleBinding")
    group = "rbac.authorization.k8s.io"
    assert binding.inputs["roleRef"] == {"apiGroup": group, "kind": "ClusterRole", "name": NAME}
    assert binding.inputs["subjects"] == [
        {"kind": "Group", "apiGroup": group, "name": "auditors"},
        {"kind": "User", "apiGroup": group, "name": "ann@example.com"},
        {"kind": "ServiceAccount", "name": "exporter", "namespace": "audit"},
    ]


def test_running_by_hand_is_granted_in_the_reporters_namespace_alone() -> None:
    seen = registrations(stack(operators={"may": "run", "groups": ["operators"]}))
    objects = [one for one in seen.all if one.custom]
    assert {one.type for one in objects} == {
        "kubernetes:rbac.authorization.k8s.io/v1:Role",
        "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
    }
    assert {one.metadata["namespace"] for one in objects} == {"tigera-compliance"}


def test_objects_are_named_after_the_stack_and_carry_its_labels() -> None:
    objects = [one for one in registrations(stack(auditors=AUDITORS)).all if one.custom]
    assert [(one.name, one.parent, one.metadata["name"]) for one in objects] == [(NAME, "auditors", NAME)] * 2
    assert all(one.metadata["labels"] == OWNER.labels() for one in objects)
    assert not any(one.retain_on_delete or one.import_id for one in objects)


@pytest.mark.parametrize(("may", "place"), [("view", ""), ("run", "tigera-compliance/")])
def test_what_is_live_is_taken_back(may: str, place: str) -> None:
    of = stack(auditors={"may": may, "groups": ["auditors"]})
    found = sources("auditors", of.access["auditors"], OWNER)
    seen = registrations(of, LiveCluster(outcomes=dict.fromkeys(found, Outcome.FOUND)))
    assert [one.import_id for one in seen.all if one.custom] == [f"{place}{NAME}"] * 2


def test_no_two_entries_of_any_stacks_share_a_name() -> None:
    assert access_object_name("a", "b-c", "d") != access_object_name("a", "b", "c-d")


def test_long_names_are_cut_and_stay_distinct() -> None:
    one, other = (access_object_name("p" * 100, f"s{number}" * 50, "a") for number in (1, 2))
    assert one != other
    assert max(len(one), len(other)) <= 63


@pytest.mark.parametrize(
    ("grant", "message"),
    [
        ({"may": "admin"}, "access.auditors.may: 'admin' is none of view, manage, run"),
        ({"groups": []}, "access.auditors: names nobody who may. Write groups: [auditors]"),
        ({"groups": [""]}, "access.auditors.groups[0]: '' names nobody; the API server refuses an empty group"),
        ({"groups": ["  "]}, "names nobody"),
        ({"groups": ["a\tb"]}, "a sign that nobody can see"),
        ({"users": ["ann "]}, "access.auditors.users[0]: 'ann ' has a blank at an end"),
        ({"groups": ["system:masters"]}, "may do everything already"),
        ({"groups": ["system:authenticated"]}, "it is everybody with any login"),
        ({"groups": ["system:unauthenticated"]}, "without a login"),
        ({"users": ["system:anonymous"]}, "without a login"),
        ({"groups": ["system:nodes"]}, "are reserved"),
        ({"users": ["system:serviceaccount:ns:x"]}, "is a service account, not a user. Write serviceAccounts: [ns/x]"),
        (
            {"serviceAccounts": ["exporter"]},
            "serviceAccounts[0]: 'exporter' is not a service account, which has a",
        ),
        ({"serviceAccounts": ["Audit/exporter"]}, "is not a service account"),
        ({"serviceAccounts": ["audit/a/b"]}, "is not a service account"),
        ({"reports": []}, "access.auditors.reports: an empty list gives no report"),
        ({"reports": ["gone"]}, "access.auditors.reports[0]: 'gone' is no report of this stack"),
        ({"may": "manage", "reports": ["a"]}, "only viewing can be given report by report"),
    ],
)
def test_what_cannot_be_granted_is_refused_with_the_way_out(grant: dict[str, Any], message: str) -> None:
    assert message in refusal(**grant)


def test_an_entry_is_called_as_objects_can_be() -> None:
    with pytest.raises(StackFileError, match=r"'The Auditors' is not the name of an entry.*Write the-auditors"):
        stack(**{"The Auditors": AUDITORS})


def test_without_compliance_nobody_is_granted_anything() -> None:
    assert plan(with_reports("a", "b", access={"auditors": AUDITORS}, compliance="absent")).access == {}


def labelled(labels: dict[str, str]) -> LiveCluster:
    role, _ = sources("auditors", stack(auditors=AUDITORS).access["auditors"], OWNER)
    return LiveCluster(outcomes={role: Outcome.FOUND}, items={role: ({"metadata": {"labels": labels}},)})


def test_a_role_of_somebody_else_is_refused_and_ones_own_is_not() -> None:
    of = stack(auditors=AUDITORS)
    [found] = examined(of, OWNER, labelled(Owner("calico-reporting", "other").labels()))
    assert found.code == "EXISTS"
    assert f"ClusterRole {NAME} exists already and belongs to stack other" in found.what
    assert f"kubectl delete clusterroles {NAME}" in found.remedy
    assert examined(of, OWNER, labelled(OWNER.labels())) == []


def test_a_binding_that_leads_to_another_role_is_refused() -> None:
    of = stack(auditors=AUDITORS)
    _, binding = sources("auditors", of.access["auditors"], OWNER)
    item = {"metadata": {"labels": OWNER.labels()}, "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}}
    [found] = examined(of, OWNER, LiveCluster(outcomes={binding: Outcome.FOUND}, items={binding: (item,)}))
    assert found.code == "BOUND_ELSEWHERE"
    assert "leads to ClusterRole cluster-admin" in found.what
    own = {**item, "roleRef": {"kind": "ClusterRole", "name": NAME}}
    assert examined(of, OWNER, LiveCluster(outcomes={binding: Outcome.FOUND}, items={binding: (own,)})) == []


def test_a_role_is_there_before_its_binding() -> None:
    seen = registrations(stack(auditors=AUDITORS))
    [before] = seen.one("ClusterRoleBinding", NAME).depends_on
    assert before.endswith(f":ClusterRole::{NAME}")
    assert seen.one("ClusterRole", NAME).depends_on == []


def test_a_binding_is_never_replaced_for_the_role_that_it_leads_to() -> None:
    seen = registrations(stack(auditors=AUDITORS))
    assert seen.one("ClusterRoleBinding", NAME).ignore_changes == ["roleRef"]
    assert seen.one("ClusterRole", NAME).ignore_changes == []


def test_roles_that_may_not_be_looked_at_are_said_once() -> None:
    of = stack(auditors=AUDITORS, managers={"may": "manage", "groups": ["platform"]})
    forbidden = {source: Outcome.FORBIDDEN for name in of.access for source in sources(name, of.access[name], OWNER)}
    [found] = examined(of, OWNER, LiveCluster(outcomes=forbidden))
    assert found.code == "UNSEEN"
    assert "no right to get clusterroles" in found.what


def sentences(before: Settings, after: Settings) -> list[str]:
    return [change.sentence for change in compared(before, after)]


def test_a_widening_of_access_is_said_and_who_loses_what_too() -> None:
    one, two = {**AUDITORS, "reports": ["a"]}, {**AUDITORS, "groups": ["auditors", "everybody"], "users": []}
    assert sentences(stack(), stack(auditors=one)) == [
        "access granted: group auditors, user ann@example.com and service account audit/exporter may view report a"
    ]
    assert sentences(stack(auditors=one), stack(auditors=two)) == [
        "access granted: group everybody may view reports a and b",
        "access: user ann@example.com may no longer view report a",
        "access: group auditors and service account audit/exporter may view reports a and b instead of view report a",
    ]
    assert sentences(stack(auditors={"may": "run", "users": ["a"]}), stack()) == [
        "access: user a may no longer run reports by hand"
    ]
