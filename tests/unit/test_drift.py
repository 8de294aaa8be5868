"""`reportctl drift`: what Pulumi's exit statuses mean, and how it is called."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reportctl.__main__ import main

Drift = Callable[..., int]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: calico-reporting\nruntime: python\n", encoding="utf-8")
    text = "config:\n  calico-reporting:cluster: {name: a, context: a}\n"
    (tmp_path / "Pulumi.team.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A `pulumi` on PATH that says how it was called, and ends with this status."""

    def install(status: int) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        script = folder / "pulumi"
        script.write_text(f'#!/bin/sh\necho "$PULUMI_RUN_PROGRAM $PWD $*"\necho wrong >&2\nexit {status}\n')
        script.chmod(0o700)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return install


@pytest.fixture
def drift(project: Path, monkeypatch: pytest.MonkeyPatch) -> Drift:
    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["reportctl", "drift", "--project", str(project), *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return run


@pytest.mark.parametrize(
    ("of_pulumi", "expected"),
    [
        (0, (0, "team: no drift")),
        pytest.param(7, (1, "team: the cluster is not"), id="7: ExitNoChanges of pkg/cmd/pulumi/cmd/exit_codes.go"),
        (1, (2, "team: whether there is drift is not known")),
        (6, (2, "team: whether there is drift is not known")),
        (255, (2, "team: whether there is drift is not known")),
    ],
)
def test_pulumis_exit_status_says_whether_there_is_drift(
    pulumi: Callable[[int], None],
    drift: Drift,
    capfd: pytest.CaptureFixture[str],
    of_pulumi: int,
    expected: tuple[int, str],
) -> None:
    pulumi(of_pulumi)
    status, words = expected
    assert drift("--stack", "team") == status
    said = capfd.readouterr().err
    assert said.startswith(f"wrong\n{words}")


def test_it_refreshes_runs_the_program_and_changes_nothing(
    project: Path, pulumi: Callable[[int], None], drift: Drift, capfd: pytest.CaptureFixture[str]
) -> None:
    pulumi(0)
    drift("--stack", "team", "--organization", "acme")
    said = capfd.readouterr().out
    assert said.startswith(f"true {project} preview --stack acme/team --refresh --expect-no-changes ")


def test_an_unknown_stack_is_refused_before_pulumi_is_asked(
    pulumi: Callable[[int], None], drift: Drift, capsys: pytest.CaptureFixture[str]
) -> None:
    pulumi(0)
    assert drift("--stack", "absent") == 2
    assert "there is no stack 'absent'" in capsys.readouterr().err


def test_a_machine_without_pulumi_is_told_so(
    drift: Drift, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert drift("--stack", "team") == 2
    assert "error: pulumi is not on PATH" in capsys.readouterr().err
