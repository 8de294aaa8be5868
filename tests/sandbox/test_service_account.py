"""An auditor's account as docs/evidence.md has it, and its token, on a real API server."""

import json
import re
from collections.abc import Iterator

import pytest

from cluster.archive.service_account import service_account_token
from cluster.archive.source import ArchiveError
from reporting.stack.cluster import Cluster
from sandbox import ControlPlane
from tests.cluster import Kubectl
from tests.project import ROOT

PAGE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
AUDITOR = "system:serviceaccount:calico-reporting:auditor"


@pytest.fixture
def account(kubectl: Kubectl) -> Iterator[None]:
    (rights,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: calico-reporting}\n"
    kubectl("apply", "-f", "-", stdin=f"{namespace}---\n{rights}")
    yield
    kubectl("delete", "-f", "-", stdin=rights)


def token(plane: ControlPlane, name: str) -> str:
    cluster = Cluster.model_validate({"name": "sandbox", "kubeconfig": plane.kubeconfig.name})
    return service_account_token(cluster, plane.kubeconfig.parent, {}, "calico-reporting", name)


@pytest.mark.usefixtures("account")
def test_a_token_is_had_of_the_account_that_is_named(control_plane: ControlPlane, kubectl: Kubectl) -> None:
    review = {
        "apiVersion": "authentication.k8s.io/v1",
        "kind": "TokenReview",
        "spec": {"token": token(control_plane, "auditor")},
    }
    status = kubectl("create", "-o", "json", "-f", "-", stdin=json.dumps(review))["status"]
    assert (status["authenticated"], status["user"]["username"]) == (True, AUDITOR)


@pytest.mark.usefixtures("account")
def test_the_account_may_view_and_download_and_nothing_else(kubectl: Kubectl) -> None:
    rights = kubectl("auth", "can-i", "--list", "--as", AUDITOR)
    lines = {tuple(line.split()) for line in rights.splitlines() if "projectcalico.org" in line}
    assert {(words[0], words[-1]) for words in lines} == {
        ("globalreports.projectcalico.org", "list]"),
        ("globalreporttypes.projectcalico.org", "[get]"),
    }


def test_an_account_that_is_not_there_is_an_error_with_another_way(control_plane: ControlPlane) -> None:
    with pytest.raises(
        ArchiveError, match=r"no token was had for service account calico-reporting/nobody.*kubectl create"
    ):
        token(control_plane, "nobody")
