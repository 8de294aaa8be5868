"""`reportctl import --from-cluster` on servers that have nothing to give, and on one that has."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reporting.objects.plan import plan
from reporting.source.stackfile import read_stack
from sandbox import ControlPlane
from tests.project import ROOT
from tests.sandbox.conftest import Create
from tests.sandbox.servers import EMPTY_LIST, Answering, Reply, serving
from tests.unit.command_line import Ran, Run, run
from tests.unit.stacks import NOW

__all__ = ["run"]

FORBIDDEN = Reply(403, {"kind": "Status", "message": "globalreports is forbidden"})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    return tmp_path


@pytest.fixture
def importing(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The import of a cluster that a kubeconfig's context `shop` leads to."""

    def runs(kubeconfig: Mapping[str, Any]) -> Ran:
        (project / "kubeconfig").write_text(json.dumps(kubeconfig), encoding="utf-8")
        monkeypatch.setenv("KUBECONFIG", str(project / "kubeconfig"))
        return run("import", "--from-cluster", "--context", "shop", "--stack", "shop", "--project", project)

    return runs


def leading_to(server: str) -> dict[str, Any]:
    return {
        "clusters": [{"name": "shop", "cluster": {"server": server}}],
        "contexts": [{"name": "shop", "context": {"cluster": "shop", "user": "me"}}],
        "users": [{"name": "me", "user": {"token": "secret"}}],
    }


def answering(reports: Reply, felix: Reply = EMPTY_LIST) -> Answering:
    return lambda path, _: reports if "globalreports" in path else felix


CASES = [
    (EMPTY_LIST, EMPTY_LIST, "there is no GlobalReport (projectcalico.org/v3) to make a stack of among 0 objects"),
    (FORBIDDEN, EMPTY_LIST, "This login has no right to list globalreports in API group projectcalico.org"),
    (EMPTY_LIST, FORBIDDEN, "This login has no right to list felixconfigurations in API group projectcalico.org"),
    (Reply(404, "404 page not found"), EMPTY_LIST, "The cluster knows no GlobalReport (projectcalico.org/v3)"),
    (Reply(503, "no endpoints"), EMPTY_LIST, "GlobalReport (projectcalico.org/v3) could not be read"),
    (Reply(401, {}), Reply(401, {}), "does not accept its credentials (401)"),
]


@pytest.mark.parametrize(("reports", "felix", "message"), CASES, ids=[message for _, _, message in CASES])
def test_a_cluster_without_reports_to_be_had_is_refused(
    importing: Run, project: Path, reports: Reply, felix: Reply, message: str
) -> None:
    with serving(answering(reports, felix)) as server:
        ran = importing(leading_to(server))
    assert ran.status == 2
    assert message in ran.err
    assert "secret" not in ran.err
    assert not (project / "Pulumi.shop.yaml").exists()


def test_a_cluster_that_cannot_be_reached_is_refused(importing: Run, project: Path) -> None:
    with serving(answering(EMPTY_LIST)) as server:
        pass
    ran = importing(leading_to(server))
    assert ran.status == 2
    assert "cannot be reached" in ran.err
    assert "'kubectl --context shop version' must work" in ran.err
    assert not (project / "Pulumi.shop.yaml").exists()


def test_a_cluster_comes_over_with_what_is_there_to_be_adopted(
    importing: Run, project: Path, control_plane: ControlPlane, create: Create
) -> None:
    create(
        {
            "apiVersion": "projectcalico.org/v3",
            "kind": "GlobalReport",
            "metadata": {"name": "imported-daily", "labels": {"team": "shop"}},
            "spec": {"reportType": "inventory", "schedule": "8 6 * * *"},
        }
    )
    kubeconfig = json.loads(control_plane.kubeconfig.read_text())
    kubeconfig["contexts"] = [{**kubeconfig["contexts"][0], "name": "shop"}]
    ran = importing(kubeconfig)
    assert ran.status == 0, ran.err
    settings = read_stack(project, "shop").settings(NOW)
    assert "imported-daily" in settings.adopt
    assert plan(settings).reports["imported-daily"].labels == {"team": "shop"}
    assert settings.cluster.context == "shop"
