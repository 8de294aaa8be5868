"""docs/fleet.md: its commands, settings and marks are what is there."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from reportctl.__main__ import VERBS
from reportctl.engines import argocd, flux, pko
from reporting.source.stackfile import read_stack
from tests.fleet import fleet
from tests.project import ROOT
from tests.unit.command_line import Run, run

__all__ = ["run"]

PAGE = (ROOT / "docs/fleet.md").read_text(encoding="utf-8")
STATED = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
YAML = [text for language, text in STATED if language == "yaml"]
SHELL = [text for language, text in STATED if language == "bash"]
RENDERED = re.findall(r"^bin/reportctl (render .*)$", "\n".join(SHELL), re.MULTILINE)


@pytest.mark.parametrize("script", SHELL)
def test_scripts_are_shell_and_call_verbs_that_exist(script: str) -> None:
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    assert set(re.findall(r"bin/reportctl (\w+)", script)) <= set(VERBS)


@pytest.mark.parametrize("command", RENDERED)
def test_every_rendering_is_run_as_written(run: Run, tmp_path: Path, command: str) -> None:
    project = fleet(tmp_path / "checkout", "management", "production", "staging", "workshop")
    ran = run(*shlex.split(command), at=project)
    assert (ran.status, "wrote" in ran.err) == (0, True), ran.err


def test_the_operators_secret_account_and_keys_are_named() -> None:
    assert f"generic {pko.SECRET} -n {pko.ACCOUNT}" in PAGE
    assert f"--serviceaccount {pko.ACCOUNT}:{pko.ACCOUNT}" in PAGE
    assert all(key in PAGE for key in ("accessToken", "passphrase", "`username`", "`identity`"))


def test_every_mark_is_explained() -> None:
    (options,) = argocd.KEPT.values()
    told = [*options.split(","), *(f"{key.rpartition('/')[2]}: {value}" for key, value in flux.KEPT.items())]
    assert all(f"`{mark}" in PAGE for mark in told)


def test_the_stack_and_its_base_are_as_written(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    for text in YAML[:2]:
        file = tmp_path / text.splitlines()[0].removeprefix("# ")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert set(read_stack(tmp_path, "shop").settings().report_sets["duty"].reports) > {"daily-soc2-inventory"}


def test_every_yaml_on_the_page_can_be_read() -> None:
    read = [yaml.safe_load(text) for text in YAML[2:]]
    assert read[0]["resources"]["production"]["type"] == "pulumiservice:DeploymentSettings"
    assert "reportctl status" in read[1]["staging"]["script"][0]
