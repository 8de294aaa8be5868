"""docs/ci.md: its commands and its GitLab pipeline say what is there."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportctl.__main__ import VERBS
from tests.unit.test_workflows import JOBS, WORKFLOWS, requirement

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
STATED = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
GLOBAL = {"default", "variables"}


def pipeline() -> dict[str, Any]:
    (text,) = [text for language, text in STATED if language == "yaml"]
    content: dict[str, Any] = yaml.safe_load(text)
    return content


GITLAB_JOBS = {name: job for name, job in pipeline().items() if name not in GLOBAL}


def scripts() -> dict[str, str]:
    """What a runner runs in each job, as one script."""
    before = pipeline()["default"]["before_script"]
    return {name: "\n".join([*before, *job["script"]]) for name, job in GITLAB_JOBS.items()}


def test_gitlab_has_the_same_four_jobs() -> None:
    assert set(GITLAB_JOBS) == {"review", "preview", "deploy", "drift"}
    assert all("if" in rule for job in GITLAB_JOBS.values() for rule in job["rules"])


@pytest.mark.parametrize("name", GITLAB_JOBS)
def test_gitlab_scripts_are_shell_and_call_verbs_that_exist(name: str) -> None:
    script = scripts()[name]
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    called = re.findall(r"python -m reportctl (\w+)", script)
    assert called
    assert set(called) <= set(VERBS)


def test_gitlab_runs_pulumi_as_the_workflows_do() -> None:
    assert pipeline()["variables"]["PULUMI_RUN_PROGRAM"] == "true"
    assert pipeline()["default"]["image"].endswith(f":{requirement('pulumi')}")
    assert "CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in GITLAB_JOBS["preview"]["rules"][0]["if"]
    assert GITLAB_JOBS["deploy"]["rules"][0]["when"] == "manual"


def test_gitlab_ends_a_job_where_one_stack_fails(tmp_path: Path) -> None:
    (tmp_path / "pulumi").write_text('#!/bin/sh\necho "$@" >> calls\ncase "$*" in *b*) exit 1; esac\n')
    (tmp_path / "pulumi").chmod(0o700)
    loop = GITLAB_JOBS["deploy"]["script"][-1]
    script = f"stacks='a\nb\nc'\n{loop}\n"
    ran = subprocess.run(
        ["bash", "-e"], input=script, text=True, check=False, cwd=tmp_path, env={"PATH": f"{tmp_path}:/bin:/usr/bin"}
    )
    assert ran.returncode == 1
    assert [line.split()[2] for line in (tmp_path / "calls").read_text().splitlines()] == ["a", "b"]


def test_the_page_names_every_workflow_environment_and_variable() -> None:
    assert set(re.findall(r"^\| `(\w+)\.yml`", PAGE, re.MULTILINE)) == set(WORKFLOWS)
    environments = {job["environment"] for job in JOBS.values() if "environment" in job}
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == environments
    text = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS.values())
    for name in re.findall(r"(?:vars|secrets)\.(\w+)", text):
        assert f"`{name}`" in PAGE or f" set {name} " in PAGE


def test_every_file_and_verb_that_the_page_names_is_there() -> None:
    for path in re.findall(r"`((?:docs|\.github)/[\w./-]+\.\w+)`|\]\((\w+\.yaml)\)", PAGE):
        assert (ROOT / path[0]).exists() if path[0] else (ROOT / "docs" / path[1]).exists()
    assert set(re.findall(r"reportctl (\w+)", PAGE)) <= set(VERBS)
