"""The workflows: what they may do, with what they do it, and that every step of them is run by these tests as well.

Beyond this, `make lint` runs actionlint and zizmor on them.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from reportctl.__main__ import VERBS
from reportctl.ci.changed import PROGRAM
from tests.project import STACKS

ROOT = Path(__file__).parents[2]
WORKFLOWS = {path.stem: path for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
ACTIONS = {path.parent.name: path for path in sorted((ROOT / ".github/actions").glob("*/action.yml"))}
FILES = [*WORKFLOWS.values(), *ACTIONS.values()]

Step = dict[str, Any]

# A fork's pull request reaches these triggers and jobs with its own code.
TRIGGERS = {
    "ci": {"push", "pull_request"},
    "deploy": {"push", "workflow_dispatch"},
    "drift": {"schedule", "workflow_dispatch"},
    "preview": {"pull_request"},
}

# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
PERMISSIONS = {
    "ci.test": {"contents": "read"},
    "ci.lint": {"contents": "read"},
    "deploy.stacks": {"contents": "read"},
    "deploy.pulumi": {"contents": "read", "id-token": "write"},
    "drift.stacks": {"contents": "read"},
    "drift.pulumi": {"contents": "read", "id-token": "write"},
    "drift.issue": {"actions": "read", "issues": "write"},
    "preview.review": {"contents": "read"},
    "preview.annotate": {"actions": "read", "contents": "read", "security-events": "write"},
    "preview.comment": {"actions": "read", "pull-requests": "write"},
    "preview.pulumi": {"contents": "read", "id-token": "write", "pull-requests": "write"},
}

# Lines that need no test of their own: they move text that is there into a file that GitHub reads.
HARMLESS = (
    r'echo "[^"$`\\]*" >> "\$GITHUB_STEP_SUMMARY"',
    r'cat build/review/comment\.md >> "\$GITHUB_STEP_SUMMARY"',
    r'echo "stacks=\$stacks" >> "\$GITHUB_OUTPUT"',
    r"git diff --exit-code",
)
KUBECONFIG = 'umask 077 && printf \'%s\\n\' "$CONTENT" > "$RUNNER_TEMP/kubeconfig"'
VERB = re.compile(r'(?:stacks="\$\()?\.venv/bin/python -m reportctl (?P<verb>\w+)(?P<options>[^|;&<>`]*)')


# Jobs whose token may write to GitHub, so they check nothing out.
CODELESS = {"preview.annotate", "preview.comment", "drift.issue"}


def load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def triggers(workflow: str) -> dict[str, Any]:
    content: dict[Any, Any] = load(WORKFLOWS[workflow])
    # YAML 1.1 reads the key `on` as true.
    found: dict[str, Any] = content[True]
    return found


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for workflow, path in WORKFLOWS.items():
        for job, content in load(path)["jobs"].items():
            yield f"{workflow}.{job}", content


JOBS = dict(jobs())


def steps() -> Iterator[tuple[str, Step]]:
    """All steps, of jobs and of actions, with the place of each."""
    for name, job in JOBS.items():
        yield from ((name, step) for step in job["steps"])
    for name, path in ACTIONS.items():
        yield from ((name, step) for step in load(path)["runs"]["steps"])


STEPS = list(steps())


def using(action: str) -> list[tuple[str, Step]]:
    return [(place, step) for place, step in STEPS if step.get("uses", "").startswith(f"{action}@")]


def lines() -> list[str]:
    """What is run, but for the steps that speak to GitHub: test_github_steps.py runs those whole."""
    return [line for _, step in STEPS if "GH_TOKEN" not in step.get("env", {}) for line in run(step)]


def run(step: Step) -> list[str]:
    lines: list[str] = step.get("run", "").splitlines()
    return lines


def requirement(name: str) -> str:
    found = re.search(rf"^{name}==(\S+)$", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    return found[1]


# What is used


@pytest.mark.parametrize("path", FILES, ids=str)
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(path: Path) -> None:
    used = re.findall(r"uses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert used
    for action in used:
        assert re.fullmatch(r"\./\.github/actions/\w+|[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


def test_one_action_has_one_commit_everywhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    pins = set(re.findall(r"uses: ([\w./-]+)@(.+)$", text, re.MULTILINE))
    assert len(pins) == len({action for action, _ in pins})


def test_local_actions_exist() -> None:
    used = {
        step["uses"].removeprefix("./.github/actions/") for _, step in STEPS if step.get("uses", "").startswith(".")
    }
    assert used == set(ACTIONS)


def test_pulumis_cli_is_the_version_that_requirements_pin() -> None:
    pulumi = using("pulumi/actions")
    assert {step["with"]["pulumi-version"] for _, step in pulumi} == {requirement("pulumi")}


def test_tests_run_on_linux_and_macos_with_the_oldest_and_a_newer_python() -> None:
    matrix = JOBS["ci.test"]["strategy"]["matrix"]
    assert {system.split("-")[0] for system in matrix["os"]} == {"ubuntu", "macos"}
    oldest = re.search(r'requires-python = ">=(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert oldest is not None
    assert matrix["python"] == [oldest[1], "3.13"]


def test_every_python_is_one_that_the_tests_run_on() -> None:
    matrix = JOBS["ci.test"]["strategy"]["matrix"]["python"]
    stated = {step["with"]["python-version"] for _, step in using("actions/setup-python")}
    assert stated - {"${{ matrix.python }}"} <= set(matrix)


def test_ci_fails_without_pulumi() -> None:
    (tests,) = [step for step in JOBS["ci.test"]["steps"] if step.get("run") == "make test"]
    assert tests["env"] == {"REQUIRE_PULUMI": "1"}
    assert [step["run"] for step in JOBS["ci.lint"]["steps"] if "run" in step] == ["make lint"]


def test_runners_are_named_by_version() -> None:
    systems = {job["runs-on"] for job in JOBS.values()} | set(JOBS["ci.test"]["strategy"]["matrix"]["os"])
    assert all(re.search(r"-\d+|matrix\.os", system) for system in systems)


# What may be done


def test_workflows_start_where_they_should_and_never_with_a_forks_code_beside_secrets() -> None:
    found = {name: triggers(name) for name in WORKFLOWS}
    assert {name: set(events) for name, events in found.items()} == TRIGGERS
    assert found["deploy"]["push"]["branches"] == ["main"]


def test_permissions_are_none_but_for_what_each_job_states() -> None:
    assert {name: load(path)["permissions"] for name, path in WORKFLOWS.items()} == {name: {} for name in WORKFLOWS}
    assert {name: job.get("permissions") for name, job in JOBS.items()} == PERMISSIONS


def test_every_job_ends_by_itself() -> None:
    assert all(0 < job["timeout-minutes"] <= 60 for job in JOBS.values())


def test_no_checkout_leaves_its_token_behind() -> None:
    checkouts = using("actions/checkout")
    assert {place for place, _ in checkouts} == set(JOBS) - CODELESS
    assert all(step["with"]["persist-credentials"] is False for _, step in checkouts)


def test_secrets_are_only_where_an_environment_guards_them() -> None:
    with_secrets = {name for name, job in JOBS.items() if "secrets." in yaml.safe_dump(job)}
    assert with_secrets == {"preview.pulumi", "deploy.pulumi", "drift.pulumi"}
    environments = {name: job["environment"] for name, job in JOBS.items() if "environment" in job}
    assert environments == {"preview.pulumi": "preview", "deploy.pulumi": "deploy", "drift.pulumi": "drift"}


def test_forks_reach_neither_secrets_nor_a_token_that_comments() -> None:
    own = "github.event.pull_request.head.repo.full_name == github.repository"
    for name in ("preview.comment", "preview.pulumi"):
        assert own in JOBS[name]["if"]
        assert "github.event.pull_request.user.login != 'dependabot[bot]'" in JOBS[name]["if"]


def test_jobs_that_may_write_to_github_run_no_code_of_the_repository() -> None:
    writing = {"security-events", "pull-requests", "issues"}
    for name in CODELESS:
        assert writing & set(PERMISSIONS[name])
        assert not {place for place, _ in using("./.github") if place == name}
        scripts = [line for step in JOBS[name]["steps"] if "GH_TOKEN" not in step.get("env", {}) for line in run(step)]
        assert all(re.fullmatch(HARMLESS[0], line) for line in scripts)


def test_githubs_token_is_handed_to_steps_that_are_tested_whole_and_to_no_others() -> None:
    with_token = {f"{place}.{step['id']}" for place, step in STEPS if "github.token" in yaml.safe_dump(step)}
    assert with_token == {"preview.comment.comment", "drift.issue.issue"}


@pytest.mark.parametrize("where", ["fork", "PULUMI_BACKEND_URL"])
def test_what_is_left_out_of_a_preview_leaves_a_note(where: str) -> None:
    notes = [step["run"] for step in JOBS["preview.review"]["steps"] if step.get("run", "").startswith("echo")]
    assert [where in note for note in notes].count(True) == 1


def test_a_missing_secret_leaves_a_note_and_no_failure_in_a_preview() -> None:
    (pulumi,) = [step for place, step in using("pulumi/actions") if place == "preview.pulumi"]
    assert pulumi["if"] == "steps.access.outputs.ready == 'true'"
    action = load(ACTIONS["access"])
    assert action["outputs"]["ready"]["value"] == "${{ inputs.kubeconfig != '' }}"
    (note,) = [step for step in action["runs"]["steps"] if step.get("if") == "inputs.kubeconfig == ''"]
    assert "KUBECONFIG is not set" in note["run"]


# How stacks are run


def runs_pulumi(step: Step) -> bool:
    return "command" in step.get("with", {}) or "reportctl drift" in step.get("run", "")


RUNNING = {place: step for place, step in STEPS if runs_pulumi(step)}


def test_pulumi_is_run_for_previews_deployments_and_drift() -> None:
    assert set(RUNNING) == {"preview.pulumi", "deploy.pulumi", "drift.pulumi"}
    assert RUNNING["preview.pulumi"]["with"]["command"] == "preview"
    assert RUNNING["preview.pulumi"]["with"]["comment-on-pr"] is True
    assert RUNNING["deploy.pulumi"]["with"]["command"] == "up"


def test_the_program_runs_before_every_refresh() -> None:
    assert all(JOBS[place]["env"]["PULUMI_RUN_PROGRAM"] == "true" for place in RUNNING)


def test_no_stack_is_named_in_a_workflow() -> None:
    for name, job in JOBS.items():
        matrix = job.get("strategy", {}).get("matrix", {})
        if name in RUNNING:
            assert re.fullmatch(r"\$\{\{ fromJSON\(needs\.\w+\.outputs\.stacks\) \}\}", matrix["stack"])
        text = yaml.safe_dump(job)
        assert not [stack for stack in STACKS if re.search(rf"\b{stack}\b", text)]


def test_deployments_go_one_after_another_and_are_never_cut_off() -> None:
    job = JOBS["deploy.pulumi"]
    assert job["strategy"]["max-parallel"] == 1
    assert job["concurrency"] == {"group": "deploy-${{ matrix.stack }}", "cancel-in-progress": False}
    assert "github.ref == 'refs/heads/main'" in job["if"]


def test_previews_have_their_own_queue_for_each_stack_and_pull_request() -> None:
    group = JOBS["preview.pulumi"]["concurrency"]["group"]
    assert group == "preview-${{ matrix.stack }}-${{ github.event.pull_request.number }}"


def test_a_push_deploys_where_it_changes_what_stacks_are_run_with() -> None:
    paths = triggers("deploy")["push"]["paths"]
    program = {f"{path}**" if path.endswith("/") else path for path in PROGRAM} - {"Pulumi.yaml"}
    assert set(paths) == {"Pulumi*.yaml", "base/**", "frameworks/**", *program}


# What steps do themselves


def test_every_line_is_a_make_target_a_verb_or_harmless() -> None:
    targets = re.findall(r"^([\w$()./]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    known = {f"make {target.replace('$(VENV)', '.venv')}" for target in targets}
    for line in lines():
        verb = VERB.fullmatch(line)
        assert (
            line in known
            or line == KUBECONFIG
            or (verb and verb["verb"] in VERBS)
            or any(re.fullmatch(pattern, line) for pattern in HARMLESS)
        ), line


def test_every_option_is_one_that_its_verb_has() -> None:
    called = [found for line in lines() if (found := VERB.fullmatch(line))]
    assert {found["verb"] for found in called} == {"changed", "check", "drift", "review", "status"}
    for found in called:
        file = next((ROOT / "reportctl").glob(f"*/{found['verb']}.py"))
        text = file.read_text(encoding="utf-8")
        for option in re.findall(r"--([a-z-]+)", found["options"]):
            assert f'"--{option}"' in text or f"{option.replace('-', '_')}: Annotated" in text or option == "stack"


def test_no_expression_is_pasted_into_a_shell() -> None:
    assert not [line for _, step in STEPS for line in run(step) if "${{" in line]


def test_a_shell_variable_is_one_that_the_step_its_job_or_github_sets() -> None:
    for place, step in STEPS:
        known = {*step.get("env", {}), *JOBS.get(place, {}).get("env", {})}
        known |= {"GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "RUNNER_TEMP"}
        known |= {"GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_RUN_ID"}
        script = step.get("run", "")
        known |= set(re.findall(r"^ *(\w+)=", script, re.MULTILINE))
        assert set(re.findall(r"\$\{?(\w+)", script)) <= known


@pytest.mark.parametrize(
    "content", ["apiVersion: v1\nkind: Config\n", "$(touch stolen) `touch stolen` %s \\n 'x' \"y\""]
)
def test_the_kubeconfig_is_written_as_it_is_for_its_owner_alone(tmp_path: Path, content: str) -> None:
    assert KUBECONFIG in lines()
    environment = {**os.environ, "CONTENT": content, "RUNNER_TEMP": str(tmp_path)}
    subprocess.run(["bash", "-eo", "pipefail", "-c", KUBECONFIG], env=environment, cwd=tmp_path, check=True)
    (written,) = tmp_path.iterdir()
    assert written.read_text(encoding="utf-8") == f"{content}\n"
    assert written.stat().st_mode & 0o777 == 0o600
    assert {step["env"]["KUBECONFIG"] for step in RUNNING.values()} == {"${{ runner.temp }}/kubeconfig"}


def test_the_list_of_stacks_reaches_github_as_one_line_and_a_fault_stops_the_step(tmp_path: Path) -> None:
    (script,) = {step["run"] for _, step in STEPS if "changed --all" in step.get("run", "")}
    output = tmp_path / "output"
    environment = {**os.environ, "GITHUB_OUTPUT": str(output)}
    shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    subprocess.run(shell, env=environment, cwd=ROOT, check=True, capture_output=True)
    assert re.fullmatch(r'stacks=\["[^\n]+"\]\n', output.read_text(encoding="utf-8"))
    assert subprocess.run(shell, env=environment, cwd=tmp_path, check=False, capture_output=True).returncode != 0
