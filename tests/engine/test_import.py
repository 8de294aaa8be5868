"""A cluster whose reports were made by kubectl, imported into a stack file and taken over by its stack."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reporting.objects.ownership import Owner
from sandbox import ControlPlane
from tests.engine.driver import Result, Stack
from tests.engine.live import Live, Objects
from tests.engine.stacks import Stacks
from tests.unit.command_line import Run, run

__all__ = ["run"]
pytestmark = pytest.mark.xdist_group("engine")

SHOP = {"namespaces": {"names": ["shop"]}}
SOC2 = {"selector": "soc2 == 'true' && !has(exempt)", "serviceAccounts": {"selector": "team in {'a', 'b'}"}}
CIS_NUMBERS = {"highThreshold": 100, "medThreshold": 50, "numFailedTests": 5}

SPECS: dict[str, dict[str, Any]] = {
    "inventory": {"reportType": "inventory", "schedule": "8 6 * * *", "endpoints": SHOP},
    "access": {"reportType": "network-access", "schedule": "0 1 * * *", "endpoints": SHOP},
    "audit": {"reportType": "policy-audit", "schedule": "@daily", "endpoints": SHOP, "suspend": True},
    "resumed": {"reportType": "inventory", "schedule": "5 6 * * 1-5", "endpoints": SHOP, "suspend": False},
    "soc2": {"reportType": "inventory", "schedule": "10 2 * * *", "endpoints": SOC2},
    "by-hand": {"reportType": "network-access", "endpoints": SOC2},
    "everything": {"reportType": "inventory", "schedule": "20 2 * * *"},
    "workers": {
        "reportType": "inventory",
        "schedule": "30 2 * * *",
        "jobNodeSelector": {"kubernetes.io/os": "linux", "node-role.kubernetes.io/worker": ""},
    },
    "cis": {
        "reportType": "cis-benchmark",
        "schedule": "40 2 * * *",
        "cis": {
            "includeUnscoredTests": True,
            "resultsFilters": [
                {"benchmarkSelection": {"kubernetesVersion": "1.30"}, "exclude": ["1.1.4", "1.2.5"]},
                {"include": ["1.1.1"]},
            ],
        },
    },
    "cis-by-itself": {"reportType": "cis-benchmark", "schedule": "50 2 * * *", "cis": {"highThreshold": 90}},
}
LABELS = {"inventory": {"team": "shop", "tier": "gold"}, "access": {"team": "shop"}, "soc2": {"exempt": ""}}
ANNOTATIONS = {"inventory": {"docs": "https://wiki.example.com/soc2", "notes": "two\nlines: # and more"}}
BOOKKEEPING = {"argocd.argoproj.io/tracking-id": "shop:projectcalico.org/GlobalReport:/access"}


def applied(plane: ControlPlane) -> Live:
    """The cluster with the ten of them, as kubectl leaves them there."""
    items = [
        {
            "apiVersion": "projectcalico.org/v3",
            "kind": "GlobalReport",
            "metadata": {
                "name": name,
                "labels": LABELS.get(name, {}),
                "annotations": {**ANNOTATIONS.get(name, {}), **(BOOKKEEPING if name == "access" else {})},
            },
            "spec": spec,
        }
        for name, spec in SPECS.items()
    ]
    plane.kubectl("apply", "--filename=-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    return Live(plane)


def imported(stacks: Stacks, run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """A new stack with the file that the import of its cluster makes."""
    plane = stacks.control_plane
    monkeypatch.setenv("KUBECONFIG", str(plane.kubeconfig))
    stack = stacks("shop").with_environment(KUBECONFIG=str(plane.kubeconfig))
    made = folder / "made.yaml"
    place = ("--stack", "shop", "--project", stack.project, "--out", made)
    ran = run("import", "--from-cluster", "--context", plane.context, *place)
    assert ran.status == 0, ran.err
    return stack.says_text(made.read_text(encoding="utf-8"))


def test_ten_reports_of_kubectl_are_taken_over_with_nothing_but_the_named_changes(
    stacks_on_each_kind: Stacks, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = applied(stacks_on_each_kind.control_plane)
    before, uids = live.reports, live.uids()
    stack = imported(stacks_on_each_kind, run, tmp_path, monkeypatch)

    preview = stack.preview()
    assert preview.ok, preview.said
    assert_only_imports(preview)
    assert live.reports == before

    up = stack.up()
    assert up.ok, up.said
    assert live.uids() == uids
    assert {name: content(report) for name, report in live.reports.items()} == as_named(before)

    again = stack.preview("--expect-no-changes")
    assert again.ok, again.said
    assert again.steps == {}


def assert_only_imports(preview: Result) -> None:
    assert preview.to("GlobalReport") == dict.fromkeys(SPECS, "import")
    assert {step for of, step in preview.steps.items() if not of.startswith("GlobalReport ")} == {"create"}
    assert preview.to("FelixConfigurationPatch") == {"default": "create"}


def as_named(before: Objects) -> dict[str, Any]:
    """What shall have become of them: our labels, no bookkeeping, all three CIS numbers; else what was there."""
    owner = Owner("calico-reporting", "shop").labels()
    return {
        name: {
            "spec": {**report["spec"], **_with_numbers(report["spec"])},
            "labels": {**report["metadata"].get("labels", {}), **owner},
            "annotations": ANNOTATIONS.get(name, {}),
        }
        for name, report in before.items()
    }


def _with_numbers(spec: Mapping[str, Any]) -> dict[str, Any]:
    return {"cis": {**CIS_NUMBERS, **spec["cis"]}} if "cis" in spec else {}


def content(report: Mapping[str, Any]) -> dict[str, Any]:
    metadata = report["metadata"]
    return {
        "spec": report["spec"],
        "labels": metadata.get("labels", {}),
        "annotations": metadata.get("annotations", {}),
    }


def test_the_list_of_adopted_reports_can_go_when_they_are_taken_over(
    stacks: Stacks, live: Live, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(stacks.control_plane)
    stack = imported(stacks, run, tmp_path, monkeypatch)
    assert stack.up().ok
    before = live.versions()
    head, _, _ = stack.file.read_text(encoding="utf-8").partition("  # On the cluster already.")
    stack.says_text(head)
    preview = stack.preview("--expect-no-changes")
    assert preview.ok, preview.said
    assert live.versions() == before
