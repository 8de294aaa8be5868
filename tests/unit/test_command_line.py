"""The command line as a person meets it: help, completion, and errors without tracebacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reportctl.__main__ import VERBS
from tests.project import ROOT, SAMPLE


def reportctl(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reportctl", *arguments],
        cwd=SAMPLE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example_by_a_short_and_a_long_name(verb: str) -> None:
    shown = reportctl(verb, "-h")
    assert shown.returncode == 0
    assert shown.stdout == reportctl(verb, "--help").stdout
    assert f"Example: bin/reportctl {verb}" in " ".join(shown.stdout.split())


def test_every_verb_is_listed() -> None:
    listed = reportctl("--help").stdout
    assert reportctl("-h").stdout == listed
    assert all(f"  {verb} " in listed for verb in VERBS)


def test_the_shell_completes_verbs_and_options() -> None:
    verbs = reportctl(_REPORTCTL_COMPLETE="complete_bash", COMP_WORDS="reportctl re", COMP_CWORD="1")
    assert verbs.stdout.split() == [verb for verb in VERBS if verb.startswith("re")]
    options = reportctl(_REPORTCTL_COMPLETE="complete_bash", COMP_WORDS="reportctl render --ou", COMP_CWORD="2")
    assert options.stdout.split() == ["--out"]


def test_the_completion_script_calls_the_program_by_its_name() -> None:
    """Whichever shell the tests are run from: typer would print for that one, or refuse it."""
    shown = reportctl("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "complete -o default -F _reportctl_completion reportctl" in shown.stdout


@pytest.mark.parametrize("arguments", [("nonsense",), ("plan",), ("render", "--stack"), ("plan", "--nonsense")])
def test_a_wrong_call_gets_a_sentence_and_status_two(arguments: tuple[str, ...]) -> None:
    refused = reportctl(*arguments)
    assert refused.returncode == 2
    assert "Error:" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_podtemplate_without_a_reporter_gets_a_sentence(tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    text = "template: {spec: {containers: [{name: a, image: a}, {name: b, image: b}]}}\n"
    template.write_text(text, encoding="utf-8")
    refused = reportctl("render", "--stack", "dev", "--template", str(template))
    assert refused.returncode == 2
    assert "none called reporter" in refused.stderr
    assert "Traceback" not in refused.stderr
