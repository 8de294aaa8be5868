"""APIs that are away, as a whole or in part, and what is whole afterwards."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from sandbox import ControlPlane
from tests.engine.live import Live
from tests.engine.stacks import WINDOW, Stacks, values

pytestmark = pytest.mark.xdist_group("engine")

API_SERVICE = "apiservice/v3.projectcalico.org"
AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged"
SAID = "Calico's API (projectcalico.org/v3) does not answer, though the Kubernetes API does."


@contextmanager
def calicos_api_away(plane: ControlPlane) -> Iterator[None]:
    """Calico's API as an aggregated one whose Service has nobody behind it; afterwards it is served as before."""
    plane.kubectl("label", API_SERVICE, f"{AUTOMANAGED}-")
    plane.kubectl("create", "service", "clusterip", "calico-api", "--tcp=443", "--namespace=default")
    service = {"name": "calico-api", "namespace": "default"}
    patch = json.dumps({"spec": {"service": service, "insecureSkipTLSVerify": True}})
    plane.kubectl("patch", API_SERVICE, "--type=merge", f"--patch={patch}")
    plane.kubectl("wait", "--for=condition=Available=False", "--timeout=30s", API_SERVICE)
    try:
        yield
    finally:
        plane.kubectl("delete", "service", "calico-api", "--namespace=default")
        plane.kubectl("delete", API_SERVICE)
        plane.kubectl("wait", "--for=create", "--timeout=60s", API_SERVICE)
        plane.kubectl("wait", "--for=condition=Available", "--timeout=60s", API_SERVICE)


def test_with_calicos_api_away_every_verb_says_so_and_loses_nothing(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", "b", runs={"look": {"reports": ["a"], **WINDOW}}))
    assert stack.up().ok
    versions, resources = live.versions(), stack.resources()
    with calicos_api_away(live.control_plane):
        for verb in (stack.preview, stack.up, stack.refresh, partial(stack.destroy, "--refresh=false")):
            answer = verb()
            assert not answer.ok, verb
            assert SAID in answer.said, verb
            assert stack.resources() == resources, verb
    assert live.versions() == versions
    healthy = stack.preview("--expect-no-changes")
    assert healthy.ok, healthy.said


def test_where_pulumi_refreshes_first_the_next_up_on_a_healthy_api_takes_everything_back(
    stacks: Stacks, live: Live
) -> None:
    stack = stacks("team", values("a", "b", runs={"look": {"reports": ["a"], **WINDOW}}))
    stack = stack.with_environment(PULUMI_RUN_PROGRAM="false")
    assert stack.up().ok
    versions, resources = live.versions(), stack.resources()
    with calicos_api_away(live.control_plane):
        up = stack.up()
        assert not up.ok
        assert SAID in up.said
        assert "PULUMI_RUN_PROGRAM=true" in up.said
        assert stack.resources() != resources
    assert live.versions() == versions
    healed = stack.up()
    assert healed.ok, healed.said
    assert healed.to("GlobalReport") == {"a": "import", "b": "import"}
    assert stack.resources() == resources
    assert live.uids() == {name: uid for name, (uid, _) in versions.items()}


def test_a_destroy_refreshes_first_leaves_everything_on_the_cluster_and_is_healed_by_the_next_up(
    stacks: Stacks, live: Live
) -> None:
    stack = stacks("team", values("a", "b"))
    assert stack.up().ok
    versions, resources = live.versions(), stack.resources()
    with calicos_api_away(live.control_plane):
        destroyed = stack.destroy()
        assert not destroyed.ok
        assert SAID in destroyed.said
    assert live.versions() == versions
    assert stack.resources() != resources
    healed = stack.up()
    assert healed.ok, healed.said
    assert stack.resources() == resources
    assert live.uids() == {name: uid for name, (uid, _) in versions.items()}


def test_a_destroy_that_does_not_run_the_program_is_refused_and_loses_nothing(stacks: Stacks, live: Live) -> None:
    stack = stacks("team", values("a", "b")).with_environment(PULUMI_RUN_PROGRAM="false")
    assert stack.up().ok
    versions, resources = live.versions(), stack.resources()
    with calicos_api_away(live.control_plane):
        destroyed = stack.destroy()
        assert not destroyed.ok
        assert "--run-program" in destroyed.said
    assert live.versions() == versions
    assert stack.resources() == resources


def test_an_api_server_that_stops_in_the_middle_of_an_up_leaves_work_that_the_next_one_completes(
    stacks: Stacks, live: Live
) -> None:
    names = [f"report-{number:02}" for number in range(30)]
    stack = stacks("team", values(*names))
    plane = live.control_plane
    stopped: list[str] = []

    def stop_after_the_first_report(text: str) -> None:
        if "GlobalReport" in text and "created" in text and not stopped:
            stopped.append(text)
            plane.pause()

    broken = stack.up("--parallel=2", on_output=stop_after_the_first_report)
    plane.resume()
    assert stopped
    assert not broken.ok
    made = live.uids()
    assert 0 < len(live.reports) < len(names)
    completed = stack.up()
    assert completed.ok, completed.said
    assert sorted(live.reports) == names
    assert live.uids().items() >= made.items()
    again = stack.preview("--expect-no-changes")
    assert again.ok, again.said
